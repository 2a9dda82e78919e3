"""The fields of a function's code, and what is worked out from them: its files, its entry point.

Weakness: a function's files are read when they are first asked for; later changes are noticed when they are sent, and
refused then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

import attrs

from touchdown.aws.resource import TaggedResource
from touchdown.aws.s3.file import File
from touchdown.model.field import field, resource
from touchdown.package.build import Package
from touchdown.package.built import Archive, given
from touchdown.package.from_callable import default_handler
from touchdown.package.own_files import OwnFiles, own_files_of
from touchdown.package.requirements.declared import NotRequirements
from touchdown.package.requirements.uv import UvFailed

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function

DEFAULT_RUNTIME = "python3.13"
"""A current Python on Amazon Linux 2023. It is fixed, so that an update of Touchdown moves no function."""

_CREATE = "lambda:CreateFunction"
_CONFIGURE = "lambda:UpdateFunctionConfiguration"
_CODE = "lambda:UpdateFunctionCode"


@resource
class Packaged(TaggedResource):
    """The base of what has code."""

    code: Callable[[Any, Any], Any] | str | Path | None = field(
        default=None, create=f"{_CREATE}.Code.ZipFile", update=f"{_CODE}.ZipFile", opaque=True
    )
    """A Python function that takes `(event, context)`: it is shipped with what it names. Or a path: a directory, a
    single file, or a ready zip."""

    requirements: Sequence[str] | str | Path | None = field(default=None)
    """The distributions that the code needs: requirements, as `["requests>=2", "./libs/prices"]`, or the path of a
    `requirements.txt`, a `pyproject.toml` or a `uv.lock`. Left out, the code file's metadata count (PEP 723)."""

    extras: Sequence[str] = field(factory=list[str])
    """Optional dependencies of the project that `requirements` names."""

    groups: Sequence[str] = field(factory=list[str])
    """Dependency groups of the project that `requirements` names."""

    include: Sequence[str] = field(factory=list[str])
    """For a callable, modules that are imported by name at run time, and patterns of files of the project that are
    shipped with it; for a directory, patterns of files that are shipped though they would be left out."""

    exclude: Sequence[str] = field(factory=list[str])
    """Patterns, as in `.gitignore`, of files of a directory that aren't shipped."""

    runtime_boto3: bool = field(default=True)
    """Whether boto3, and what it needs, are the runtime's own, unless `requirements` pins it, as `boto3==1.40.0`."""

    slim: bool = field(default=False)
    """Whether the distributions are shipped without their tests and without symbols for debuggers."""

    code_from_bytes: bytes | None = field(default=None, create=f"{_CREATE}.Code.ZipFile", update=f"{_CODE}.ZipFile")
    """The bytes of a zip."""

    code_from_s3: File | None = field(
        default=None,
        create=(f"{_CREATE}.Code.S3Bucket", f"{_CREATE}.Code.S3Key", f"{_CREATE}.Code.S3ObjectVersion"),
        update=(f"{_CODE}.S3Bucket", f"{_CODE}.S3Key", f"{_CODE}.S3ObjectVersion"),
    )
    """A zip in a bucket: `bucket.add_file(...)` or `bucket.get_file(...)`. The function is updated when the object has
    changed: told by its SHA-256 where S3 knows it, by ETag or version, by its date where the function is adopted."""

    handler: str | None = field(default=None, create=f"{_CREATE}.Handler", update=f"{_CONFIGURE}.Handler", known=True)
    """The entry point, as `module.function` for Python. For a callable it can be left out: `main.<its name>`."""

    runtime: str = field(
        default=DEFAULT_RUNTIME, create=f"{_CREATE}.Runtime", update=f"{_CONFIGURE}.Runtime", known=True
    )
    """What runs the code, as `python3.13`, `nodejs22.x`, `java21`, `provided.al2023`."""

    package: Package | None = attrs.field(init=False, default=None, repr=False)
    """What is shipped, once it is known: `packages.py` sees to that."""
    _sources: OwnFiles | None = attrs.field(init=False, default=None, repr=False)
    _given: Archive | None = attrs.field(init=False, default=None, repr=False)

    folder: ClassVar[str] = ""
    """The folder of the archive that its package is in."""

    @property
    def entry_point(self) -> str:
        """The handler, worked out where it was left out."""
        if self.handler or not callable(self.code):
            return self.handler or ""
        return default_handler(self.code)

    @property
    def sources(self) -> OwnFiles:
        """The code's own files, as they are when they are first asked for."""
        if self._sources is None:
            self._sources = own_files_of(
                self.code or "",
                self.entry_point,
                self.account.directory,
                runtime=self.runtime,
                include=self.include,
                exclude=self.exclude,
                required=self._required,
            )
        return self._sources

    def _required(self) -> frozenset[str]:
        """The distributions that are required by name; what is wrong with the requirements is reported elsewhere."""
        from touchdown.aws.lambda_.packaging.needs import requirements_of

        try:
            found = requirements_of(cast("Function", self))
        except (NotRequirements, UvFailed, OSError):
            return frozenset()
        return found.named if found else frozenset()

    @property
    def given(self) -> Archive | None:
        """The zip that was given ready, if one was, as it was when it was first asked for."""
        ready = self.code_from_bytes if self.code is None else self.sources.zip
        if self._given is None and ready is not None:
            self._given = given(ready)
        return self._given
