"""From a path to the files that are shipped: a directory, a single file, or a ready zip.

A directory is shipped without virtual environments, whatever their names, without the files that nobody wants in a
package (`_USUAL`), and without those that `exclude=` names; `include=` brings files back. All are patterns as in
`.gitignore`: the last match counts.

Rule: ambiguous files, and files from outside the directory, are refused instead of guessed at: links that lead out of
it, names that differ only in case, names that aren't UTF-8.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from touchdown.package.paths import alike, is_utf8
from touchdown.package.problem import Problem

_USUAL = """
    .* !.well-known __pycache__ *.py[cod] *.egg-info venv Touchdownfile touchdown.lock touchdown.*.lock
    node_modules/.cache Thumbs.db
""".split()
_VIRTUAL, _FOLDER = "pyvenv.cfg", "/"
"""The file at the top of each virtual environment, and the end of its name in the list of what is left out."""
_ZIPS = frozenset({".zip", ".jar"})
_EXCLUDE, _MOVE = "name it in exclude=", "move it out of the package"


@attrs.frozen
class Found:
    """The files below a path, by their path in the package; or a zip that is shipped as it is."""

    files: Mapping[str, Path] = attrs.field(factory=dict[str, Path])
    left_out: tuple[str, ...] = ()
    zip: Path | None = None
    problems: tuple[Problem, ...] = ()


def find(path: Path, exclude: Sequence[str] = (), include: Sequence[str] = ()) -> Found:
    """The files that are shipped for a path."""
    if path.is_file():
        return Found(zip=path) if path.suffix in _ZIPS else Found({path.name: path})
    if not path.is_dir():
        return Found(problems=(Problem("", 0, f'"{path.name}" doesn\'t exist'),))
    patterns = [*_USUAL, *exclude, *(f"!{pattern}" for pattern in include)]
    return _found(path, patterns, lambda place: False, _EXCLUDE)


def find_data(package: Path, skip: Callable[[Path], bool]) -> Found:
    """A package's files other than modules; `skip` says which files and folders to pass over."""
    return _found(package, _USUAL, skip, _MOVE)


def _found(path: Path, patterns: Sequence[str], skip: Callable[[Path], bool], remedy: str) -> Found:
    places = list(_walk(path, path, skip, (path.resolve(),)))
    if not places:
        return Found()  # importing the library is slow
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines(patterns)
    files: dict[str, Path] = {}
    left_out: list[str] = []
    problems: list[Problem] = []
    for inside, place in places:
        problem = _problem(inside, place, path, remedy)
        if inside.endswith(_FOLDER) or spec.match_file(inside):
            left_out.append(inside)
        elif problem:
            problems.append(problem)
        else:
            files[inside] = place
    return Found(files, tuple(left_out), problems=(*problems, *_alike(files, remedy)))


def is_program(place: Path) -> bool:
    """Whether a file is executable; always False on Windows, which has no such mode."""
    return os.name != "nt" and bool(place.stat().st_mode & 0o100)


def _walk(folder: Path, top: Path, skip: Callable[[Path], bool], above: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    """Everything that isn't a directory. A virtual environment is yielded as a folder, with a slash at its end; a link
    to a directory elsewhere is yielded as a link. A link back to a folder around it (`above`) would never end."""
    for place in sorted(folder.iterdir()):
        if skip(place):
            continue
        real = Path(os.path.realpath(place)) if place.is_dir() else None
        if real is not None and (place / _VIRTUAL).is_file():
            yield f"{_inside(place, top)}{_FOLDER}", place
        elif real is None or not real.is_relative_to(above[0]):
            yield _inside(place, top), place
        elif real not in above:
            yield from _walk(place, top, skip, (*above, real))


def _inside(place: Path, top: Path) -> str:
    """The path in the package, where names are UTF-8, whatever the locale of this process."""
    return os.fsencode(place.relative_to(top).as_posix()).decode(errors="surrogateescape")


def _problem(inside: str, place: Path, top: Path, remedy: str) -> Problem | None:
    if not is_utf8(inside):
        return Problem("", 0, f"the name {inside!r} isn't UTF-8, which a zip needs: rename it, or {remedy}")
    if place.is_symlink() and not Path(os.path.realpath(place)).is_relative_to(top.resolve()):
        return Problem("", 0, f"{inside} is a link that leads out of {top.name}: copy its target, or {remedy}")
    if not place.is_file():
        return Problem("", 0, f"{inside} isn't a readable file: {remedy}")
    return None


def _alike(files: Mapping[str, Path], remedy: str) -> Iterator[Problem]:
    for first, other in alike(files):
        yield Problem("", 0, f"{first} and {other} differ in case only: rename one of them, or {remedy}")
