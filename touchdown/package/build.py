"""A package: the files of a function's own and the distributions that it needs, as one archive.

Its *content* is known before anything is built: a digest of the paths, modes and bytes of its own files, and of what
the lock file says of its distributions. The archive's bytes, which Lambda's CodeSha256 tells, follow from the content;
they are remembered in the cache, so that what was built once is not built again to be compared. A package is built once
in a run: what is sent is what was compared. Where a seal is given, what is remembered has to carry it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from touchdown.machine.seal import Seal
from touchdown.machine.steps import Did, unheard
from touchdown.machine.whole import write_whole
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
    """A file was changed while the package was built."""


@attrs.frozen
class NoBytecode:
    """Why distributions are shipped without bytecode."""

    why: str
    wanted: bool
    """Whether the lock file says that they should have some."""


@attrs.define
class Package:
    """What is shipped for a function. Files of its own are bytes, or places where they lie."""

    files: Mapping[str, bytes | Path]
    bundle: Bundle | None = None
    left_out: tuple[str, ...] = ()
    to_runtime: tuple[str, ...] = ()
    """The distributions that are the runtime's own."""
    notes: tuple[str, ...] = ()
    """What is to be known of it, and isn't wrong."""
    bytecode: Bytecode | None = None
    """What its distributions are compiled to, shipped beside them; no part of its content."""
    no_bytecode: NoBytecode | None = None
    """Why they are shipped without it."""
    seal: Seal | None = attrs.field(default=None, eq=False, repr=False)
    _seen: Mapping[str, str] | None = attrs.field(init=False, default=None, eq=False, repr=False)
    _archive: Archive | None = attrs.field(init=False, default=None, eq=False, repr=False)
    _built: Built | None = attrs.field(init=False, default=None, eq=False, repr=False)

    def own(self) -> Iterator[Member | Unread]:
        """The files of its own."""
        for path, place in self.files.items():
            if isinstance(place, bytes):
                yield archive.member(path, place)
            else:
                yield Unread(path, place, is_program(place))

    def content(self) -> str:
        """A digest that changes with what is shipped, and not with how it is compressed; of what was there at first."""
        if self._seen is None:
            self._seen = self._look()
        bundle = self.bundle.folder.name if self.bundle else "-"
        lines = sorted(f"{path} {what}" for path, what in self._seen.items())
        return hashlib.sha256("\n".join([bundle, *lines]).encode()).hexdigest()[:32]

    def _look(self) -> dict[str, str]:
        """Mode and digest of each file of its own, as it is now."""
        read = (one.read() for one in self.own())
        return {one.path: f"{one.mode:o} {hashlib.sha256(one.data).hexdigest()}" for one in read}

    def archive(self, cache: Path, did: Did = unheard) -> Archive:
        """The archive, built when it is first asked for."""
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
        """What is known of the archive: from the cache if it is there, or by building it."""
        if self._built is None:
            self._built = _remembered(self._memory(cache), self.seal) or self.archive(cache, did).built
        return self._built

    def _memory(self, cache: Path) -> Path:
        bytecode = f"-{self.bytecode.key[:32]}" if self.bytecode else ""
        return cache / f"{self.content()}{bytecode}.json"

    def _members(self) -> Iterable[Member | Unread]:
        """Where a file of its own is one of a distribution's too, its own counts."""
        members: dict[str, Member | Unread] = {one.path: one for one in (self.bundle.members() if self.bundle else ())}
        for source, one in self.bytecode.members() if self.bytecode else ():
            if source not in self.files:
                members[one.path] = one
        members.update({one.path: one for one in self.own()})
        return members.values()

    def unpacked(self) -> int:
        """Bytes of all files."""
        own = sum(len(one) if isinstance(one, bytes) else one.stat().st_size for one in self.files.values())
        distributions = sum(self.bundle.sizes.values()) if self.bundle else 0
        return own + distributions + (self.bytecode.size if self.bytecode else 0)

    def compile(self, bytecode: Bytecode | NoBytecode) -> None:
        """Ships bytecode of the distributions, unless it is only why there is none, or makes the package too large."""
        if isinstance(bytecode, NoBytecode):
            self.no_bytecode = bytecode
        elif self.unpacked() + bytecode.size > MOST_UNPACKED:
            self.no_bytecode = NoBytecode("with it, the package would be larger than Lambda takes", wanted=True)
        else:
            self.bytecode = bytecode

    def too_large(self, size: int) -> Problem | None:
        """Whether Lambda would refuse it for its size, which is `unpacked`, and what takes most of it."""
        if size <= MOST_UNPACKED:
            return None
        of_bundle = dict(self.bundle.sizes) if self.bundle else dict[str, int]()
        sizes = sorted(of_bundle.items(), key=lambda one: -one[1])[:_LARGEST]
        largest = ", ".join(f"{name} {bytes_ / 1e6:.0f} MB" for name, bytes_ in sizes) or "its own files"
        return Problem(
            "",
            0,
            f"the package is {size:,} bytes unpacked, and Lambda takes {MOST_UNPACKED:,}; most of it is {largest}: "
            "leave out what isn't needed with exclude=, or with fewer requirements",
        )


def _remember(place: Path, built: Built, seal: Seal | None) -> None:
    sealed = {"seal": seal.of(place.name, built.sha256, str(built.size))} if seal else {}
    write_whole(place, json.dumps({**attrs.asdict(built), **sealed}))


def _remembered(place: Path, seal: Seal | None) -> Built | None:
    """What was remembered; None where it isn't whole, or isn't sealed, as then it is built again."""
    try:
        said: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        sealed = said.pop("seal", None)
        found = Built(**said)
        whole = len(base64.b64decode(found.sha256, validate=True)) == hashlib.sha256().digest_size
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    if seal is not None and not seal.holds(sealed, place.name, found.sha256, str(found.size)):
        return None
    return found if whole and type(found.size) is int else None
