"""Sends a function's code: in the call itself, or through S3 if it is too large.

While a zip travels in a call, botocore holds it about five times: as bytes, as base64, as JSON. So large zips take
turns, and a zip that goes through S3 is read from the disk in parts.

Rules: the code that is sent is the code that the plan was made with.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from touchdown.aws.connection import Connection
from touchdown.aws.lambda_.packaging.code import Shipped, archive_of, wanted_code
from touchdown.aws.resource import Step
from touchdown.aws.s3.content import Content, unreadable
from touchdown.aws.s3.shared import SharedBucket
from touchdown.machine.memory import LARGE, give_back_large_blocks
from touchdown.model.errors import DeclarationError
from touchdown.package.archive import sha256
from touchdown.package.built import Archive

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.packed import Packed

MOST_IN_A_CALL = 50 * 1024 * 1024
"""AWS, "Lambda quotas": the size of a zip that is uploaded in the call itself."""

_AT_ONCE = 40 * 1024 * 1024

_buckets: WeakKeyDictionary[Connection, SharedBucket] = WeakKeyDictionary()


class Room:
    """Bytes that may be on their way at the same time; a larger zip goes alone."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._changed = threading.Condition()

    @contextmanager
    def of(self, size: int) -> Generator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._taken or self._taken + size <= self._size)
            self._taken += size
        try:
            yield
        finally:
            with self._changed:
                self._taken -= size
                self._changed.notify_all()


_room = Room(_AT_ONCE)


@contextmanager
def code_members(step: Step[Packed]) -> Generator[dict[str, Any]]:
    """The members of CreateFunction's Code, of UpdateFunctionCode or of a layer's Content that send the archive, for as
    long as it takes."""
    function: Shipped = step.resource
    code: Mapping[str, Any] = step.values["code"]
    file = function.code_from_s3
    if file is not None:
        members = {"S3Bucket": file.bucket.name, "S3Key": file.name}
        yield {**members, "S3ObjectVersion": code["version"]} if code.get("version") else members
        return
    archive = archive_of(function)
    if archive.size > MOST_IN_A_CALL:
        yield _through_s3(function.account, archive, step)
        return
    if archive.size > LARGE:
        give_back_large_blocks()
    with _room.of(archive.size):
        members = {"ZipFile": _as_planned(step, archive)}
        try:
            yield members
        finally:
            members.clear()  # whoever waits for the function next would keep the zip


def _through_s3(account: Connection, archive: Archive, step: Step[Packed]) -> dict[str, str]:
    content = Content(archive.sha256, archive.size)
    return shared_bucket(account).put(content, archive.data, step.workspace, step.report)


def way_of(function: Shipped) -> str | None:
    """A note for the plan on how a function's code is sent, if that isn't the usual way."""
    if not is_large(function):
        return None
    size, bucket = wanted_code(function)["size"], shared_bucket(function.account).name
    return f"Its package is too large for a call, so it is sent through the bucket {bucket} ({size / 1e6:.1f} MB)."


def is_large(function: Shipped) -> bool:
    """Whether its package is too large for a call."""
    sent = function.code_from_s3 is None and not function.external
    return sent and bool(wanted_code(function)["size"] > MOST_IN_A_CALL)


def shared_bucket(account: Connection) -> SharedBucket:
    """The bucket for large packages in an account and its region."""
    return _buckets.setdefault(account, SharedBucket(account.api, account.place()))


def _as_planned(step: Step[Packed], archive: Archive) -> bytes:
    """The bytes of the zip, if they are unchanged: it may be a file of the user's."""
    try:
        data = archive.read()
    except OSError as error:
        raise unreadable(Path(str(error.filename)), error) from error
    if sha256(data) != archive.sha256:
        raise DeclarationError(
            f"{step.change.address}: its zip was changed since the plan was made.",
            where=step.resource.where,
            hint="Nothing was sent. Plan again, then apply.",
        )
    return data
