"""Paths within a package: which lead out of it, and which are the same file on some systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_DRIVE = re.compile(r"[A-Za-z]:")
# Compared by case: tools that shrink Java archives name classes a, A, b, B.
_CASE_COUNTS = ".class"


def leads_out(path: str) -> bool:
    """Whether a path leads out of the folder that it is unpacked in, on any system."""
    return path.startswith("/") or "\\" in path or ".." in path.split("/") or _DRIVE.match(path) is not None


def is_utf8(path: str) -> bool:
    """Whether a file's name on disk is UTF-8, as a zip requires."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def alike(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of paths that name the same file on many systems, where one file would overwrite the other."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path and not path.endswith(_CASE_COUNTS):
            yield other, path


def shown(path: str) -> str:
    """A path in printable form, whoever chose it."""
    return path if path and path.isprintable() and is_utf8(path) else repr(path)
