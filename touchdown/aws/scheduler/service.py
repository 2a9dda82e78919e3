"""What Touchdown knows of EventBridge Scheduler as a service (sources: EVENTS.md, section 5; botocore's model)."""

from __future__ import annotations

from touchdown.aws.service import Said, Service
from touchdown.engine.waits import NotYet, Settling

_NOT_YET = tuple(
    # EVENTS.md, 45 and its table.
    NotYet(
        f"scheduler:{operation}",
        "ValidationException",
        "must allow AWS EventBridge Scheduler to assume",
        120,
        f"waiting for Scheduler to be able to assume the role, to {what} the schedule",
        hint="The role's trust policy has to name scheduler.amazonaws.com.",
        samples=("The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",),
    )
    for operation, what in (("CreateSchedule", "create"), ("UpdateSchedule", "update"))
)

# EVENTS.md, 47.
GROUP_GONE = Settling("scheduler:GetScheduleGroup", 300, "waiting for the schedule group to be gone", gone=True)

SERVICE = Service(
    name="scheduler",
    # EVENTS.md, 47.
    rates={f"scheduler:{operation}ScheduleGroup": 10 for operation in ("Create", "Get", "Delete")},
    subjects=("Name", "ResourceArn", "GroupName"),
    missing=("ResourceNotFoundException",),
    exists=(
        # EVENTS.md, 46. The same code is for two writers at once.
        Said("ConflictException", "already exists", ("Schedule nightly already exists.",)),
    ),
    not_yet=_NOT_YET,
    settling=(GROUP_GONE,),
)
