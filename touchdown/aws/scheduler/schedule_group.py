"""Schedule groups: what schedules belong to, since only groups carry tags. A workspace has one in each account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs

from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.scheduler.listing import kept_by_schedules
from touchdown.aws.scheduler.operations import GROUP
from touchdown.aws.scheduler.service import GROUP_GONE
from touchdown.aws.scheduler.tagging import TAGGING, ours
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.engine.waits import until_settled
from touchdown.model.errors import Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_CREATE, _READ, _DELETE = "scheduler:CreateScheduleGroup", "scheduler:GetScheduleGroup", "scheduler:DeleteScheduleGroup"


@resource
class ScheduleGroup(TaggedResource):
    """A schedule group (AWS: "Managing a schedule group in EventBridge Scheduler")."""

    TYPE: ClassVar[str] = "scheduler_schedule_group"
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"schedule"})
    CALLS: ClassVar[Calls] = GROUP
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {"ClientToken": "botocore makes one for each call"},
        TAGGING.write: {"ResourceArn": "the group itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the group: that of the workspace."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account."""

    @output
    def arn(self, place: Place) -> str:
        """The group's ARN."""
        return place.arn("scheduler", f"schedule-group/{self.name}")

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        for key in (key for key, value in self.wanted_tags().items() if value == ""):
            yield f'tags= has an empty value for "{key}": a tag of a schedule group has at least a character.'


def read(group: Named) -> Found:
    if group.api.once(_READ, Name=group.name)["State"] == "DELETING":
        raise Missing(f"The schedule group {group.name} is being deleted.")
    return Found({})


def create(step: Step[ScheduleGroup]) -> Outputs:
    call(step, _CREATE, Name=step.resource.name, Tags=TAGGING.sent(all_tags(step)))
    return {}


def update(step: Step[ScheduleGroup], present: Observed) -> None:
    """A group has nothing but tags, which are written by themselves."""


def delete(step: Step[ScheduleGroup]) -> None:
    """Scheduler deletes a group some time after it has said so, and until then its name is taken."""
    name = step.observed.name
    call(step, _DELETE, Name=name)
    until_settled(lambda: _still_there(step, name), GROUP_GONE, step.account.api.clock, step.report)


def _still_there(step: Step[ScheduleGroup], name: str) -> object:
    try:
        return step.account.api.once(_READ, Name=name)
    except Missing:
        return None


GROUPS = Tagged(
    ScheduleGroup, rank=4, tagging=TAGGING, read=read, create=create, update=update, delete=delete, ours=ours
)
ScheduleGroup.lifecycle = attrs.evolve(GROUPS.lifecycle(), blocked=kept_by_schedules)
