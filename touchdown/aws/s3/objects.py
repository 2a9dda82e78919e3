"""All objects in a bucket: finds those that aren't ours, and deletes all.

An object is ours if it carries our workspace's tag, whatever version it is. Where an endpoint has forgotten a version's
tags, as MiniStack does below a delete marker, the workspace in its metadata counts. A delete marker holds nothing, so
it is nobody's. Weakness: to be sure that all objects are ours, each version's tags are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

import attrs

from touchdown.aws.api import Api
from touchdown.aws.reading import Reading
from touchdown.aws.tags import WORKSPACE, from_pairs
from touchdown.engine.events import Report
from touchdown.model.errors import AccountError, Missing

OWNER = "touchdown-workspace"
"""The entry of an object's metadata that names the workspace which put it there."""

Item = TypeVar("Item")
_AT_ONCE = 48
_BATCH = 1000
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@attrs.frozen
class Version:
    """A version of an object, or a mark that it was deleted."""

    key: str
    id: str
    marker: bool


def versions(api: Api, bucket: dict[str, str]) -> Iterator[Version]:
    """Everything in a bucket, page by page; of a bucket without versioning, its objects."""
    for page in api.paginate("s3:ListObjectVersions", **bucket):
        yield from (Version(one["Key"], one["VersionId"], marker=False) for one in page.get("Versions", ()))
        yield from (Version(one["Key"], one["VersionId"], marker=True) for one in page.get("DeleteMarkers", ()))


def foreign(reading: Reading, bucket: dict[str, str], found: Iterable[Version]) -> Iterator[str]:
    """The keys of objects that we didn't put there, read as far as they are asked for."""

    def is_ours(version: Version) -> bool:
        return version.marker or _workspace(reading.api, bucket, version) == reading.workspace

    for some in batches(found, _AT_ONCE):
        yield from (one.key for one, ours in zip(some, reading.each(is_ours, some), strict=True) if not ours)


def delete_all(api: Api, bucket: dict[str, str], found: Iterable[Version], report: Report) -> None:
    """Deletes versions and markers, a thousand with each call."""
    for some in batches(found, _BATCH):
        writable = [one for one in some if not _NOT_XML.search(one.key)]
        if writable:
            _delete_batch(api, bucket, writable, report)
        for one in set(some) - set(writable):
            api.call("s3:DeleteObject", report=report, **bucket, Key=one.key, VersionId=one.id)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most that size."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _workspace(api: Api, bucket: dict[str, str], version: Version) -> str | None:
    members = {**bucket, "Key": version.key, "VersionId": version.id}
    try:
        return from_pairs(api.once("s3:GetObjectTagging", **members)["TagSet"]).get(WORKSPACE)
    except Missing:
        return _workspace_in_metadata(api, members)


def _workspace_in_metadata(api: Api, members: dict[str, str]) -> str | None:
    try:
        return dict(api.once("s3:HeadObject", **members).get("Metadata", {})).get(OWNER)
    except Missing:
        return None


def _delete_batch(api: Api, bucket: dict[str, str], some: list[Version], report: Report) -> None:
    objects = [{"Key": one.key, "VersionId": one.id} for one in some]
    answer = api.call("s3:DeleteObjects", report=report, **bucket, Delete={"Objects": objects, "Quiet": True})
    failed = answer.get("Errors", ())
    if failed:
        first = failed[0]
        raise AccountError(
            f"{len(failed)} of {len(some)} objects in {bucket['Bucket']} couldn't be deleted, as {first['Key']}.",
            why=f"{first.get('Message', '')} ({first.get('Code', 'no code')})",
            hint="Run the same command again once the cause is gone.",
            code=first.get("Code", ""),
            operation="s3:DeleteObjects",
        )
