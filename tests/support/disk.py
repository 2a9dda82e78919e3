"""A disk that fails while packages are made: full, or with files that change, vanish or can't be read."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import pytest

from touchdown.machine.steps import Did
from touchdown.package import archive
from touchdown.package.archive import Member, Unread

_FULL = Path("/dev/full")


def fill_for_archives(patch: pytest.MonkeyPatch) -> None:
    """Of each archive the beginning is written; then the system has no room."""
    write = archive.write_members_to

    def half(out: IO[bytes], members: Iterable[Member | Unread], *told: Did) -> None:
        out.write(b"PK\3\4")
        with _FULL.open("wb") as full:
            write(full, members, *told)

    patch.setattr(archive, "write_members_to", half)


def fill_for_texts(patch: pytest.MonkeyPatch) -> None:
    """For files that are written whole or not at all the system has no room."""
    make = tempfile.mkstemp

    def without_room(*args: str, **options: str) -> tuple[int, str]:
        number, name = make(*args, **options)
        os.close(number)
        return os.open(_FULL, os.O_WRONLY), name

    patch.setattr(tempfile, "mkstemp", without_room)


def without_temporaries(patch: pytest.MonkeyPatch) -> None:
    """The folder for temporary files is gone."""
    patch.setattr(tempfile, "tempdir", "/nonexistent")


def after_reading(patch: pytest.MonkeyPatch, name: str, then: Callable[[Path], object]) -> None:
    """Something is done with a file each time it was read."""
    read = Path.read_bytes

    def reading(self: Path) -> bytes:
        data = read(self)
        if self.name == name:
            then(self)
        return data

    patch.setattr(Path, "read_bytes", reading)


def unreadable(patch: pytest.MonkeyPatch, name: str) -> None:
    """A file that this user may not read: there is none where tests run as root."""
    for what in ("read_bytes", "iterdir"):
        _deny(patch, what, name)


def _deny(patch: pytest.MonkeyPatch, what: str, name: str) -> None:
    given = getattr(Path, what)

    def denied(self: Path) -> object:
        if self.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return given(self)

    patch.setattr(Path, what, denied)
