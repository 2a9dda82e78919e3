"""Builds a package: one archive of the function's own files and the distributions that it needs.

A package's *content* is known before anything is built: a digest of the paths, modes and bytes of its own files, and of
its distributions as the lock file names them. The archive's hash (Lambda's CodeSha256) follows from the content and the
bytecode, and is kept in the cache, so an archive that was built once isn't built again just to be compared. A package
is built at most once in a run: the archive that was compared is the archive that is sent. With a seal, a hash in the
cache counts only if it carries that seal.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from touchdown.machine.atomic_files import write_atomically
from touchdown.machine.seal import Seal
from touchdown.machine.steps import Did, unheard
from touchdown.package import archive
from touchdown.package.archive import Member, Unread
from touchdown.package.built import Archive, Built, build
from touchdown.package.from_path import is_program
from touchdown.package.problem import Problem
from touchdown.package.zip_checks import MOST_UNPACKED

if TYPE_CHECKING:
    from touchdown.package.bytecode.compiled import Bytecode
    from touchdown.package.requirements.bundle import Bundle

_LARGEST = 5


class Changed(Exception):
    """A file changed while the package was being built."""


@attrs.frozen
class NoBytecode:
    """Why distributions are shipped without bytecode."""

    why: str
    wanted: bool
    """Whether the lock file says that they should have bytecode."""


@attrs.define
class Package:
    """What is shipped for a function, or as a layer. Its own files are bytes, or paths on disk."""

    files: Mapping[str, bytes | Path]
    bundle: Bundle | None = None
    left_out: tuple[str, ...] = ()
    to_runtime: tuple[str, ...] = ()
    """The distributions that the runtime provides, and that aren't shipped."""
    notes: tuple[str, ...] = ()
    """Remarks for the user about things that aren't errors."""
    bytecode: Bytecode | None = None
    """The bytecode of its distributions, shipped beside them; not part of its content."""
    no_bytecode: NoBytecode | None = None
    """Why its distributions are shipped without bytecode."""
    folder: str = ""
    """The folder of the archive that all of it is in, with its slash: a layer's, as `python/`."""
    seal: Seal | None = attrs.field(default=None, eq=False, repr=False)
    _seen: Mapping[str, str] | None = attrs.field(init=False, default=None, eq=False, repr=False)
    _archive: Archive | None = attrs.field(init=False, default=None, eq=False, repr=False)
    _built: Built | None = attrs.field(init=False, default=None, eq=False, repr=False)

    def own(self) -> Iterator[Member | Unread]:
        """The function's own files."""
        for path, place in self.files.items():
            if isinstance(place, bytes):
                yield archive.member(path, place)
            else:
                yield Unread(path, place, is_program(place))

    def content(self) -> str:
        """A digest of what is shipped, whatever its compression; of the files as they were first read."""
        if self._seen is None:
            self._seen = self._look()
        bundle = self.bundle.folder.name if self.bundle else "-"
        lines = sorted(f"{path} {what}" for path, what in self._seen.items())
        head = [f"in {self.folder}", bundle] if self.folder else [bundle]
        return hashlib.sha256("\n".join([*head, *lines]).encode()).hexdigest()[:32]

    def _look(self) -> dict[str, str]:
        """The mode and digest that each of its own files has now."""
        read = (member.read() for member in self.own())
        return {member.path: f"{member.mode:o} {hashlib.sha256(member.data).hexdigest()}" for member in read}

    def archive(self, cache: Path, did: Did = unheard) -> Archive:
        """The archive, built on the first call."""
        if self._archive is None:
            self.content()
            found = build(self._members(), cache, did)
            changed = dict(self._look().items() - (self._seen or {}).items())
            if changed:
                raise Changed(f"{min(changed)} was changed while it was packed: apply again once it is complete")
            if isinstance(found.data, Path):
                _remember(self._memory(cache), found.built, self.seal)
            self._archive, self._built = found, found.built
        return self._archive

    def built(self, cache: Path, did: Did = unheard) -> Built:
        """The archive's hash and sizes: from the cache if they are there, or by building it."""
        if self._built is None:
            self._built = _remembered(self._memory(cache), self.seal) or self.archive(cache, did).built
        return self._built

    def _memory(self, cache: Path) -> Path:
        bytecode = f"-{self.bytecode.key[:32]}" if self.bytecode else ""
        return cache / f"{self.content()}{bytecode}.json"

    def _members(self) -> Iterable[Member | Unread]:
        """All files. Where a distribution has a file of the same path, the function's own file wins."""
        members: dict[str, Member | Unread] = {
            member.path: member for member in (self.bundle.members() if self.bundle else ())
        }
        for source, member in self.bytecode.members() if self.bytecode else ():
            if source not in self.files:
                members[member.path] = member
        members.update({member.path: member for member in self.own()})
        if not self.folder:
            return members.values()
        return [attrs.evolve(member, path=f"{self.folder}{member.path}") for member in members.values()]

    def unpacked(self) -> int:
        """The size of all files in bytes."""
        own = sum(
            len(content) if isinstance(content, bytes) else content.stat().st_size for content in self.files.values()
        )
        distributions = sum(self.bundle.sizes.values()) if self.bundle else 0
        return own + distributions + (self.bytecode.size if self.bytecode else 0)

    def compile(self, bytecode: Bytecode | NoBytecode) -> None:
        """Adds bytecode of the distributions, unless there is none or it makes the package too large."""
        if isinstance(bytecode, NoBytecode):
            self.no_bytecode = bytecode
        elif self.unpacked() + bytecode.size > MOST_UNPACKED:
            self.no_bytecode = NoBytecode("with it, the package would be larger than Lambda takes", wanted=True)
        else:
            self.bytecode = bytecode

    def too_large(self, size: int) -> Problem | None:
        """The problem if `size`, in bytes unpacked, is more than Lambda takes; it names what takes most of it."""
        if size <= MOST_UNPACKED:
            return None
        of_bundle = dict(self.bundle.sizes) if self.bundle else dict[str, int]()
        sizes = sorted(of_bundle.items(), key=lambda entry: -entry[1])[:_LARGEST]
        largest = ", ".join(f"{name} {bytes_ / 1e6:.0f} MB" for name, bytes_ in sizes) or "its own files"
        return Problem(
            "",
            0,
            f"the package is {size:,} bytes unpacked, and Lambda takes {MOST_UNPACKED:,}; most of it is {largest}: "
            "leave out what isn't needed with exclude=, or with fewer requirements",
        )


def _remember(place: Path, built: Built, seal: Seal | None) -> None:
    sealed = {"seal": seal.of(place.name, built.sha256, str(built.size))} if seal else {}
    write_atomically(place, json.dumps({**attrs.asdict(built), **sealed}))


def _remembered(place: Path, seal: Seal | None) -> Built | None:
    """The stored hash and sizes; None where they are incomplete or not sealed, so that the archive is built again."""
    try:
        stored: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        sealed = stored.pop("seal", None)
        found = Built(**stored)
        complete = len(base64.b64decode(found.sha256, validate=True)) == hashlib.sha256().digest_size
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    if seal is not None and not seal.holds(sealed, place.name, found.sha256, str(found.size)):
        return None
    return found if complete and type(found.size) is int else None
