"""DynamoDB tables.

A table is created in one call, with its indexes, its stream and its tags. Expiry and recovery follow once it is active,
in calls of their own. What is waited for ends when each index is active, too: before that AWS refuses any change.

A table with items is not deleted, unless it says so with `force_destroy`. Its count of items is hours old, so an item
is looked for, and only where the plan would delete the table.

Weaknesses: for a plan five calls are made for each table, of which AWS allows ten a second. An apply that is killed
between creating a table and turning on expiry or recovery leaves a table whose record says that both are on; the next
plan then shows the difference as somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from touchdown.aws.dynamodb import rules
from touchdown.aws.dynamodb.creating import blocked, create, delete, if_there
from touchdown.aws.dynamodb.grants import VERBS, WITH_INDEXES
from touchdown.aws.dynamodb.indexes import (
    AttributeType,
    Index,
    LocalIndex,
    adds_indexes,
    declared_key,
    declared_values_of_indexes,
)
from touchdown.aws.dynamodb.operations import CALLS, CREATE, EXPIRE, PUT_POLICY, RECOVER, TAGGING, UNSUPPORTED, UPDATE
from touchdown.aws.dynamodb.reading import read, read_many
from touchdown.aws.dynamodb.updating import turns_on, update
from touchdown.aws.grants import Grantee, grant
from touchdown.aws.lifecycle import Named, Tagged, declared_values
from touchdown.aws.members import POLICY, meaning_of_policy
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import Store
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import FIXED, IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    pass


def _both(member: str) -> dict[str, Any]:
    """The same member of the creating and the updating call."""
    return {"create": f"{CREATE}.{member}", "update": f"{UPDATE}.{member}"}


@resource
class Table(Store):
    """A DynamoDB table (AWS: "CreateTable", "Quotas in Amazon DynamoDB")."""

    TYPE: ClassVar[str] = "dynamodb_table"
    CALLS: ClassVar[Calls] = CALLS
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = UNSUPPORTED

    name: str = field(create=f"{CREATE}.TableName", update=IDENTITY)
    """Name of the table: 3 to 255 letters, digits, dots, hyphens and underscores."""

    partition_key: str = field(
        create=(f"{CREATE}.KeySchema", f"{CREATE}.AttributeDefinitions"), update=FIXED, known=True, opaque=True
    )
    """The attribute that each item is found by. DynamoDB can't change it: the plan replaces the table."""

    sort_key: str | None = field(default=None, create=f"{CREATE}.KeySchema", update=FIXED, known=True, opaque=True)
    """The attribute by which items with the same partition key are sorted. DynamoDB can't change it."""

    attributes: Mapping[str, AttributeType] = field(factory=dict[str, AttributeType], known=True)
    """The types of attributes in keys, also in those of indexes, that aren't text: `{"number": "N", "hash": "B"}`."""

    indexes: Mapping[str, Index] = field(
        factory=dict[str, Index],
        create=f"{CREATE}.GlobalSecondaryIndexes",
        update=(f"{UPDATE}.GlobalSecondaryIndexUpdates", f"{UPDATE}.AttributeDefinitions"),
        known=True,
    )
    """Global secondary indexes, by name: `{"by-date": {"partition_key": "customer", "sort_key": "date"}}`. AWS makes
    or deletes an index at a time; an index with another key or projection is deleted, and made anew."""

    local_indexes: Mapping[str, LocalIndex] = field(
        factory=dict[str, LocalIndex], create=f"{CREATE}.LocalSecondaryIndexes", update=FIXED, known=True
    )
    """Local secondary indexes, by name: `{"by-size": {"sort_key": "size"}}`. DynamoDB can't change them: the plan
    replaces the table."""

    read_capacity: int | None = field(
        default=None,
        create=(f"{CREATE}.ProvisionedThroughput.ReadCapacityUnits", f"{CREATE}.BillingMode"),
        update=(f"{UPDATE}.ProvisionedThroughput.ReadCapacityUnits", f"{UPDATE}.BillingMode"),
    )
    """How many reads a second are paid for. Left out, together with `write_capacity`, the table is on demand: what is
    used is paid for. AWS goes over to on demand four times a day, and back at any time."""

    write_capacity: int | None = field(default=None, **_both("ProvisionedThroughput.WriteCapacityUnits"))
    """How many writes a second are paid for. Left out, together with `read_capacity`, the table is on demand."""

    stream: Literal["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"] | None = field(
        default=None, **_both("StreamSpecification.StreamViewType")
    )
    """What a record in the table's stream holds of an item that is changed. Left out, there is no stream. With another
    value AWS makes another stream, and records that weren't read yet are lost to its readers."""

    ttl: str | None = field(
        default=None,
        create=f"{EXPIRE}.TimeToLiveSpecification.AttributeName",
        update=f"{EXPIRE}.TimeToLiveSpecification.AttributeName",
    )
    """The attribute that holds the second, since 1970, after which DynamoDB deletes an item. Left out, items stay. AWS
    changes it once an hour, and another attribute takes two changes."""

    point_in_time_recovery: bool = field(
        default=False,
        create=f"{RECOVER}.PointInTimeRecoverySpecification",
        update=f"{RECOVER}.PointInTimeRecoverySpecification",
    )
    """Whether the table can be restored as it was at any second of the last 35 days."""

    deletion_protection: bool = field(default=False, **_both("DeletionProtectionEnabled"))
    """Whether AWS refuses to delete the table, whoever asks for it."""

    kms_key: str | None = field(default=None, **_both("SSESpecification.KMSMasterKeyId"))
    """The KMS key that encrypts: an ARN or an ID. Left out, DynamoDB encrypts with a key of its own."""

    table_class: Literal["STANDARD", "STANDARD_INFREQUENT_ACCESS"] = field(default="STANDARD", **_both("TableClass"))
    """Whether storage or use is cheaper. AWS changes it twice in 30 days."""

    policy: Mapping[str, Any] | None = field(
        default=None, create=f"{CREATE}.ResourcePolicy", update=f"{PUT_POLICY}.Policy", form=POLICY
    )
    """Who may do what with the table, as a policy document."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 47 together."""

    force_destroy: bool = field(default=False)
    """Whether the table may be deleted or replaced with the items in it."""

    def grant(self, *verbs: Literal["read", "write"] | str, to: Grantee) -> None:
        """Lets a function read the table's items, also by its indexes, or write and delete items."""
        grant(self, verbs, to, VERBS, actions_on=WITH_INDEXES)

    @output
    def arn(self, place: Place) -> str:
        """The table's ARN."""
        return place.arn("dynamodb", f"table/{self.name}")

    @output
    def stream_arn(self, place: Place) -> str | None:
        """The ARN of the table's stream, which AWS makes up."""
        return None

    def problems(self) -> Iterator[str]:
        if self.external:
            return
        yield from super().problems()
        yield from rules.problems(self)


