"""What a file shall hold, known by its SHA-256 and size.

A file of this machine is read once, in pieces, for as long as its time and size stay the same.
"""

from __future__ import annotations

import functools
import hashlib
from base64 import b64encode
from pathlib import Path

import attrs

from touchdown.model.errors import DeclarationError


@attrs.frozen
class Content:
    """What a file holds: its SHA-256 in base64, and how many bytes that is."""

    sha256: str
    size: int


def content_of_bytes(data: bytes) -> Content:
    return Content(to_text(hashlib.sha256(data).digest()), len(data))


def content_of_file(path: Path) -> Content:
    """What a file of this machine holds now."""
    try:
        state = path.stat()
        return _content_of_file(path, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise unreadable(path, error) from error


def to_text(digest: bytes) -> str:
    """A hash as S3 and Lambda write it."""
    return b64encode(digest).decode()


def source_problem(path: Path) -> str | None:
    """Why a file of this machine can't be uploaded, if it can't."""
    if path.is_dir():
        return "is a directory, and a file is needed"
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return "doesn't exist"
    except OSError as error:
        return f"can't be read: {error.strerror}"
    return None


def unreadable(path: Path, error: OSError) -> DeclarationError:
    return DeclarationError(f"{path} can't be read.", why=f"{error.strerror}.")


@functools.lru_cache(maxsize=1024)
def _content_of_file(path: Path, size: int, modified: int) -> Content:
    with path.open("rb") as file:
        return Content(to_text(hashlib.file_digest(file, "sha256").digest()), size)
