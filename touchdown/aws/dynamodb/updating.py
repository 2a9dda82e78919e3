"""How a table is changed: one thing after another, since AWS takes one change at a time, with a wait after each.

The order: indexes that go (so that they need no capacity), the capacity, indexes that come, and then everything else.
An index whose key or projection differs is deleted and made anew. Each call sends what differs: AWS refuses a capacity
that is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from touchdown.aws.dynamodb.indexes import CAPACITIES, attributes_of, definitions, index_members, throughput
from touchdown.aws.dynamodb.reading import settled, stream_arn
from touchdown.aws.dynamodb.service import TABLE_UPDATED
from touchdown.aws.policies.document import to_text
from touchdown.aws.resource import Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import AccountError, ChangeFailed

if TYPE_CHECKING:
    from touchdown.aws.dynamodb.table import Table


def update(step: Step[Table], present: Observed) -> Outputs:
    """Writes what differs."""
    wanted, there = step.values, present.values
    _indexes(step, there)
    outputs = _stream(step, wanted["stream"], there["stream"])
    for name, members in _PLAIN.items():
        if not step.resource.lifecycle.is_same(name, wanted[name], there[name]):
            _change(step, **members(wanted[name]))
    write_beside(step, there)
    return outputs


_PLAIN: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "table_class": lambda value: {"TableClass": value},
    "kms_key": lambda value: {"SSESpecification": encryption(value) or {"Enabled": False}},
    "deletion_protection": lambda value: {"DeletionProtectionEnabled": value},
}


def encryption(key: str | None) -> dict[str, Any] | None:
    return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key} if key else None


def _change(step: Step[Table], **members: Any) -> Mapping[str, Any]:
    """A call of UpdateTable, and the table once that has settled."""
    call(step, "dynamodb:UpdateTable", TableName=step.identity, **members)
    return settled(step, TABLE_UPDATED)


def _indexes(step: Step[Table], there: Values) -> None:
    """Deletes, changes and creates indexes, an index in each call."""
    table, wanted, seen = step.resource, step.values["indexes"], there["indexes"]
    kept = [name for name in seen if name in wanted and _shape(wanted[name]) == _shape(seen[name])]
    for name in sorted(seen.keys() - set(kept)):
        _change(step, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": name}}])
    if capacity := _capacity(step.values, there, kept):
        _change(step, **capacity)
    for name in (name for name in wanted if name not in kept):
        kept.append(name)
        _change(
            step,
            AttributeDefinitions=definitions(table, attributes_of(table, kept)),
            GlobalSecondaryIndexUpdates=[{"Create": index_members(table, name)}],
        )


def _shape(index: Mapping[str, Any]) -> dict[str, Any]:
    """What can't be changed of an index."""
    return {name: value for name, value in index.items() if name not in CAPACITIES}


def _capacity(wanted: Values, there: Values, indexes: list[str]) -> dict[str, Any]:
    """The members that change the billing mode, with the capacity of each index that stays; or capacities that
    differ."""
    before, after = throughput(there), throughput(wanted)
    if not after:
        return {"BillingMode": "PAY_PER_REQUEST"} if before else {}
    found: dict[str, Any] = {} if before else {"BillingMode": "PROVISIONED"}
    if after != before:
        found.update(after)
    pairs = ((name, throughput(wanted["indexes"][name]), throughput(there["indexes"][name])) for name in indexes)
    updates = [{"Update": {"IndexName": name, **new}} for name, new, old in pairs if new != old]
    return {**found, "GlobalSecondaryIndexUpdates": updates} if updates else found


def stream_members(view: str | None) -> dict[str, Any]:
    """The member that turns a stream on or off."""
    return {"StreamEnabled": True, "StreamViewType": view} if view else {"StreamEnabled": False}


def turns_on(old: str | None, new: str | None) -> bool:
    """For `Lifecycle.loosens`: a stream is there before what reads it."""
    return new is not None


def _stream(step: Step[Table], wanted: str | None, there: str | None) -> Outputs:
    """Turns the stream on or off; for another view, off and on again, which makes another stream."""
    table: Mapping[str, Any] = {}
    if wanted == there:
        return {}
    for view in dict.fromkeys((None if there else wanted, wanted)):
        table = _change(step, StreamSpecification=stream_members(view))
    return {"stream_arn": stream_arn(table)}


def write_beside(step: Step[Table], there: Values) -> None:
    """Writes what has calls of its own: expiry, recovery, and the policy."""
    wanted, name = step.values, step.identity
    for specification in _expiries(wanted["ttl"], there["ttl"]):
        _expire(step, specification)
    if wanted["point_in_time_recovery"] != there["point_in_time_recovery"]:
        recovery = {"PointInTimeRecoveryEnabled": wanted["point_in_time_recovery"]}
        call(step, "dynamodb:UpdateContinuousBackups", TableName=name, PointInTimeRecoverySpecification=recovery)
    if not step.resource.lifecycle.is_same("policy", wanted["policy"], there["policy"]):
        arn = step.resource.predict("arn", step.account.place())
        if wanted["policy"] is None:
            call(step, "dynamodb:DeleteResourcePolicy", ResourceArn=arn)
        else:
            call(step, "dynamodb:PutResourcePolicy", ResourceArn=arn, Policy=to_text(wanted["policy"]))


def _expiries(wanted: str | None, there: str | None) -> Iterator[dict[str, Any]]:
    """What UpdateTimeToLive is called with: another attribute is off and on again."""
    if wanted != there:
        if there is not None:
            yield {"Enabled": False, "AttributeName": there}
        if wanted is not None:
            yield {"Enabled": True, "AttributeName": wanted}


def _expire(step: Step[Table], specification: dict[str, Any]) -> None:
    try:
        call(step, "dynamodb:UpdateTimeToLive", TableName=step.identity, TimeToLiveSpecification=specification)
    except AccountError as error:
        if error.code != "ValidationException":
            raise
        raise ChangeFailed(
            f"{step.change.address}: ttl= can't be changed now.",
            why=error.why,
            hint="AWS changes it once an hour, and another attribute takes two changes. Apply again in an hour.",
            code=error.code,
            operation=error.operation,
        ) from error
