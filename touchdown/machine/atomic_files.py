"""Files that are there whole, or not at all: whoever is killed, and whatever the disk says."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, content: str | bytes | Path, mode: int = 0o644) -> None:
    """Puts a text, bytes, or what another file holds, in the place of what is there.

    A link stays, and leads to it. What is no file, as a pipe or /dev/null, stays too, and is written into as it is.

    :raises OSError: and then nothing has changed.
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
    """Tries whether `write_atomically` can begin, and leaves nothing. What is no file isn't tried: who reads a
    pipe would take that for its end.

    :raises OSError: it can't.
    """
    if _is_no_file(path):
        return
    place, number, partial = _beside(path)
    os.close(number)
    partial.unlink()
    if place.exists():
        place.open("ab").close()


def _is_no_file(path: Path) -> bool:
    """Whether something is there that can't be replaced by a file: a pipe, a terminal, /dev/null."""
    return path.exists() and not path.is_file()


def _beside(path: Path) -> tuple[Path, int, Path]:
    """Where links lead to, there or not, and a new file beside that: its descriptor, and its path."""
    place = Path(os.path.realpath(path))
    if place.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    # Not the file's own name, which may be as long as a name can be.
    number, name = tempfile.mkstemp(prefix=".touchdown.", suffix=".partial", dir=place.parent)
    return place, number, Path(name)


def _write(file: BinaryIO, content: str | bytes | Path) -> None:
    if isinstance(content, Path):
        with content.open("rb") as source:
            shutil.copyfileobj(source, file)
    else:
        file.write(content.encode() if isinstance(content, str) else content)


def mode_of_new_files() -> int:
    """What the user wants others to do with a file. There is no way to read the umask but to set it."""
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
