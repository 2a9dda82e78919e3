"""The data files that are shipped with a callable: those that its modules read beside themselves, and `include=`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from touchdown.package.beside import beside
from touchdown.package.from_path import Found, find, find_data
from touchdown.package.local_modules import Source
from touchdown.package.problem import Problem


def files_beside(sources: Iterable[Source], *, any_included: bool) -> Found:
    """The files that modules read beside themselves.

    :param any_included: whether `include=` names files, so that a path that isn't known may be one of them.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    for source in sources:
        found = beside(source.tree, source.path, source.root)
        for place in sorted(found.places):
            files |= {one.relative_to(source.root).as_posix(): one for one in _files_at(place)}
        if found.unknown and not any_included and not source.in_package:
            sentence = (
                "this reads a file beside the module when it is imported, whose path isn't known before: name the "
            )
            problems.append(Problem(str(source.path), found.unknown, f"{sentence}file in include="))
    return Found(files, problems=tuple(problems))


def included(patterns: Sequence[str], roots: Sequence[Path]) -> Found:
    """The files of the project that patterns name, each in the place that it has below the first root that has it."""
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    for pattern in patterns:
        found = {path: place for root in reversed(roots) for path, place in _matching(root, pattern)}
        if not found:
            sentence = f'include= names "{pattern}", which is neither a module of the project nor a file of it'
            problems.append(Problem("", 0, sentence))
        files |= found
    return Found(files, problems=tuple(problems))


def _matching(root: Path, pattern: str) -> Iterator[tuple[str, Path]]:
    yield from find(root, ["*"], [pattern]).files.items()


def _files_at(place: Path) -> Iterator[Path]:
    if place.is_file() and not place.name.startswith("."):
        yield place
    elif place.is_dir():
        yield from find_data(place, lambda inner: False).files.values()
