"""Paths within a package: which of them are the same file, and the one that is meant, wherever they are unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_DRIVE = re.compile(r"[A-Za-z]:")
# Classes are told apart by case, and what makes Java archives small names them a, A, b, B.
_CASE_COUNTS = ".class"


def leads_out(path: str) -> bool:
    """Whether a path means another place than one below the folder, on whatever system it is unpacked."""
    return path.startswith("/") or "\\" in path or ".." in path.split("/") or _DRIVE.match(path) is not None


def is_utf8(path: str) -> bool:
    """Whether a path of the disk has a name that a zip can hold."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def alike(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Paths that are one on many machines, where one of the files would be lost."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path and not path.endswith(_CASE_COUNTS):
            yield other, path


def shown(path: str) -> str:
    """A path as it may be printed, whoever chose it."""
    return path if path and path.isprintable() and is_utf8(path) else repr(path)
