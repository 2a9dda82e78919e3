"""The fields of what is in a layer, and what is worked out from them: its files, and the folder that they are in.

A layer is packaged as a function is (`packaging/packages.py`), so it has what that asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import attrs

from touchdown.aws.lambda_.layers.description import digest_of
from touchdown.aws.lambda_.layers.rules import folder_for
from touchdown.aws.lambda_.packaging.code import archive_of
from touchdown.aws.lambda_.packaging.fields import DEFAULT_RUNTIME
from touchdown.aws.members import carried_by
from touchdown.aws.resource import AwsResource
from touchdown.aws.s3.file import File
from touchdown.model.field import field, resource
from touchdown.package.build import Package
from touchdown.package.built import Archive, given
from touchdown.package.own_files import OwnFiles, own_files_of

_NOT_PYTHON = "provided"

_member = carried_by("lambda:PublishLayerVersion")


@resource
class LayerContent(AwsResource):
    """The base of layers."""

    code: str | Path | None = field(default=None, **_member("Content"), opaque=True)
    """A folder, whose files are put where the runtime looks for them, as `python/`; or a ready zip, as it is."""

    requirements: Sequence[str] | str | Path | None = field(default=None)
    """Distributions, as of a function: requirements, or the path of a `requirements.txt`, a `pyproject.toml` or a
    `uv.lock`."""

    extras: Sequence[str] = field(factory=list[str])
    """Optional dependencies of the project that `requirements` names."""

    groups: Sequence[str] = field(factory=list[str])
    """Dependency groups of the project that `requirements` names."""

    exclude: Sequence[str] = field(factory=list[str])
    """Patterns, as in `.gitignore`, of files of the folder that aren't shipped."""

    runtime_boto3: bool = field(default=True)
    """Whether boto3, and what it needs, are the runtime's own, unless `requirements` pins it."""

    slim: bool = field(default=False)
    """Whether the distributions are shipped without their tests and without symbols for debuggers."""

    runtimes: Sequence[str] = field(
        factory=lambda: [DEFAULT_RUNTIME],
        **_member("CompatibleRuntimes"),
    )
    """The runtimes that it is for, of one language, up to 15. With `requirements`, a single one."""

    architectures: Sequence[str] = field(
        factory=lambda: ["x86_64"],
        **_member("CompatibleArchitectures"),
    )
    """The processors that it is for: `x86_64`, `arm64`. With `requirements`, a single one."""

    package: Package | None = attrs.field(init=False, default=None, repr=False)
    code_from_s3: File | None = attrs.field(init=False, default=None, repr=False)
    layers: ClassVar[None] = None
    own_layers: ClassVar[Sequence[LayerContent]] = ()
    entry_point: ClassVar[str] = ""
    _sources: OwnFiles | None = attrs.field(init=False, default=None, repr=False)

    @property
    def runtime(self) -> str:
        return next(iter(self.runtimes), _NOT_PYTHON)

    @property
    def architecture(self) -> str:
        return next(iter(self.architectures), "x86_64")

    @property
    def folder(self) -> str:
        return folder_for(self.runtime, self.sources.files)

    @property
    def sources(self) -> OwnFiles:
        """The files of the folder, as they are when they are first asked for."""
        if self._sources is None and self.code is not None:
            self._sources = own_files_of(
                self.code, "", self.account.directory, runtime=_NOT_PYTHON, exclude=self.exclude
            )
        return self._sources or OwnFiles({})

    @property
    def given(self) -> Archive | None:
        """The zip that was given ready, if one was."""
        return given(self.sources.zip) if self.sources.zip is not None else None

    @property
    def modules(self) -> frozenset[str] | None:
        """The modules of Python that can be imported from it; None where that isn't known."""
        if self.external or self.given is not None or self.package is None:
            return None
        inside = (path.removeprefix("python/") for path in self.sources.files)
        own = frozenset(path.partition("/")[0].removesuffix(".py") for path in inside)
        return own | (self.package.bundle.modules if self.package.bundle else frozenset[str]())

    @property
    def digest(self) -> str:
        """What stands for the content in a description: of a package of ours its content, of a zip its hash."""
        if self.given is None and self.package is not None:
            return self.package.content()
        return digest_of(archive_of(self).sha256)
