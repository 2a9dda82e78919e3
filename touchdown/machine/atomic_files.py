"""Writes files completely, or not at all: also when the process is killed, or the disk fails."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, content: str | bytes | Path, mode: int = 0o644) -> None:
    """Replaces a file's content by a text, by bytes, or by the content of another file.

    A symbolic link stays, and its target is replaced. Anything but a regular file (a pipe, /dev/null) stays too, and
    is written to directly.

    :raises OSError: it can't be written; nothing has changed.
    """
    if _is_no_file(path):
        with path.open("wb") as there:
            _write(there, content)
        return
    place, number, partial = _beside(path)
    try:
        with os.fdopen(number, "wb") as file:
            _write(file, content)
        partial.chmod(mode)
        partial.replace(place)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def try_atomically(path: Path) -> None:
    """Tries whether `write_atomically` could begin, and leaves no trace. Only regular files are tried: opening and
    closing a pipe would look like its end to whatever reads from it.

    :raises OSError: it can't be written.
    """
    if _is_no_file(path):
        return
    place, number, partial = _beside(path)
    os.close(number)
    partial.unlink()
    if place.exists():
        place.open("ab").close()


def _is_no_file(path: Path) -> bool:
    """Whether the path holds something that a file can't replace: a pipe, a terminal, /dev/null."""
    return path.exists() and not path.is_file()


def _beside(path: Path) -> tuple[Path, int, Path]:
    """The target of the path's links, whether it exists or not, and a new file beside it: its descriptor and path."""
    place = Path(os.path.realpath(path))
    if place.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    # Not named after the file, whose name may be as long as names can be.
    number, name = tempfile.mkstemp(prefix=".touchdown.", suffix=".partial", dir=place.parent)
    return place, number, Path(name)


def _write(file: BinaryIO, content: str | bytes | Path) -> None:
    if isinstance(content, Path):
        with content.open("rb") as source:
            shutil.copyfileobj(source, file)
    else:
        file.write(content.encode() if isinstance(content, str) else content)


def mode_of_new_files() -> int:
    """The mode that the user's umask gives new files. The umask can only be read by setting it."""
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
