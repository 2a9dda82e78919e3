"""Enters our files in a bucket's index, and finds by it those that are no longer declared.

Only a bucket of ours has an index. In a bucket that is merely named, files that are no longer declared can't be found
without looking at all objects: they stay, and the plan says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from touchdown.aws.connection import Connection
from touchdown.aws.reading import Reading
from touchdown.aws.resource import Step
from touchdown.aws.s3.index import At, Index
from touchdown.aws.s3.location import Location, declared_bucket, locate, owner_of
from touchdown.model.errors import AccessDenied

if TYPE_CHECKING:
    from touchdown.aws.s3.bucket import Bucket
    from touchdown.aws.s3.file import File


def declared_files(account: Connection) -> Iterator[File]:
    """The files that are declared, or named, in an account."""
    return (cast("Any", one) for one in account.resources.values() if one.TYPE == "s3_bucket:object")


def ours(reading: Reading) -> list[str]:
    """The files that the indexes of our buckets name."""
    buckets: dict[str, Bucket | None] = dict.fromkeys(one for one in reading.tagged_names("s3", "") if "/" not in one)
    for one in reading.declared:
        if one.TYPE == "s3_bucket":
            buckets[one.name] = cast("Bucket", one)
    _note_what_stays(reading)
    found = reading.each(lambda item: _indexed(reading, *item), buckets.items())
    return [identity for some in found for identity in some]


def _note_what_stays(reading: Reading) -> None:
    declared = [file for file in declared_files(reading.account) if not file.external]
    with_files = {file.bucket.name for file in declared if file.bucket.external}
    for name in sorted(with_files | _named_for_nothing(reading.account)):
        reading.note(
            f"{reading.account.name}: the bucket {name} isn't ours, so files in it that are no longer declared "
            "can't be told, and stay."
        )


def _named_for_nothing(account: Connection) -> set[str]:
    """Buckets that are named and not used: the last file that was declared there may just have been taken out."""
    used = {other.address for one in account.resources.values() for _, other in one.references()}
    named = (one for one in account.resources.values() if one.TYPE == "s3_bucket" and one.external)
    return {one.name for one in named if one.address not in used}


def _indexed(reading: Reading, name: str, bucket: Bucket | None) -> list[str]:
    if bucket is not None and bucket.external:
        return []
    index = bucket.index if bucket is not None else Index()
    at = At({"Bucket": name, **owner_of(reading.account, bucket)}, str(reading.workspace))
    try:
        return [f"{name}:{key}" for key in index.read(reading.api, at)]
    except AccessDenied:
        reading.note(
            f"{reading.account.name}: without the permission s3:GetObject on {at.members['Key']} in the bucket {name}, "
            "files that are no longer declared can't be seen, and are left."
        )
        return []


def location(step: Step[File]) -> Location:
    """The place of the file of a change."""
    return locate(step.account, step.identity)


def enter(step: Step[File]) -> None:
    """Enters the file in the bucket's index, with all others that are declared in the bucket."""
    bucket: Bucket = step.resource.bucket
    if not bucket.external:
        files = (file for file in declared_files(step.account) if file.bucket is bucket and not file.external)
        bucket.index.add(step.account.api, _at(step), (file.name for file in files), step.report)


def leave(step: Step[File]) -> None:
    """Takes a file that is gone out of the index. A bucket that goes as well takes its index with it."""
    at = location(step)
    bucket = declared_bucket(step.account, at.bucket)
    if bucket is not None and not bucket.external and not step.change.with_workspace:
        bucket.index.remove(step.account.api, _at(step), at.key, step.report)


def _at(step: Step[File]) -> At:
    return At(location(step).bucket_members, step.workspace)
