"""A bucket's notifications: what S3 calls when objects come and go.

S3 keeps a single document for each bucket, which each write replaces. So all notifications of a bucket are one resource
here, and a call of `bucket.add_notification` adds an entry to it. Entries are ours by their ids, which begin with
`touchdown-` and a hash of the workspace. Entries of others are read right before each write, and written back as they
are.

S3 asks at once whether it may call each target. So permissions, and the statements of queues and topics, come first.

Weaknesses: a bucket that is only named (`get_bucket`) takes no notifications. Entries of others that overlap with ours
are refused by S3, and not by the plan. S3 offers nothing against two writers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from touchdown.aws.attached import Attached, parent_of
from touchdown.aws.connection import Connection
from touchdown.aws.grants import calls_itself
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import allow
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.marks import of_workspace
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.aws.policies.accepted import Accepting
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.location import declared_bucket, owner_of
from touchdown.aws.s3.notification_rules import overlapping, wrong
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import DeclarationError, Missing
from touchdown.model.field import field, resource
from touchdown.model.resource import Resource, arn_of
from touchdown.model.source import caller

_READ, _WRITE = "s3:GetBucketNotificationConfiguration", "s3:PutBucketNotificationConfiguration"
_MEMBER = f"{_WRITE}.NotificationConfiguration"
_LISTS = {
    "lambda": ("LambdaFunctionConfigurations", "LambdaFunctionArn"),
    "sqs": ("QueueConfigurations", "QueueArn"),
    "sns": ("TopicConfigurations", "TopicArn"),
}
"""By the service of the target, the list that has it in S3's document, and the member that names it."""


@resource
class Notifications(AttachedResource):
    """A bucket's notifications (AWS: "Amazon S3 Event Notifications")."""

    TYPE: ClassVar[str] = "s3_bucket:notification"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_WRITE], delete=[_WRITE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _WRITE: {
            "Bucket": "the bucket that it belongs to",
            "ExpectedBucketOwner": "the account of the bucket, always",
            "SkipDestinationValidation": "a target that S3 may not call is an error",
        }
    }

    name: str = attrs.field(init=False, default="", repr=False)
    """A bucket has one document of notifications, which has no name."""

    entries: Mapping[str, Mapping[str, Any]] = field(
        factory=dict[str, Mapping[str, Any]], create=_MEMBER, update=_MEMBER
    )
    """By name, each notification: `target`, `events`, `prefix`, `suffix`."""

    eventbridge: bool = field(default=False, create=_MEMBER, update=_MEMBER)
    """Whether S3 sends all its events to the account's default event bus."""

    targets: list[Resource] = attrs.field(init=False, factory=list[Resource], repr=False)
    """The targets, and what allows S3 to call them."""

    def add(self, target: Resource, events: Sequence[str], prefix: str, suffix: str, name: str) -> None:
        """Adds a notification, with the permission that it needs."""
        name = name or target.label.replace(":", "/")
        if name in self.entries:
            raise DeclarationError(
                f"{self.bucket.label} has a notification of the name {name} already.",
                where=caller(),
                hint="Give one of them another name=.",
            )
        entry = {"target": arn_of(target), "events": sorted(events), "prefix": prefix, "suffix": suffix}
        self.entries = {**self.entries, name: entry}
        self.targets += [target, *self._allowed(target)]

    def _allowed(self, target: Resource) -> Iterator[Resource]:
        bucket = self.bucket
        source = {"principal": "s3.amazonaws.com", "source_arn": bucket.arn, "source_account": bucket.account_id}
        if isinstance(target, Invocable) and (permission := allow(target, by=bucket, **source)):
            yield permission
        elif isinstance(target, Accepting):
            target.accept(by=self, **source)

    @property
    def bucket(self) -> Bucket:
        assert isinstance(self.parent, Bucket)
        return self.parent

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from (("targets", one) for one in self.targets)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from wrong(self.entries)
        yield from overlapping(self.entries)

    def warnings(self) -> Iterator[str]:
        for target in self.targets:
            if isinstance(target, Accepting):
                yield from target.needed_by(self)
            elif isinstance(target, Invocable) and not target.is_ours:
                yield f"{target.label} is only named with get_..., so it has to let s3.amazonaws.com invoke it."
            elif isinstance(target, Invocable):
                yield from calls_itself(target.function, self.bucket)


def _members(account: Connection, name: str) -> dict[str, Any]:
    return {"Bucket": name, **owner_of(account, declared_bucket(account, name))}


def read(notifications: Named) -> Found:
    bucket = parent_of(Notifications, notifications.name)
    found = notifications.api.once(_READ, **_members(notifications.account, bucket))
    mark = of_workspace(notifications.reading.workspace)
    entries = {one["Id"].removeprefix(mark): _entry(one) for one in _all(found) if one["Id"].startswith(mark)}
    eventbridge = "EventBridgeConfiguration" in found
    if not entries and not eventbridge:
        raise Missing(f"The bucket {bucket} has no notifications of this workspace.")
    return Found({"entries": entries, "eventbridge": eventbridge})


def _all(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name, _ in _LISTS.values():
        yield from document.get(name, ())


def _entry(configuration: Mapping[str, Any]) -> Mapping[str, Any]:
    target = next(configuration[member] for _, member in _LISTS.values() if member in configuration)
    rules = configuration.get("Filter", {}).get("Key", {}).get("FilterRules", ())
    texts = {rule["Name"].lower(): rule["Value"] for rule in rules}
    events = sorted(configuration["Events"])
    return {"target": target, "events": events, "prefix": texts.get("prefix", ""), "suffix": texts.get("suffix", "")}


def create(step: Step[Notifications]) -> Outputs:
    _write(step, step.values["entries"], eventbridge=step.values["eventbridge"])
    return {}


def update(step: Step[Notifications], present: Observed) -> None:
    create(step)


def delete(step: Step[Notifications]) -> None:
    _write(step, {}, eventbridge=False)


def _write(step: Step[Notifications], entries: Mapping[str, Mapping[str, Any]], *, eventbridge: bool) -> None:
    """Writes the document: ours, and what others have in it."""
    bucket = _members(step.account, parent_of(Notifications, step.identity))
    found: Any = call(step, _READ, **bucket)
    mark = of_workspace(step.workspace)
    document: dict[str, Any] = {"EventBridgeConfiguration": {}} if eventbridge else {}
    for name, _ in _LISTS.values():
        document[name] = [one for one in found.get(name, ()) if not one["Id"].startswith(mark)]
    for name, entry in entries.items():
        place, configuration = _configuration(f"{mark}{name}", entry)
        document[place].append(configuration)
    call(step, _WRITE, **bucket, NotificationConfiguration={name: one for name, one in document.items() if one != []})


def _configuration(id_: str, entry: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    place, member = _LISTS[entry["target"].split(":")[2]]
    rules = [{"Name": name, "Value": entry[name]} for name in ("prefix", "suffix") if entry[name]]
    filters = {"Filter": {"Key": {"FilterRules": rules}}} if rules else {}
    return place, {"Id": id_, member: entry["target"], "Events": list(entry["events"]), **filters}


def desired(notifications: Notifications) -> Values:
    return {"entries": dict(notifications.entries), "eventbridge": notifications.eventbridge}


Notifications.lifecycle = Attached(
    Notifications, to=Bucket, rank=1, read=read, create=create, update=update, delete=delete, desired=desired
).lifecycle()
