"""CloudWatch log groups.

Lambda makes a function's log group by itself when the function first runs, without an end to what it keeps; so a
function's group is made before it, and one that Lambda made first is taken over without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from touchdown.aws.api import Api
from touchdown.aws.logs.listing import Group, by_name, by_names, everything
from touchdown.aws.logs.operations import LOG_GROUP
from touchdown.aws.operations import Calls
from touchdown.aws.reading import FEW, Reading, reading_of
from touchdown.aws.resource import TaggedResource, all_tags, observed, ours_after_all, refuse_changed, still_ours
from touchdown.aws.tags import PREFIX, to_remove, to_write, users_own
from touchdown.engine.lifecycle import Lifecycle, Outputs, Step
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import AlreadyExists, Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output

_FUNCTIONS = "/aws/lambda/"
_TAGGED = ("logs", "log-group:")


@resource
class LogGroup(TaggedResource):
    """A CloudWatch log group (AWS: "Working with log groups and log streams")."""

    TYPE: ClassVar[str] = "log_group"
    CALLS: ClassVar[Calls] = LOG_GROUP
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "logs:CreateLogGroup": {
            "kmsKeyId": "encryption with a key of one's own comes with a type for KMS keys",
            "logGroupClass": "not settled yet: it is fixed at creation, and Lambda's insights need the standard one",
            "deletionProtectionEnabled": "protect=True refuses in the plan; AWS's own lock is not settled yet",
        },
        "logs:PutRetentionPolicy": {"logGroupName": "the group itself"},
        "logs:TagResource": {"resourceArn": "the group itself"},
    }

    name: str = field(create="logs:CreateLogGroup.logGroupName", update=IDENTITY)
    """Name of the group: up to 512 letters, digits and `_-/.#`."""

    retention: int | None = field(
        default=None, create="logs:PutRetentionPolicy.retentionInDays", update="logs:PutRetentionPolicy.retentionInDays"
    )
    """For how many days events are kept: 1, 3, 5, 7, 14, 30, 60, 90 ... 3653; left out, for ever."""

    tags: Mapping[str, str] = field(
        factory=dict[str, str], create="logs:CreateLogGroup.tags", update="logs:TagResource.tags"
    )
    """Tags, besides those of the account: up to 47 together."""

    of_function: bool = attrs.field(init=False, default=False, repr=False)
    """Whether a function brought it along, so that Lambda may have made it before us."""

    @output
    def arn(self, place: Place) -> str:
        """The group's ARN, without the `:*` that policies on its streams add."""
        return place.arn("logs", f"log-group:{self.name}")


def desired(group: LogGroup) -> Values:
    return {"retention": group.retention, "tags": group.wanted_tags()}


def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    if len(names) <= FEW and not reading.account.endpoint.tagging_knows(*_TAGGED):  # all are listed then anyway
        return _read(reading, names, lambda name: everything(reading).get(name))
    if len(names) <= FEW:
        return read_each(reading, names)
    tagging = reading.submit(reading.tagged, "logs")
    groups, tagged = by_names(reading, names), tagging.result()
    known = {name: tagged.get(_arn(reading, name)) for name in groups}
    unknown = [name for name, tags in known.items() if tags is None]
    read = dict(zip(unknown, reading.each(lambda name: _tags(reading.api, _arn(reading, name)), unknown), strict=True))
    found: dict[str, Observed] = {}
    for name, group in groups.items():
        tags = known[name] or read.get(name)
        if tags is not None:
            found[name] = attrs.evolve(_observed(reading, group, tags), hint=name not in read)
    return found


