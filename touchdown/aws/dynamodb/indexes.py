"""The indexes of a table: what a user writes, the values that are compared, and the members that are sent.

An attribute of a key is compared together with its type, as `n (N)`, or `n` alone where it is text. So a new type shows
where it matters: in the key of the table, which is replaced, or of an index, which is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from touchdown.engine.observed import Values

if TYPE_CHECKING:
    from touchdown.aws.dynamodb.table import Table

AttributeType = Literal["S", "N", "B"]
TEXT = "S"
CAPACITIES: Mapping[str, str] = {"read_capacity": "ReadCapacityUnits", "write_capacity": "WriteCapacityUnits"}
"""The fields of a capacity, with their members."""

_HASH, _RANGE = "HASH", "RANGE"


class _PartitionKey(TypedDict):
    partition_key: str


class _SortKey(TypedDict):
    sort_key: str


class Index(_PartitionKey, total=False):
    """A global secondary index: `{"partition_key": "customer", "sort_key": "date"}`.

    `projection` says which attributes are copied into it: `"ALL"` (if it is left out), `"KEYS_ONLY"`, or a list of
    those besides the keys. `read_capacity` and `write_capacity` are as those of the table; left out, they are the same.
    """

    sort_key: str
    projection: Literal["ALL", "KEYS_ONLY"] | Sequence[str]
    read_capacity: int
    write_capacity: int


class LocalIndex(_SortKey, total=False):
    """A local secondary index: another sort key below the table's partition key, as `{"sort_key": "date"}`.

    `projection` is as in an `Index`.
    """

    projection: Literal["ALL", "KEYS_ONLY"] | Sequence[str]


Value = dict[str, Any]
"""An index as it is compared."""


def key_text(name: str, kind: str) -> str:
    """An attribute of a key with its type, which isn't shown where it is text."""
    return name if kind == TEXT else f"{name} ({kind})"


def keys_of(table: Table, index: Mapping[str, Any] | None = None) -> list[str]:
    """The names of the attributes in the key of a table, or of an index: the partition key first."""
    if index is None:
        found = [table.partition_key, table.sort_key]
    else:
        found = [index.get("partition_key", table.partition_key), index.get("sort_key")]
    return [name for name in found if name is not None]


def attributes_of(table: Table, indexes: Iterable[str] | None = None) -> list[str]:
    """The names of all attributes in keys: of the table, its local indexes, and its other indexes, or some of them."""
    names = table.indexes.keys() if indexes is None else indexes
    others = [*table.local_indexes.values(), *(table.indexes[name] for name in names)]
    keys = [keys_of(table), *(keys_of(table, one) for one in others)]
    return list(dict.fromkeys(name for key in keys for name in key))


def declared_key(table: Table, name: str | None) -> str | None:
    return None if name is None else key_text(name, table.attributes.get(name, TEXT))


def declared_values_of_indexes(table: Table) -> Values:
    """The values of a table's indexes as declared."""
    local = {name: _declared(table, index) for name, index in table.local_indexes.items()}
    others = {
        name: {
            **_declared(table, index),
            "partition_key": declared_key(table, index["partition_key"]),
            **declared_capacity(table, index),
        }
        for name, index in table.indexes.items()
    }
    return {"indexes": others, "local_indexes": local}


def _declared(table: Table, index: Mapping[str, Any]) -> Value:
    sort_key = {"sort_key": declared_key(table, index["sort_key"])} if "sort_key" in index else {}
    return {**sort_key, "projection": _projection_value(index.get("projection", "ALL"))}


def _projection_value(projection: str | Sequence[str]) -> str | list[str]:
    return projection if isinstance(projection, str) else sorted(projection)


def declared_capacity(table: Table, index: Mapping[str, Any]) -> dict[str, int]:
    """The capacity of an index, or the table's where it has none; nothing on demand."""
    if table.read_capacity is None:
        return {}
    return {name: index.get(name, getattr(table, name)) for name in CAPACITIES}


def adds_indexes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """For `Lifecycle.loosens`: new indexes come before the code that reads them."""
    return not new.keys() <= (old or {}).keys()


def seen_indexes(seen: Mapping[str, Any], *, local: bool, on_demand: bool) -> dict[str, Value]:
    """The values of a table's indexes as DescribeTable shows them, without those that are being deleted."""
    types = types_of(seen)
    found: dict[str, Value] = {}
    for index in seen.get("LocalSecondaryIndexes" if local else "GlobalSecondaryIndexes") or ():
        if index.get("IndexStatus") == "DELETING":
            continue
        partition_key, sort_key = seen_keys(index, types)
        value: Value = {} if local else {"partition_key": partition_key}
        if sort_key is not None:
            value["sort_key"] = sort_key
        capacity = {} if local or on_demand else seen_capacity(index)
        found[index["IndexName"]] = {**value, "projection": _seen_projection(index["Projection"]), **capacity}
    return found


def types_of(seen: Mapping[str, Any]) -> dict[str, str]:
    return {one["AttributeName"]: one["AttributeType"] for one in seen["AttributeDefinitions"]}


def seen_keys(seen: Mapping[str, Any], types: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The partition key and the sort key of a table or index."""
    names = {one["KeyType"]: one["AttributeName"] for one in seen["KeySchema"]}
    partition_key, sort_key = (
        key_text(names[kind], types.get(names[kind], TEXT)) if kind in names else None for kind in (_HASH, _RANGE)
    )
    return partition_key, sort_key


def seen_capacity(seen: Mapping[str, Any]) -> dict[str, int]:
    throughput = seen.get("ProvisionedThroughput", {})
    return {name: throughput.get(member, 0) for name, member in CAPACITIES.items()}


def _seen_projection(projection: Mapping[str, Any]) -> str | list[str]:
    if projection.get("ProjectionType") == "INCLUDE":
        return sorted(projection.get("NonKeyAttributes", ()))
    return str(projection.get("ProjectionType", "ALL"))


def key_schema(names: Sequence[str]) -> list[dict[str, str]]:
    """The member KeySchema of a table or index."""
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, (_HASH, _RANGE), strict=False)]


def definitions(table: Table, names: Iterable[str]) -> list[dict[str, str]]:
    """The member AttributeDefinitions."""
    return [{"AttributeName": name, "AttributeType": table.attributes.get(name, TEXT)} for name in names]


def throughput(capacity: Mapping[str, Any]) -> dict[str, Any]:
    """The member ProvisionedThroughput, where there is a capacity."""
    if capacity.get("read_capacity") is None:
        return {}
    return {"ProvisionedThroughput": {member: capacity[name] for name, member in CAPACITIES.items()}}


def index_members(table: Table, name: str) -> dict[str, Any]:
    """The members by which a global index is created, with the table or later."""
    index = table.indexes[name]
    return {**_members(table, name, index), **throughput(declared_capacity(table, index))}


def local_index_members(table: Table, name: str) -> dict[str, Any]:
    return _members(table, name, {"partition_key": table.partition_key, **table.local_indexes[name]})


def _members(table: Table, name: str, index: Mapping[str, Any]) -> dict[str, Any]:
    projection = index.get("projection", "ALL")
    if isinstance(projection, str):
        sent: dict[str, Any] = {"ProjectionType": projection}
    else:
        sent = {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(projection)}
    return {"IndexName": name, "KeySchema": key_schema(keys_of(table, index)), "Projection": sent}
