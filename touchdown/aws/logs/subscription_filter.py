"""Subscription filters: a function is called with the lines of a log group that match a pattern.

A filter is ours by its name, which begins with `touchdown-` and a hash of the workspace. CloudWatch Logs calls the
function once when the filter is made, so its permission comes first.

Weaknesses: streams and delivery streams are no targets yet. CloudWatch Logs takes two filters a group, those of others
among them, and the plan counts only what is declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

import attrs

from touchdown.aws.attached import Attached, parent_of
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import Permission, allow
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.marks import of_workspace
from touchdown.aws.members import sent, values_in
from touchdown.aws.operations import Calls, arns_of_parent, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource, split_identity

_WRITE, _READ = "logs:PutSubscriptionFilter", "logs:DescribeSubscriptionFilters"
_DELETE = "logs:DeleteSubscriptionFilter"
_MOST = 2


@resource
class SubscriptionFilter(AttachedResource):
    """A subscription filter (AWS: "Log group-level subscription filters")."""

    TYPE: ClassVar[str] = "logs_log_group:subscription_filter"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_WRITE, _DELETE], delete=[_DELETE], arns=arns_of_parent)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _WRITE: {
            "logGroupName": "the group that it belongs to",
            "roleArn": "for targets that aren't functions",
            "distribution": "for streams",
            "applyOnTransformedLogs": "later",
            "fieldSelectionCriteria": "later",
            "emitSystemFields": "later",
        }
    }

    target: Function | Alias | str = field(create=f"{_WRITE}.destinationArn", update=f"{_WRITE}.destinationArn")
    """The function that is called, or its ARN."""

    name: str = field(default="", create=f"{_WRITE}.filterName", update=IDENTITY)
    """Name of the filter among those of the group; left out, it is named after the target."""

    pattern: str = field(default="", create=f"{_WRITE}.filterPattern", update=f"{_WRITE}.filterPattern")
    """Which lines the function gets, as AWS's filter pattern: `ERROR`, `{ $.level = "error" }`. Left out, all lines."""

    permission: Permission | None = attrs.field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.name:
            target = self.target
            self.name = target.label.replace(":", "/") if isinstance(target, Resource) else target.rpartition(":")[2]

    def implied(self) -> None:
        group = self.parent
        if isinstance(self.target, Invocable) and isinstance(group, LogGroup):
            source = f"{group.arn}:*"
            self.permission = allow(self.target, by=group, principal="logs.amazonaws.com", source_arn=source)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        if self.permission is not None:
            yield "permission", self.permission

    def warnings(self) -> Iterator[str]:
        if self.permission is None:
            yield "Its target isn't ours, so its policy has to let logs.amazonaws.com invoke it."

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        assert self.parent is not None
        filters = [one for one in self.parent.children if isinstance(one, SubscriptionFilter)]
        if len(filters) > _MOST and self is filters[_MOST]:
            yield f"{self.parent.label} has {len(filters)} subscription filters, AWS takes {_MOST}."
        if isinstance(self.target, Invocable) and self.target.function.log_group is self.parent:
            yield f"target= is {self.target.label}, which logs to this group: it would call itself for ever."


def _filters(reading: Reading, group: str) -> Mapping[str, Any]:
    """The filters of a group, by their names in AWS."""

    def read() -> dict[str, Any]:
        found = reading.api.once(_READ, logGroupName=group)["subscriptionFilters"]
        return {one["filterName"]: one for one in found}

    return reading.once(f"subscription filters {group}", read)


def read(named: Named) -> Found:
    group, name = split_identity(SubscriptionFilter.TYPE, named.name)
    found, mark = _filters(named.reading, group), of_workspace(named.reading.workspace)
    one = found.get(mark + name) or found.get(name)
    if one is None:
        raise Missing(f"There is no subscription filter {name}.")
    values = {**values_in(SubscriptionFilter, one), "target": one["destinationArn"]}
    return Found(values, {"filter": one["filterName"]}, marked=one["filterName"].startswith(mark))


def names(reading: Reading, group: str) -> Iterable[str]:
    mark = of_workspace(reading.workspace)
    return [one.removeprefix(mark) for one in _filters(reading, group) if one.startswith(mark)]


def create(step: Step[SubscriptionFilter]) -> Outputs:
    group, name = split_identity(SubscriptionFilter.TYPE, step.identity)
    members = {**sent(SubscriptionFilter, _WRITE, step.values), "filterName": of_workspace(step.workspace) + name}
    call(step, _WRITE, logGroupName=group, **members)
    return {}


def update(step: Step[SubscriptionFilter], present: Observed) -> None:
    """Writes over the filter of the same name. One that was adopted had another name, and goes."""
    create(step)
    if not present.outputs["filter"].startswith(of_workspace(step.workspace)):
        _remove(step, present.outputs["filter"])


def delete(step: Step[SubscriptionFilter]) -> None:
    _remove(step, step.observed.outputs["filter"])


def _remove(step: Step[SubscriptionFilter], name: str) -> None:
    call(step, _DELETE, logGroupName=parent_of(SubscriptionFilter, step.identity), filterName=name)


SubscriptionFilter.lifecycle = Attached(
    SubscriptionFilter, to=LogGroup, rank=1, read=read, listed=names, create=create, update=update, delete=delete
).lifecycle()
