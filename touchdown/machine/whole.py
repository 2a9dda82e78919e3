"""Files that are there whole, or not at all: whoever is killed, and whatever the disk says."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: str | bytes | Path, mode: int = 0o644) -> None:
    """Puts a text, bytes, or what another file holds, in the place of what is there.

    A link stays, and leads to it. What is no file, as a pipe or /dev/null, stays too, and is written into as it is.

    :raises OSError: and then nothing has changed.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as there:
            _write(there, content)
        return
    path = path.resolve()
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            _write(file, content)
        partial.chmod(mode)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


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
