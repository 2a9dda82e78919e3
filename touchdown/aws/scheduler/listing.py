"""The schedules of a group, and which of them are ours: a schedule carries no tags, and says it in its description."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from touchdown.aws.connection import Connection
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import AwsResource
from touchdown.engine.observed import Observed

_LONGEST = 512


def mark(workspace: str | None, address: str) -> str:
    """The description of a schedule of ours."""
    return f"{_of_workspace(workspace)}{address}"[:_LONGEST]


def is_marked(schedule: Mapping[str, Any], workspace: str | None) -> bool:
    return str(schedule.get("Description") or "").startswith(_of_workspace(workspace))


def _of_workspace(workspace: str | None) -> str:
    return f"touchdown {workspace}: "


def names(reading: Reading, group: str) -> Iterable[str]:
    """The names of all schedules of a group."""
    return [one["Name"] for one in reading.api.pages("scheduler:ListSchedules", "Schedules", GroupName=group)]


def kept_by_schedules(account: Connection, group: AwsResource | None, present: Observed) -> str | None:
    """A group takes its schedules along when it goes, so that those of others keep it."""
    with reading_of(account, present.workspace) as reading:

        def theirs(name: str) -> str:
            found = account.api.call("scheduler:GetSchedule", Name=name, GroupName=present.name)
            return "" if is_marked(found, present.workspace) else name

        found = [name for name in reading.each(theirs, names(reading, present.name)) if name]
    if not found:
        return None
    return f"The schedule group {present.name} has schedules that aren't this workspace's: {', '.join(found)}. " + (
        "Delete them first."
    )
