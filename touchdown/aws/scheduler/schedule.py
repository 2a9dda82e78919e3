"""Schedules: they call a function, send to a queue, or start a state machine, at a single time or again and again.

Schedules live in a group of the workspace's own, and Scheduler calls their targets with a role of the workspace; both
are brought along. A schedule carries no tags; its description says whose it is, so that one which somebody else has put
into the group is known from ours, and stays.

Weakness: Scheduler checks of the role only whether it may assume it; what is wrong with the target shows in the
group's metric TargetErrorCount only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from touchdown.aws.attached import Attached
from touchdown.aws.connection import Connection
from touchdown.aws.events.forms import DEAD_LETTERS, STATE
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.members import JSON, carried_by, sent, values_in
from touchdown.aws.operations import Calls
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.scheduler import rules
from touchdown.aws.scheduler.belonging import SERVICE, group_of, role_of
from touchdown.aws.scheduler.forms import TIME, WINDOW, as_text
from touchdown.aws.scheduler.listing import is_marked, mark, names
from touchdown.aws.scheduler.operations import SCHEDULE, UNSUPPORTED
from touchdown.aws.scheduler.schedule_group import ScheduleGroup
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output, split_identity

_CREATE, _UPDATE = "scheduler:CreateSchedule", "scheduler:UpdateSchedule"
_READ, _DELETE = "scheduler:GetSchedule", "scheduler:DeleteSchedule"

_member = carried_by(_CREATE, _UPDATE)


@resource
class Schedule(AttachedResource):
    """A schedule (AWS: "Managing a schedule in EventBridge Scheduler")."""

    TYPE: ClassVar[str] = "scheduler_schedule_group:schedule"
    CALLS: ClassVar[Calls] = SCHEDULE
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = UNSUPPORTED
    PASSES_TO: ClassVar[str] = SERVICE

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the schedule: up to 64 letters, digits, dots, hyphens and underscores."""

    target: Function | Alias | Queue | StateMachine = field(**_member("Target.Arn"))
    """What is called: a function or an alias, a queue that gets a message, or a state machine that is started."""

    expression: str = field(**_member("ScheduleExpression"))
    """When it is called: `rate(5 minutes)`; `cron(0 3 * * ? *)` with minutes, hours, day of the month, month, day of
    the week and year; or, a single time, `at(2027-01-31T03:00:00)`."""

    timezone: str = field(default="UTC", **_member("ScheduleExpressionTimezone"))
    """The time zone of the expression, as `Europe/Berlin`; summer time is heeded."""

    input: Mapping[str, Any] | None = field(default=None, **_member("Target.Input"), form=JSON)
    """What the target gets. Left out, Scheduler's own event."""

    maximum_retries: int = field(default=185, **_member("Target.RetryPolicy.MaximumRetryAttempts"))
    """How often Scheduler tries again to call the target: 0 to 185."""

    maximum_age: int = field(default=86_400, **_member("Target.RetryPolicy.MaximumEventAgeInSeconds"))
    """For how long Scheduler tries to call the target, in seconds: 60 to 86,400."""

    dead_letter_queue: Queue | str | None = field(
        default=None, **_member("Target.DeadLetterConfig"), form=DEAD_LETTERS, opaque=True
    )
    """Where calls go that failed: a queue, or the ARN of one."""

    message_group: str | None = field(default=None, **_member("Target.SqsParameters.MessageGroupId"))
    """Of a FIFO queue: the group of messages that the message belongs to."""

    start: datetime | str | None = field(default=None, **_member("StartDate"), form=TIME)
    """When it begins, in UTC unless it has another zone: `2027-01-31T03:00:00Z`."""

    end: datetime | str | None = field(default=None, **_member("EndDate"), form=TIME)
    """When it ends."""

    flexible_window: int = field(default=0, **_member("FlexibleTimeWindow"), form=WINDOW, opaque=True)
    """Within how many minutes after its time the call is made: 0, or up to 1,440."""

    enabled: bool = field(default=True, **_member("State"), form=STATE)
    """Whether it calls its target."""

    kms_key: str | None = field(default=None, **_member("KmsKeyArn"))
    """The ARN of the KMS key that encrypts it. Left out, Scheduler encrypts with a key of its own."""

    role: Role | str | None = field(default=None, **_member("Target.RoleArn"))
    """The role with which Scheduler calls the target. Left out, the workspace's own for schedules."""

    @output
    def arn(self, place: Place) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]  AWS has one for it
        """The schedule's ARN."""
        return place.arn("scheduler", f"schedule/{self.identity.replace(':', '/', 1)}")

    @property
    def group(self) -> ScheduleGroup:
        """The group that it lives in."""
        return cast(ScheduleGroup, self.parent)

    def group_in(self, account: Connection) -> ScheduleGroup:
        """The group that it is put into when it is declared in an account."""
        return group_of(account, self)

    def implied(self) -> None:
        if self.role is None:
            self.role = role_of(self.group, self.target, self.dead_letter_queue, self)

    def warnings(self) -> Iterator[str]:
        if self.account.local and self.timezone != "UTC":
            yield f"The local AWS ignores timezone=, and takes {self.expression} to be in UTC."

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from rules.problems(self)


def desired(schedule: Schedule) -> Values:
    times = {name: getattr(schedule, name) for name in ("start", "end")}
    return {**declared_values(schedule), **{name: time and as_text(time) for name, time in times.items()}}


def read(schedule: Named) -> Found:
    found = schedule.api.once(_READ, **_place(schedule.name))
    marked = is_marked(found, schedule.reading.workspace)
    return Found(values_in(Schedule, found), arn=schedule.output("arn"), marked=marked)


def _place(identity: str) -> dict[str, str]:
    group, name = split_identity(Schedule.TYPE, identity)
    return {"Name": name, "GroupName": group}


def _write(step: Step[Schedule], operation: str) -> None:
    """Sends all members, since Scheduler forgets those that are left out."""
    description = mark(step.workspace, step.resource.address)
    members = sent(Schedule, operation, step.values)
    call(step, operation, **_place(step.identity), Description=description, **members)


def create(step: Step[Schedule]) -> Outputs:
    _write(step, _CREATE)
    return {}


def update(step: Step[Schedule], present: Observed) -> None:
    _write(step, _UPDATE)


def delete(step: Step[Schedule]) -> None:
    call(step, _DELETE, **_place(step.observed.name))


Schedule.lifecycle = Attached(
    Schedule,
    to=ScheduleGroup,
    rank=1,
    read=read,
    listed=names,
    create=create,
    update=update,
    delete=delete,
    desired=desired,
).lifecycle()
