"""A table as it is: read for a plan with five calls at the same time, and looked at until it has settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from touchdown.aws.api import Api
from touchdown.aws.dynamodb.indexes import seen_capacity, seen_indexes, seen_keys, types_of
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.policies.document import parse
from touchdown.aws.resource import Step
from touchdown.aws.tags import from_pairs
from touchdown.engine.observed import Values
from touchdown.engine.waits import Settling, until_settled
from touchdown.model.errors import Missing

if TYPE_CHECKING:
    from touchdown.aws.dynamodb.table import Table

_ON = ("ENABLED", "ENABLING", "UPDATING")

Described = Mapping[str, Any]


def describe(api: Api, name: str) -> Described:
    """The table; `Missing` if there is none, or if it is being deleted."""
    table: Described = api.once("dynamodb:DescribeTable", TableName=name)["Table"]
    if table["TableStatus"] == "DELETING":
        raise Missing(f"The table {name} is being deleted.", code="ResourceNotFoundException")
    return table


def _ttl(api: Api, name: str, arn: str) -> str | None:
    found = api.once("dynamodb:DescribeTimeToLive", TableName=name)["TimeToLiveDescription"]
    attribute: str | None = found.get("AttributeName")
    return attribute if found["TimeToLiveStatus"] in _ON else None


def _recovery(api: Api, name: str, arn: str) -> bool:
    found = api.once("dynamodb:DescribeContinuousBackups", TableName=name)["ContinuousBackupsDescription"]
    status = found.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    return bool(status == "ENABLED")


def _policy(api: Api, name: str, arn: str) -> Any:
    try:
        return parse(api.once("dynamodb:GetResourcePolicy", ResourceArn=arn)["Policy"])
    except Missing as error:
        if error.code == "PolicyNotFoundException":
            return None
        raise


def _tags(api: Api, name: str, arn: str) -> dict[str, str]:
    return from_pairs(api.pages("dynamodb:ListTagsOfResource", "Tags", ResourceArn=arn))


_READS: Mapping[str, Callable[[Api, str, str], Any]] = {
    "ttl": _ttl,
    "point_in_time_recovery": _recovery,
    "policy": _policy,
    "tags": _tags,
}


def read(table: Named) -> Found:
    """A table, with its tags."""
    api, arn = table.api, table.output("arn")
    described = describe(api, table.name)
    parts = table.reading.each(lambda part: part(api, table.name, arn), _READS.values())
    return _found(described, dict(zip(_READS, parts, strict=True)))


def read_many(tables: Sequence[Named]) -> dict[str, Found]:
    """Those of the tables that exist: all calls for all of them are made at the same time."""
    described = [one.reading.submit(describe, one.api, one.name) for one in tables]
    started = [
        {what: one.reading.submit(part, one.api, one.name, one.output("arn")) for what, part in _READS.items()}
        for one in tables
    ]
    found: dict[str, Found] = {}
    for table, seen, parts in zip(tables, described, started, strict=True):
        with suppress(Missing):
            # First of all: of a table that doesn't exist AWS says that its tags mustn't be read.
            there = seen.result()
            found[table.name] = _found(there, {what: part.result() for what, part in parts.items()})
    return found


def _found(table: Described, parts: Mapping[str, Any]) -> Found:
    values = {**values_in(table), **{what: value for what, value in parts.items() if what != "tags"}}
    return Found(values, {"stream_arn": stream_arn(table)}, parts["tags"])


def stream_arn(table: Described) -> str:
    """The ARN of a table's stream; empty where it has none, though AWS still shows an older stream then."""
    return str(table.get("LatestStreamArn", "")) if _stream(table) else ""


def _part(table: Described, name: str) -> Mapping[str, Any]:
    found: Any = table.get(name)
    return found or {}


def _stream(table: Described) -> str | None:
    stream = _part(table, "StreamSpecification")
    return stream.get("StreamViewType") if stream.get("StreamEnabled") else None


def values_in(table: Described) -> Values:
    """The values of the fields that DescribeTable shows. Without a BillingModeSummary it is provisioned."""
    on_demand = _part(table, "BillingModeSummary").get("BillingMode", "PROVISIONED") == "PAY_PER_REQUEST"
    capacity = {"read_capacity": None, "write_capacity": None} if on_demand else seen_capacity(table)
    encryption = _part(table, "SSEDescription")
    partition_key, sort_key = seen_keys(table, types_of(table))
    return {
        "partition_key": partition_key,
        "sort_key": sort_key,
        "indexes": seen_indexes(table, local=False, on_demand=on_demand),
        "local_indexes": seen_indexes(table, local=True, on_demand=on_demand),
        **capacity,
        "stream": _stream(table),
        "deletion_protection": table.get("DeletionProtectionEnabled", False),
        "kms_key": encryption.get("KMSMasterKeyArn") if encryption.get("Status") in _ON else None,
        "table_class": _part(table, "TableClassSummary").get("TableClass", "STANDARD"),
    }


def settled(step: Step[Table], row: Settling) -> Described:
    """Waits until a table, and each of its indexes, is active. A new table may not be found for some seconds."""
    api, name, seen = step.account.api, step.identity, dict[str, Any]()

    def look() -> dict[str, Any] | None:
        try:
            seen.update(api.call("dynamodb:DescribeTable", TableName=name)["Table"])
        except Missing:
            return None
        return {**seen, "TableStatus": "UPDATING"} if _is_indexing(seen) else seen

    until_settled(look, row, api.clock, step.report, address=step.change.address)
    return seen


def _is_indexing(table: Described) -> bool:
    """Whether an index isn't active, though the table is."""
    statuses = {index.get("IndexStatus", "ACTIVE") for index in table.get("GlobalSecondaryIndexes") or ()}
    return table["TableStatus"] == "ACTIVE" and bool(statuses - {"ACTIVE"})
