"""Files in S3 buckets: objects whose contents the workspace declares.

A file is two reads, made at the same time. What it holds is compared by SHA-256: S3's own for an object that came in
one piece, else the one that `upload.py` leaves in the metadata. Each write says what it expects to be there, so that
somebody else's is never written over.

Files that are no longer declared are found through the bucket's index (`index.py`), in buckets of ours only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import attrs

from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags, ours_after_all, refuse_changed, still_ours, tags_of
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.s3 import unsupported
from touchdown.aws.s3.belonging import enter, leave, location, ours
from touchdown.aws.s3.content import Content, content_of_bytes, content_of_file, source_problem
from touchdown.aws.s3.index import OURS
from touchdown.aws.s3.live import read
from touchdown.aws.s3.operations import FILE
from touchdown.aws.s3.service import FILE_READABLE
from touchdown.aws.s3.upload import Condition, Upload, abort_leftovers
from touchdown.aws.tags import not_ours_to_change, pairs
from touchdown.engine.lifecycle import Lifecycle, Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.engine.waits import until_settled
from touchdown.model.errors import AlreadyExists, ChangedMeanwhile, Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.output import has_secret, has_unknown, reveal
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.s3.bucket import Bucket


@resource
class File(TaggedResource):
    """An object in a bucket (AWS: "Uploading objects", "Object key names")."""

    TYPE: ClassVar[str] = "s3_bucket:object"
    FORMER_TYPE: ClassVar[str] = "file"
    CALLS: ClassVar[Calls] = FILE
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = unsupported.FILE
    MOST_TAGS: ClassVar[int] = 7  # S3 allows ten tags on an object, and three are ours

    name: str = field(create="s3:PutObject.Key", update=IDENTITY)
    """Key of the object: up to 1,024 bytes, unique in the bucket."""

    contents: str | bytes | None = field(default=None, create="s3:PutObject.Body", update="s3:PutObject.Body")
    """What the file holds. A text is stored as UTF-8; outputs and secrets can stand in it."""

    source: str | Path | None = field(default=None, create="s3:PutObject.Body", update="s3:PutObject.Body")
    """In place of contents: a file of this machine; relative paths begin where the Touchdownfile is."""

    tags: Mapping[str, str] = field(
        factory=dict[str, str], create="s3:PutObject.Tagging", update="s3:PutObjectTagging.Tagging"
    )
    """Tags, besides those of the account: up to 7 together."""

    version: str | None = attrs.field(init=False, default=None, repr=False)
    """The version that is meant, of a file that is only named; otherwise the newest."""

    @output
    def arn(self, place: Place) -> str:
        """The object's ARN."""
        return f"arn:{place.partition}:s3:::{self.bucket.name}/{self.name}"

    @output
    def url(self, place: Place) -> str:
        """The object as `s3://BUCKET/KEY`."""
        return f"s3://{self.bucket.name}/{self.name}"

    @output
    def sha256(self, place: Place) -> str | None:
        """SHA-256 of what it holds, in base64 as Lambda writes it. Empty where S3 can't tell, for an existing file."""
        content = self.content
        return content.sha256 if content else None

    @output
    def etag(self, place: Place) -> None:
        """S3's ETag, which changes with what the file holds."""

    @output
    def version_id(self, place: Place) -> None:
        """The version, in a bucket with versioning. Otherwise empty."""

    @output
    def last_modified(self, place: Place) -> None:
        """When it was written, as `2026-11-24T00:09:18+00:00`."""

    @property
    def bucket(self) -> Bucket:
        """The bucket that it lies in."""
        return cast("Bucket", self.parent)

    @property
    def identity(self) -> str:
        return super().identity + (f"@{self.version}" if self.version else "")

    @property
    def path(self) -> Path | None:
        """The file of this machine that it comes from."""
        return None if self.source is None else Path(self.account.directory, self.source)

    @property
    def content(self) -> Content | None:
        """What it shall hold, unless that isn't declared, or isn't known yet."""
        if self.path is not None:
            return content_of_file(self.path)
        if self.contents is None or has_unknown(self.contents):
            return None
        return content_of_bytes(encoded(self.contents))

    def problems(self) -> Iterator[str]:
        if self.external:
            if has_unknown(self.version):
                yield "version= can't be an output: it has to be known before anything is read."
            return
        yield from self.refused({"name": self.name, "tags": self.wanted_tags()})
        if self.name.startswith(OURS):
            yield f'name= begins with "{OURS}", which Touchdown keeps for itself.'
        if (self.contents is None) == (self.source is None):
            yield "one of contents= and source= is needed" + (
                ", and both are given." if self.source is not None else "."
            )
        elif self.path is not None and (problem := source_problem(self.path)):
            yield f'source= "{self.source}" {problem}.'

    def refused(self, values: Values) -> Iterator[str]:
        # S3 takes anything as what a file holds, and a text isn't yet the bytes that are sent.
        return super().refused({name: value for name, value in values.items() if name not in ("contents", "source")})


def encoded(contents: str | bytes) -> bytes:
    """The bytes of what was given, secrets included."""
    return reveal(contents).encode() if isinstance(contents, str) else contents


def desired(file: File) -> Values:
    return {"contents": _declared_contents(file), "tags": file.wanted_tags()}


