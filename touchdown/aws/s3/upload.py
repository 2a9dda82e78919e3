"""Puts a file into a bucket: in one call, or in parts if it is large.

The file's SHA-256 travels in its metadata, since S3's own ETag and checksums don't have it for an object that came in
parts. The bytes that are read from the disk are compared with that SHA-256 before the object comes to be, so that a
file which changes meanwhile is never stored under a wrong hash.

s3transfer isn't used for the parts, because it doesn't take the conditions which say that nobody else has written.
Weaknesses: a file that was interrupted is sent again from its beginning; and the parts that a killed run has left stay
until the file is next written or deleted, because until then nothing tells them from those of a run that goes on.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import attrs

from touchdown.aws.api import Api
from touchdown.aws.s3.content import Content, content_of_bytes, to_text, unreadable
from touchdown.aws.s3.location import Location
from touchdown.aws.s3.objects import OWNER
from touchdown.aws.tags import WORKSPACE
from touchdown.engine.events import Progress, Report
from touchdown.model.errors import AccountError, ChangedMeanwhile, DeclarationError, Missing

HASH = "touchdown-sha256"
"""The object's metadata that holds its SHA-256, in base64 as Lambda and S3 write it."""

PART = 8 * 1024 * 1024
"""Bigger files are sent in parts of this size."""
_MOST_PARTS = 10_000
_AT_ONCE = 4

Condition = Mapping[str, str]
"""IfNoneMatch for a new object, IfMatch for one that was read."""


@attrs.frozen
class Part:
    """A part that was sent: its number, its size, and what S3 said of it."""

    number: int
    size: int
    members: Mapping[str, str]


@attrs.frozen
class Upload:
    """An object as it is written."""

    api: Api
    at: Location
    content: Content
    tags: Mapping[str, str]
    condition: Condition
    report: Report

    @property
    def description(self) -> dict[str, Any]:
        """The members that the object carries besides its content."""
        metadata = {HASH: self.content.sha256}
        if not self.tags:
            return {"Metadata": metadata}
        return {"Metadata": {**metadata, OWNER: self.tags[WORKSPACE]}, "Tagging": urlencode(self.tags)}

    def put(self, body: bytes) -> None:
        """Writes it with one call."""
        if content_of_bytes(body) != self.content:
            raise _changed(self.at)
        self.api.call(
            "s3:PutObject",
            report=self.report,
            **self.at.members,
            **self.description,
            **self.condition,
            Body=body,
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=self.content.sha256,
        )

    def put_file(self, path: Path) -> None:
        """Writes the content of a file of this machine."""
        abort_leftovers(self.api, self.at, self.report)
        self.put_whole(path)

    def put_whole(self, source: bytes | Path) -> None:
        """Writes bytes, or the content of a file, in one call or in parts."""
        try:
            if self.content.size > PART:
                self._put_parts(source)
            else:
                self.put(source.read_bytes() if isinstance(source, Path) else source)
        except OSError as error:
            raise unreadable(source if isinstance(source, Path) else Path(self.at.key), error) from error

    def _put_parts(self, source: bytes | Path) -> None:
        answer = self.api.call(
            "s3:CreateMultipartUpload",
            report=self.report,
            **self.at.members,
            **self.description,
            ChecksumAlgorithm="SHA256",
        )
        upload = {**self.at.members, "UploadId": answer["UploadId"]}
        try:
            parts = self._send(upload, source)
            self._complete(upload, parts)
        except BaseException:
            _abort(self.api, upload, self.report)
            raise

    def _send(self, upload: Mapping[str, Any], source: bytes | Path) -> list[Part]:
        """Sends the parts, a few at a time, reading no further ahead than that."""
        size = size_of_parts(self.content.size)
        digest = hashlib.sha256()
        sent: list[Part] = []
        waiting: set[Future[Part]] = set()
        with ThreadPoolExecutor(_AT_ONCE, "part") as pool:
            for number, body in enumerate(pieces(source, size), 1):
                digest.update(body)
                waiting.add(pool.submit(self._send_part, upload, number, body))
                if len(waiting) == _AT_ONCE:
                    waiting = self._collect(waiting, sent)
            while waiting:
                waiting = self._collect(waiting, sent)
        if to_text(digest.digest()) != self.content.sha256:
            raise _changed(self.at)
        return sorted(sent, key=lambda part: part.number)

    def _send_part(self, upload: Mapping[str, Any], number: int, body: bytes) -> Part:
        answer = self.api.call(
            "s3:UploadPart", report=self.report, **upload, PartNumber=number, Body=body, ChecksumAlgorithm="SHA256"
        )
        return Part(number, len(body), {name: answer[name] for name in ("ETag", "ChecksumSHA256") if name in answer})

    def _collect(self, waiting: set[Future[Part]], sent: list[Part]) -> set[Future[Part]]:
        over, rest = wait(waiting, return_when=FIRST_COMPLETED)
        sent.extend(one.result() for one in over)
        self.report(Progress(sum(part.size for part in sent), self.content.size))
        return rest

    def _complete(self, upload: Mapping[str, Any], parts: list[Part]) -> None:
        members = {**upload, **self.condition}
        try:
            self.api.call(
                "s3:CompleteMultipartUpload",
                report=self.report,
                **members,
                MultipartUpload={"Parts": [{"PartNumber": part.number, **part.members} for part in parts]},
            )
        except AccountError as error:
            if error.code not in ("ConditionalRequestConflict", "NoSuchUpload"):
                raise
            # Unlike with a single call, all parts would have to be sent again. An upload that isn't there any more may
            # be complete, and the answer to that lost.
            raise ChangedMeanwhile(
                f"{self.at.key} was written by somebody else at the same time, or its upload was ended.",
                why=error.why,
                hint="Plan again to see the present state, then apply.",
                code=error.code,
                operation=error.operation,
            ) from error


def abort_leftovers(api: Api, at: Location, report: Report) -> None:
    """Takes away the parts that a killed run has left: they cost money, and nothing shows them.

    Only in a bucket of ours: elsewhere they may be those of somebody who is uploading just now.
    """
    if not at.owner:
        return
    for one in api.pages("s3:ListMultipartUploads", "Uploads", **at.bucket_members, Prefix=at.key):
        if one["Key"] == at.key:
            _abort(api, {**at.members, "UploadId": one["UploadId"]}, report)


def _abort(api: Api, upload: Mapping[str, Any], report: Report) -> None:
    try:
        api.call("s3:AbortMultipartUpload", report=report, **upload)
    except Missing:
        return


def size_of_parts(size: int) -> int:
    """The size of the parts in which so many bytes are sent; the last may be smaller."""
    return max(PART, -(-size // _MOST_PARTS))


def pieces(source: bytes | Path, size: int) -> Iterator[bytes]:
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        while piece := file.read(size):
            yield piece


def _changed(at: Location) -> DeclarationError:
    return DeclarationError(
        f"The source of {at.key} was changed while it was uploaded.",
        hint="Nothing was stored. Apply again once it is complete.",
    )
