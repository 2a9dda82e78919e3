"""What S3 would refuse of a bucket's notifications (AWS: "Configuring event notifications using object key name
filtering").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from touchdown.aws.constraints import constraint


def wrong(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    known = constraint("s3:PutBucketNotificationConfiguration", _EVENTS).enum
    for name, entry in entries.items():
        if not entry["events"]:
            yield f'{name}: events= is empty, as in events=["s3:ObjectCreated:*"].'
        for event in entry["events"]:
            if event not in known:
                yield f'{name}: "{event}" is no event of S3, as s3:ObjectCreated:* is.'


_EVENTS = "NotificationConfiguration.LambdaFunctionConfigurations.member.Events.member"


def overlapping(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """S3 calls a single target for an event of a key, and refuses two notifications that may both mean it."""
    for (one, first), (two, second) in combinations(entries.items(), 2):
        if _share_events(first["events"], second["events"]) and _share_keys(first, second):
            yield f"{one} and {two} overlap: S3 wants their events, prefixes or suffixes to exclude each other."


def _share_events(some: list[str], others: list[str]) -> bool:
    return any(_covers(one, other) or _covers(other, one) for one in some for other in others)


def _covers(one: str, other: str) -> bool:
    return one == other or (one.endswith(":*") and other.startswith(one[:-1]))


def _share_keys(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    prefixes = one["prefix"].startswith(other["prefix"]) or other["prefix"].startswith(one["prefix"])
    return prefixes and (one["suffix"].endswith(other["suffix"]) or other["suffix"].endswith(one["suffix"]))