def read_each(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    """Each by itself, all at the same time."""
    return _read(reading, names, lambda name: by_name(reading, name))


def _read(reading: Reading, names: Sequence[str], describe: Callable[[str], Group | None]) -> dict[str, Observed]:
    # A group's ARN is known beforehand, so that its tags needn't wait for it.
    groups = [reading.submit(describe, name) for name in names]
    tags = [reading.submit(_tags, reading.api, _arn(reading, name)) for name in names]
    found: dict[str, Observed] = {}
    for name, group, tagged in zip(
        names, (one.result() for one in groups), (one.result() for one in tags), strict=True
    ):
        if group is not None and tagged is not None:
            found[name] = _observed(reading, group, tagged)
    return found


def _tags(api: Api, arn: str) -> dict[str, str] | None:
    try:
        return dict(api.call("logs:ListTagsForResource", resourceArn=arn)["tags"])
    except Missing:
        return None


def _arn(reading: Reading, name: str) -> str:
    return reading.place.arn("logs", f"log-group:{name}")


def _observed(reading: Reading, group: Mapping[str, Any], tags: Mapping[str, str]) -> Observed:
    arn = group["arn"].removesuffix(":*")
    values = {"retention": group.get("retentionInDays")}
    return observed(
        reading, LogGroup, group["logGroupName"], arn, values, tags, outputs={"arn": arn}, details={"tags": tags}
    )


def ours(reading: Reading) -> list[str]:
    """Those that carry our tag, and those of our functions."""
    of_functions = [_FUNCTIONS + name for name in reading.tagged_names("lambda", "function:")]
    return of_functions + reading.names_of_ours(
        *_TAGGED,
        listed=lambda: everything(reading),
        tags=lambda name: _tags(reading.api, _arn(reading, name)),
        known=of_functions,
    )


def create(step: Step) -> Outputs:
    name = step.resource.name
    try:
        step.account.api.call("logs:CreateLogGroup", report=step.report, logGroupName=name, tags=all_tags(step))
    except AlreadyExists as error:
        _bring_up(step, _after_all(step, error))
    else:
        _write_retention(step, None)
    return {}


def _after_all(step: Step, error: AlreadyExists) -> Observed:
    """A group that has come up since the plan: ours if our answer was lost, or if Lambda made it for our function."""
    found = _read_again(step)
    if found is not None and step.resource.of_function and adopts(step.resource, found):
        return found
    return ours_after_all(step, error, lambda: found)


def update(step: Step) -> Outputs:
    _bring_up(step, refuse_changed(step, _read_again(step)))
    return {}


def delete(step: Step) -> None:
    if not still_ours(step, _tags(step.account.api, step.observed.arn)):
        return
    try:
        step.account.api.call("logs:DeleteLogGroup", report=step.report, logGroupName=step.observed.name)
    except Missing:
        return


def _read_again(step: Step) -> Observed | None:
    with reading_of(step.account, step.workspace) as reading:
        return read_each(reading, [step.identity]).get(step.identity)


def _bring_up(step: Step, present: Observed) -> None:
    """Writes what differs between what is wanted and what is there."""
    api, wanted, tags = step.account.api, all_tags(step), present.details["tags"]
    _write_retention(step, present.values["retention"])
    missing = to_write(wanted, tags)
    if missing:
        api.call("logs:TagResource", report=step.report, resourceArn=present.arn, tags=missing)
    extra = to_remove(wanted, tags, step.account.ignore_tags)
    if extra:
        api.call("logs:UntagResource", report=step.report, resourceArn=present.arn, tagKeys=extra)


def _write_retention(step: Step, present: int | None) -> None:
    api, name, wanted = step.account.api, step.resource.name, step.desired["retention"]
    if wanted is not None and wanted != present:
        api.call("logs:PutRetentionPolicy", report=step.report, logGroupName=name, retentionInDays=wanted)
    elif wanted is None and present is not None:
        api.call("logs:DeleteRetentionPolicy", report=step.report, logGroupName=name)


def adopts(group: Resource, present: Observed) -> bool:
    """One that Lambda made for our function has nothing that Lambda doesn't give it: neither tags nor a retention."""
    if not (isinstance(group, LogGroup) and group.of_function) or present.values["retention"] is not None:
        return False
    tags = present.details["tags"]
    return not users_own(tags, group.account.ignore_tags) and not any(key.startswith(PREFIX) for key in tags)


LogGroup.lifecycle = Lifecycle(
    rank=5,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=delete,
    verify=read_each,
    adopts=adopts,
)
