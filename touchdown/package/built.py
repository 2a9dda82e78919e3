"""Archives that were built: bytes where they are small, otherwise temporary files in the cache.

So however many functions have large packages, none of them takes its size in memory. Files that a killed process left
behind are removed a day later, by the next process that builds a large archive.
"""

from __future__ import annotations

import tempfile
import time
import weakref
from collections.abc import Iterable
from pathlib import Path

import attrs

from touchdown.machine.cache import ARCHIVES
from touchdown.machine.steps import Did, unheard
from touchdown.package import archive
from touchdown.package.archive import Member, Unread

KEPT_BELOW = 100_000
"""Bytes. Archives whose files are smaller than that in total are kept in memory: a thousand functions have one each."""

_LEFTOVER = 24 * 60 * 60


@attrs.frozen
class Built:
    """The hash and sizes of an archive."""

    sha256: str
    """In the form of Lambda's CodeSha256."""
    size: int


@attrs.frozen(eq=False)
class Archive:
    """A zip: its bytes, or the file that holds them."""

    built: Built
    data: bytes | Path = attrs.field(repr=False)

    @property
    def sha256(self) -> str:
        return self.built.sha256

    @property
    def size(self) -> int:
        return self.built.size

    def read(self) -> bytes:
        return self.data.read_bytes() if isinstance(self.data, Path) else self.data


def is_kept_in_cache(unpacked: int) -> bool:
    """Whether an archive of files of this total size, in bytes, is a file in the cache."""
    return unpacked >= KEPT_BELOW


def given(data: bytes | Path) -> Archive:
    """An existing zip, as bytes or as a file."""
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    return Archive(Built(archive.sha256(data), size), data)


def build(members: Iterable[Member | Unread], cache: Path, did: Did = unheard) -> Archive:
    """Writes an archive of these members."""
    found = list(members)
    if not is_kept_in_cache(sum(member.size for member in found)):
        return given(archive.write_members(found))
    folder = cache / ARCHIVES
    folder.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(folder)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".zip", delete=False) as file:
        place = Path(file.name)
        try:
            archive.write_members_to(file, found, did)
        except BaseException:
            place.unlink()
            raise
    built = given(place)
    weakref.finalize(built, place.unlink, missing_ok=True)
    return built


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob("*.zip"):
        try:
            if path.stat().st_mtime < time.time() - _LEFTOVER:
                path.unlink()
        except FileNotFoundError:  # another process was faster
            continue
