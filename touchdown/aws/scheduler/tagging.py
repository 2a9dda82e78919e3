"""The tags of schedule groups, and the groups that are ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from touchdown.aws.reading import Reading
from touchdown.aws.tagging import Tagging
from touchdown.aws.tags import Tags

TAGGING: Final = Tagging(
    read="scheduler:ListTagsForResource",
    write="scheduler:TagResource",
    remove="scheduler:UntagResource",
    member="ResourceArn",
    in_pairs=True,
)


def ours(reading: Reading) -> list[str]:
    """The names of the groups that carry our workspace's tag; each account has one that is AWS's own."""
    api, place = reading.api, reading.place

    def listed() -> Iterator[str]:
        names = (one["Name"] for one in api.pages("scheduler:ListScheduleGroups", "ScheduleGroups"))
        return (name for name in names if name != "default")

    def tags(name: str) -> Tags | None:
        return TAGGING.read_tags(api, place.arn("scheduler", f"schedule-group/{name}"))

    return reading.names_of_ours("scheduler", "schedule-group/", listed=listed, tags=tags)
