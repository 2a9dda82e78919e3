"""The declared content of a file, known by its SHA-256 and size.

A file of this machine is read once, in pieces, for as long as its time and size stay the same.
"""

from __future__ import annotations

import functools
import hashlib
import stat
import sys
from base64 import b64encode
from pathlib import Path

import attrs

from touchdown.model.errors import DeclarationError


@attrs.frozen
class Content:
    """The content of a file: its SHA-256 in base64, and its size in bytes."""

    sha256: str
    size: int


def content_of_bytes(data: bytes) -> Content:
    return Content(to_text(hashlib.sha256(data).digest()), len(data))


def content_of_file(path: Path) -> Content:
    """The present content of a file of this machine."""
    try:
        state = path.stat()
        return _content_of_file(path, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise unreadable(path, error) from error


def to_text(digest: bytes) -> str:
    """A hash as S3 and Lambda write it."""
    return b64encode(digest).decode()


def source_problem(path: Path) -> str | None:
    """The reason why a file of this machine can't be uploaded; None if it can."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "is a directory, and a file is needed"
        if not stat.S_ISREG(mode):  # reading a pipe or a device may never end
            return "is a pipe or a device, and a file is needed"
        path.open("rb").close()
    except FileNotFoundError:
        return "doesn't exist"
    except OSError as error:
        return f"can't be read: {error.strerror}"
    except UnicodeEncodeError:
        return f"can't be a name here: the locale's encoding, {sys.getfilesystemencoding()}, lacks characters of it"
    except ValueError:  # a null character
        return "can't be a name of a file"
    return None


def unreadable(path: Path, error: OSError) -> DeclarationError:
    return DeclarationError(f"{path} can't be read.", why=f"{error.strerror}.")


@functools.lru_cache(maxsize=1024)
def _content_of_file(path: Path, size: int, modified: int) -> Content:
    with path.open("rb") as file:
        return Content(to_text(hashlib.file_digest(file, "sha256").digest()), size)
