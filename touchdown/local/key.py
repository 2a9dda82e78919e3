"""The project's key for its local AWS: a secret, made at random when it is first needed, for the user's eyes only.

A key that somebody else could have read or written, as a key that came with an archive, is thrown away.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

_SHAPE = re.compile(r"[0-9a-f]{40}")


def ensure(path: Path) -> str:
    """The key; a new key if there is none that only we could read. Only one command at a time may call this."""
    known = read(path)
    if known:
        return known
    new = secrets.token_hex(20)
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(new)
    return new


def read(path: Path) -> str | None:
    """The key, or None if there is none to be trusted."""
    with suppress(OSError, UnicodeDecodeError):
        found = path.lstat()
        ours = os.name != "posix" or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
        text = path.read_text(encoding="ascii")
        if stat.S_ISREG(found.st_mode) and ours and _SHAPE.fullmatch(text):
            return text
    return None
