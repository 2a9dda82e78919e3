"""Which files of installed distributions aren't needed at run time, and why.

Of `*.dist-info`, the files that `importlib.metadata` reads are needed: METADATA (version and requirements),
entry_points.txt (plugins), top_level.txt (modules). Other files are for installers. RECORD lists files that are left
out here; without RECORD, `files()` returns None instead of naming missing files.

`symbols.py` handles symbols within compiled files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from enum import StrEnum
from pathlib import PurePosixPath

_METADATA = frozenset({"METADATA", "entry_points.txt", "top_level.txt"})
_TEST = re.compile(r"(test_.*|.*_test|conftest)\.py")


class Why(StrEnum):
    """Why a file isn't shipped, in words for the user."""

    BYTECODE = "bytecode, which may be of another Python"
    STUBS = "type stubs"
    HEADERS = "headers, for compilers"
    METADATA = "metadata for installers"
    PROGRAMS = "programs"
    TESTS = "tests, because of slim=True"
    DEBUG = "symbols for debuggers, because of slim=True"


_SUFFIXES = {
    **dict.fromkeys((".pyc", ".pyo"), Why.BYTECODE),
    ".pyi": Why.STUBS,
    **dict.fromkeys((".h", ".hpp", ".pxd", ".pyx"), Why.HEADERS),
}
_DEBUG_SUFFIXES = frozenset({".debug", ".dwo", ".dwp", ".dSYM", ".pdb"})


def why_left_out(path: str, tests: Set[str], *, slim: bool) -> Why | None:
    """Why a file isn't needed; None if it is needed.

    :param tests: the files that are tests (`of_tests`).
    :param slim: leave out files that only help debugging.
    """
    place = PurePosixPath(path)
    if place.parts[0] == "bin":
        return Why.PROGRAMS
    if place.parts[0].endswith(".dist-info") or path == ".lock":
        return None if place.name in _METADATA else Why.METADATA
    if "__pycache__" in place.parts:
        return Why.BYTECODE
    if place.name == "py.typed":
        return Why.STUBS
    if slim and path in tests:
        return Why.TESTS
    if slim and any(PurePosixPath(part).suffix in _DEBUG_SUFFIXES for part in place.parts):
        return Why.DEBUG
    return _SUFFIXES.get(place.suffix)


def of_tests(paths: Iterable[str]) -> frozenset[str]:
    """The files in folders named `tests`, and in folders named `test` that hold tests; others belong to a library."""
    places = {path: PurePosixPath(path) for path in paths}
    folders = {
        folder
        for place in places.values()
        for folder in place.parents
        if folder.name == "tests" or (folder.name == "test" and _TEST.fullmatch(place.name))
    }
    return frozenset(path for path, place in places.items() if not folders.isdisjoint(place.parents))