def _declared_contents(file: File) -> dict[str, Any] | str:
    """SHA-256 and size; of a text with outputs or secrets the text itself, so that they can be put in."""
    if isinstance(file.contents, str) and (has_unknown(file.contents) or has_secret(file.contents)):
        return file.contents
    content = file.content
    return attrs.asdict(content) if content else {}


def _same_contents(step: Step[File], present: Observed) -> bool:
    """Whether what is wanted is what is there."""
    return step.resource.lifecycle.is_same("contents", step.values["contents"], present.values["contents"])


def _sha256(contents: Mapping[str, Any] | str) -> str:
    """What is compared of what is declared, or of what is there."""
    return _content(contents).sha256


def _content(declared: Mapping[str, Any] | str) -> Content:
    return content_of_bytes(declared.encode()) if isinstance(declared, str) else Content(**declared)


def observe(reading: Reading, identities: Sequence[str]) -> dict[str, Observed]:
    return read(reading, File, identities)


def create(step: Step[File]) -> Outputs:
    enter(step)
    try:
        _upload(step, {"IfNoneMatch": "*"}, {})
    except ChangedMeanwhile as error:
        # S3's answer to our own upload may have been lost, and the upload repeated.
        present = ours_after_all(step, _come_up(step, error), lambda: _read_again(step), in_one_call=True)
        return _bring_up(step, present)
    return _finish(step)


def _come_up(step: Step[File], error: ChangedMeanwhile) -> AlreadyExists:
    return AlreadyExists(
        f"{step.change.address} has come up since the plan was made, and isn't ours.",
        why=error.what,
        hint="Plan again to see what is there.",
        code=error.code,
        operation=error.operation,
        repeated=error.repeated,
    )


def update(step: Step[File]) -> Outputs:
    enter(step)
    if _same_contents(step, step.observed):
        # S3 takes a condition with what a file holds, and none with its tags.
        return _bring_up(step, refuse_changed(step, _read_again(step)))
    try:
        return _bring_up(step, step.observed)
    except ChangedMeanwhile as error:
        return _bring_up(step, _written_after_all(step, error))


def _written_after_all(step: Step[File], error: ChangedMeanwhile) -> Observed:
    """What is there, if it is what was to be written: the answer to our own upload may have been lost on its way."""
    present = _read_again(step)
    if present is None or not _same_contents(step, present):
        raise error
    return refuse_changed(step, present)


def _bring_up(step: Step[File], present: Observed) -> Outputs:
    """Writes what differs between what is wanted and what is there."""
    tags = present.tags
    if not _same_contents(step, present):
        _upload(step, {"IfMatch": _quoted(present)}, tags)
    elif _wanted_tags(step, tags) != tags:
        _write_tags(step, tags)
    else:
        return present.outputs
    return _finish(step)


def _upload(step: Step[File], condition: Condition, present: Mapping[str, str]) -> None:
    file: File = step.resource
    contents = step.values["contents"]
    upload = Upload(
        step.account.api, location(step), _content(contents), _wanted_tags(step, present), condition, step.report
    )
    try:
        if file.path is not None:
            upload.put_file(file.path)
        else:
            upload.put(contents.encode() if isinstance(contents, str) else encoded(cast("str | bytes", file.contents)))
    except Missing as error:
        if "IfMatch" not in condition:
            raise
        raise ChangedMeanwhile(
            f"{step.change.address} was deleted by somebody else since the plan was made.",
            hint="Plan again to see the present state, then apply.",
            code=error.code,
            operation=error.operation,
        ) from error


def _quoted(present: Observed) -> str:
    """The ETag as S3 takes it in a condition."""
    return f'"{present.outputs["etag"]}"'


def _finish(step: Step[File]) -> Outputs:
    """Looks at what was written: what S3 made of it are outputs, and an emulator may have dropped the tags."""
    present = until_settled(lambda: _read_again(step), FILE_READABLE, step.account.api.clock, step.report)
    assert present is not None
    if _wanted_tags(step, present.tags) != present.tags:
        _write_tags(step, present.tags)
    return present.outputs


def _wanted_tags(step: Step[File], present: Mapping[str, str]) -> dict[str, str]:
    return {**not_ours_to_change(present, step.account.ignore_tags), **all_tags(step)}


def _write_tags(step: Step[File], present: Mapping[str, str]) -> None:
    tags = pairs(_wanted_tags(step, present))
    step.account.api.call("s3:PutObjectTagging", report=step.report, **location(step).members, Tagging={"TagSet": tags})


def _read_again(step: Step[File]) -> Observed | None:
    with reading_of(step.account, step.workspace) as reading:
        return observe(reading, [step.identity]).get(step.identity)


def delete(step: Step[File]) -> None:
    if still_ours(step, tags_of(_read_again(step))):
        _delete(step)
    leave(step)


def _delete(step: Step[File]) -> None:
    at, api = location(step), step.account.api
    try:
        abort_leftovers(api, at, step.report)
        api.call("s3:DeleteObject", report=step.report, **at.members, IfMatch=_quoted(step.observed))
    except Missing:
        return


File.lifecycle = Lifecycle(
    rank=6,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=delete,
    meaning={"contents": _sha256},
)
