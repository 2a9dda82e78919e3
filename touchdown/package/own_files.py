"""The function's own files, wherever its code comes from: a callable, or a path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from touchdown.package.callable.module import Explained
from touchdown.package.entry import entry_problem
from touchdown.package.from_callable import ship
from touchdown.package.from_path import Found, find
from touchdown.package.local_modules import External, LocalModules
from touchdown.package.problem import Problem
from touchdown.package.surroundings import nothing_required
from touchdown.package.syntax import parsed
from touchdown.package.tracing import Origin

Code = Callable[[Any, Any], Any] | str | Path


@attrs.frozen
class OwnFiles:
    """The files by their path in the package, with the problems found; or a zip that is shipped as it is."""

    files: Mapping[str, bytes | Path]
    problems: tuple[Problem, ...] = ()
    externals: tuple[External, ...] = ()
    left_out: tuple[str, ...] = ()
    zip: Path | None = None
    origins: tuple[Origin, ...] = ()
    """Where the files come from that differ from the user's files."""
    notes: tuple[str, ...] = ()
    """What couldn't be checked, or isn't shipped though it might matter."""
    explained: tuple[Explained, ...] = ()
    """For a callable, the statements of its file that are shipped, and those that aren't though they might matter."""


def own_files_of(
    code: Code,
    handler: str,
    directory: Path,
    *,
    runtime: str,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    required: Callable[[], frozenset[str]] = nothing_required,
) -> OwnFiles:
    """The files shipped for a function's code; paths are relative to the directory.

    :param required: answers with the distributions that the function requires.
    """
    if not isinstance(code, str | Path):
        shipped = ship(code, handler, directory, include, runtime, required)
        return OwnFiles(
            dict(shipped.files),
            shipped.problems,
            shipped.externals,
            shipped.left_out,
            origins=shipped.origins,
            notes=shipped.notes,
            explained=shipped.explained,
        )
    try:
        return _sources_below(directory / code, handler, runtime, include, exclude)
    except OSError as error:
        return OwnFiles({}, (Problem("", 0, f"{Path(error.filename).name} can't be read: {error.strerror}"),))


def _sources_below(path: Path, handler: str, runtime: str, include: Sequence[str], exclude: Sequence[str]) -> OwnFiles:
    found = find(path, exclude, include)
    if runtime.startswith("python") and found.files and not found.problems:
        return _checked(found, path if path.is_dir() else path.parent, handler, runtime)
    return OwnFiles(dict(found.files), found.problems, (), found.left_out, found.zip)


def _checked(found: Found, folder: Path, handler: str, runtime: str) -> OwnFiles:
    """The files of a directory of Python, with imports from elsewhere, and a check that the handler is there."""
    modules = LocalModules((folder,), runtime)
    problems: list[Problem] = []
    try:
        modules.add(handler.rpartition(".")[0].replace("/", "."))
        problems += _missing_function(found, handler, runtime)
    except SyntaxError as error:
        problems.append(Problem(error.filename or "", error.lineno or 0, f"this isn't valid Python: {error.msg}"))
    problems += (
        Problem("", 0, f"{path} is imported, and left out of the package: name it in include=")
        for path in modules.files
        if path.endswith(".py") and path not in found.files
    )
    externals, notes = tuple(modules.externals), tuple(modules.notes)
    return OwnFiles(dict(found.files), tuple(problems), externals, found.left_out, notes=notes)


def _missing_function(found: Found, handler: str, runtime: str) -> Iterator[Problem]:
    """The problem with the handler's function in its module, if there is any."""
    module, _, name = handler.rpartition(".")
    inside = module.replace(".", "/")
    place = found.files.get(f"{inside}.py") or found.files.get(f"{inside}/__init__.py")
    tree = parsed(place.read_bytes(), str(place), runtime) if place is not None else None
    if place is not None and tree is not None:
        problem = entry_problem(tree, place.as_posix(), name)
        yield from [problem] if problem else []
