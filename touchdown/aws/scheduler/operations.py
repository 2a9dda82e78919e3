"""The operations that schedules call, and their members that no field has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from touchdown.aws.iam.operations import passed
from touchdown.aws.operations import calls
from touchdown.aws.scheduler.tagging import TAGGING
from touchdown.model.place import Place


def _arns(schedule: Any, place: Place, action: str) -> Iterator[str]:
    """The schedule; or the role that it is given."""
    yield from passed(schedule.role, place) if action == "iam:PassRole" else [schedule.predict("arn", place)]


SCHEDULE: Final = calls(
    read=["scheduler:GetSchedule", "scheduler:ListSchedules"],
    write=["scheduler:CreateSchedule", "scheduler:UpdateSchedule"],
    delete=["scheduler:DeleteSchedule"],
    arns=_arns,
)


def _of_group(group: Any, place: Place, action: str) -> Iterator[str]:
    """The group; or the schedules in it."""
    if action == "scheduler:GetSchedule":
        yield place.arn("scheduler", f"schedule/{group.name}/*")
    else:
        yield group.predict("arn", place)


GROUP: Final = calls(
    read=["scheduler:GetScheduleGroup"],
    many={"scheduler:ListScheduleGroups": "only where the tagging API lacks groups, as in an emulator"},
    write=["scheduler:CreateScheduleGroup"],
    delete=["scheduler:DeleteScheduleGroup", "scheduler:ListSchedules", "scheduler:GetSchedule"],
    tagging=TAGGING,
    arns=_of_group,
)

_LEFT_OUT = {
    "GroupName": "the group that it lives in",
    "Description": "says which workspace the schedule belongs to",
    "ClientToken": "botocore makes one for each call",
    "ActionAfterCompletion": "a schedule that deletes itself would be made again by the next apply",
}

UNSUPPORTED: Final[Mapping[str, Mapping[str, str]]] = {
    "scheduler:CreateSchedule": _LEFT_OUT,
    "scheduler:UpdateSchedule": {**_LEFT_OUT, "Name": "the schedule itself"},
}
