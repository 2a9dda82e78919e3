"""What DynamoDB refuses in a declaration beyond its service model, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.dynamodb.indexes import CAPACITIES, attributes_of, keys_of
from touchdown.model.output import has_unknown

if TYPE_CHECKING:
    from touchdown.aws.dynamodb.table import Table

# AWS "Quotas in Amazon DynamoDB": local and global indexes of a table, attributes in the projections of all indexes.
_MOST_LOCAL, _MOST_GLOBAL, _MOST_PROJECTED = 5, 20, 100
_CREATE = "dynamodb:CreateTable"


def problems(table: Table) -> Iterator[str]:
    """What DynamoDB would refuse."""
    yield from _keys(table)
    yield from _capacity(table)
    yield from _index_names(table)
    yield from _indexes(table)
    if table.stream is None and table.asked_for("stream_arn"):
        yield 'stream_arn is used, and the table has no stream: add stream="NEW_AND_OLD_IMAGES".'
    if isinstance(table.kms_key, str) and not has_unknown(table.kms_key) and "alias/" in table.kms_key:
        yield "kms_key= is an alias, and DynamoDB only shows the key behind it: give the ARN of the key."


def _keys(table: Table) -> Iterator[str]:
    if table.sort_key == table.partition_key:
        yield "partition_key= and sort_key= are the same attribute."
    in_keys = attributes_of(table)
    for name in (name for name in table.attributes if name not in in_keys):
        yield f"attributes= has {name!r}, which is in no key: only attributes of keys have a type."
    for name in in_keys:
        named = constraint_problems(_CREATE, "KeySchema.member.AttributeName", name)
        yield from (f"the attribute {name!r} of a key {problem}" for problem in named)


def _capacity(table: Table) -> Iterator[str]:
    if (table.read_capacity is None) != (table.write_capacity is None):
        yield "read_capacity= and write_capacity= go together: give both, or leave both out for a table on demand."
    for name, index in table.indexes.items():
        given = [field for field in CAPACITIES if field in index]
        if given and table.read_capacity is None:
            yield f"indexes= has {given[0]} in {name!r}, and the table is on demand: give the table a capacity too."
        for field in given:
            wrong = constraint_problems(_CREATE, f"ProvisionedThroughput.{CAPACITIES[field]}", index.get(field))
            yield from (f"indexes= has {field} in {name!r}, which {problem}" for problem in wrong)


def _index_names(table: Table) -> Iterator[str]:
    for field, indexes, most in (
        ("indexes", table.indexes, _MOST_GLOBAL),
        ("local_indexes", table.local_indexes, _MOST_LOCAL),
    ):
        if len(indexes) > most:
            yield f"{field}= has {len(indexes)} indexes, AWS allows {most}."
        for name in indexes:
            wrong = constraint_problems(_CREATE, "GlobalSecondaryIndexes.member.IndexName", name)
            yield from (f"{field}= has the index {name!r}, whose name {problem}" for problem in wrong)
    for name in sorted(table.indexes.keys() & table.local_indexes.keys()):
        yield f"indexes= and local_indexes= both have {name!r}: each index of a table has a name of its own."


def _indexes(table: Table) -> Iterator[str]:
    if table.local_indexes and table.sort_key is None:
        yield "local_indexes= is for a table with a sort_key=: add that, or use indexes=."
    for field, indexes in (("indexes", table.indexes), ("local_indexes", table.local_indexes)):
        for name, index in indexes.items():
            keys = keys_of(table, index)
            if len(set(keys)) != len(keys):
                yield f"{field}= has the same attribute twice in the key of {name!r}."
            if index.get("projection") == []:
                yield f'{field}= has an empty projection in {name!r}: "KEYS_ONLY" copies nothing but keys.'
    projected = sum(map(_projected, (*table.indexes.values(), *table.local_indexes.values())))
    if projected > _MOST_PROJECTED:
        yield f"indexes= and local_indexes= name {projected} attributes in projections, AWS allows {_MOST_PROJECTED}."


def _projected(index: Mapping[str, Any]) -> int:
    projection = index.get("projection", "ALL")
    return 0 if isinstance(projection, str) else len(projection)