def desired(table: Table) -> Values:
    keys = {"partition_key": declared_key(table, table.partition_key), "sort_key": declared_key(table, table.sort_key)}
    return {**declared_values(table), **keys, **declared_values_of_indexes(table)}


def observe(reading: Reading, names: Sequence[str]) -> Mapping[str, Observed]:
    return TABLES.in_bulk(reading, lambda: read_many([Named(Table, reading, name) for name in names]))


def _key_id(key: str | None) -> str | None:
    """A key as it is compared: DynamoDB shows an ARN, also where an ID was given."""
    return key and key.rpartition("/")[2]


TABLES = Tagged(
    Table,
    rank=3,
    tagging=TAGGING,
    read=read,
    create=create,
    update=update,
    delete=delete,
    desired=desired,
    observe=observe,
    tags_in_answer=True,
)
_LIFECYCLE = TABLES.lifecycle()
Table.lifecycle = attrs.evolve(
    _LIFECYCLE,
    delete=if_there(_LIFECYCLE.delete),
    meaning={"policy": meaning_of_policy, "kms_key": _key_id},
    blocked=blocked,
    loosens={"stream": turns_on, "indexes": adds_indexes},
    lasting=frozenset({"stream_arn"}),
    renewed={"stream": frozenset({"stream_arn"})},
)
