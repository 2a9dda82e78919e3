"""Explains the content of a package, and translates tracebacks of a function, for users."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from touchdown.aws.lambda_.function import Function
from touchdown.machine import cache
from touchdown.package import archive
from touchdown.package.build import Package
from touchdown.package.built import Archive
from touchdown.package.callable.module import Explained
from touchdown.package.requirements.installed import LeftOut
from touchdown.package.requirements.slimming import Why
from touchdown.package.tracing import translated

OWN = "its own files"
_LARGEST = 5


@attrs.frozen
class Compiled:
    """The bytecode in a package."""

    python: str
    """The exact version that has compiled it."""
    files: int
    size: int
    """In bytes, unpacked."""


@attrs.frozen
class Described:
    """A package that was built."""

    address: str
    archive: Archive
    content: str
    sizes: Mapping[str, int]
    """Bytes, unpacked, by distribution; its own files come first."""
    largest: Mapping[str, int]
    left_out: Sequence[str]
    """Paths of files of its own."""
    left_out_of: Mapping[Why, LeftOut] = attrs.field(factory=dict[Why, LeftOut])
    """The parts of its distributions that aren't shipped, with size and reason."""
    to_runtime: Sequence[str] = ()
    """Distributions that are the runtime's own."""
    bytecode: Compiled | None = None
    no_bytecode: str = ""
    """The reason why its distributions are shipped without bytecode."""
    notes: Sequence[str] = ()
    """Notes on it, which the plan has as well."""
    explained: Sequence[Explained] = ()
    """For a callable of which parts of the file are shipped: these, and what isn't shipped though it might matter."""


def described(function: Function) -> Described:
    """Builds the package of a function, and looks into it."""
    ready, found = function.sources.zip, function.given
    if ready is not None and found is not None:
        return Described(function.address, found, "", {ready.name: found.size}, {}, ())
    package = function.package
    assert package is not None
    found = package.archive(cache.packages())
    members = {one.path: one.size for one in archive.members_of(found.data)}
    largest = sorted(members.items(), key=lambda one: (-one[1], one[0]))[:_LARGEST]
    return Described(
        function.address,
        found,
        package.content(),
        _sizes(package, members),
        dict(largest),
        package.left_out,
        package.bundle.left_out if package.bundle else {},
        package.to_runtime,
        _compiled(package, members),
        package.no_bytecode.why if package.no_bytecode else "",
        tuple(function.warnings()),
        function.sources.explained,
    )


def _sizes(package: Package, members: Mapping[str, int]) -> dict[str, int]:
    own = {OWN: sum(size for path, size in members.items() if path in package.files)}
    theirs = sorted(package.bundle.sizes.items(), key=lambda one: (-one[1], one[0])) if package.bundle else []
    return {**own, **dict(theirs)}


def _compiled(package: Package, members: Mapping[str, int]) -> Compiled | None:
    if package.bytecode is None:
        return None
    sizes = [size for path, size in members.items() if path.endswith(".pyc") and path not in package.files]
    return Compiled(package.bytecode.version, len(sizes), sum(sizes))


def in_own_lines(function: Function, text: str) -> str:
    """A traceback of a function, or a log with some in it, in the lines of the file that the function is from."""
    return translated(text, function.sources.origins) if callable(function.code) else text
