"""The function's own files, wherever its code comes from: a callable, or a path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from touchdown.package.callable.module import Explained
from touchdown.package.credentials import credentials_noted
from touchdown.package.entry import entry_problem
from touchdown.package.from_callable import ship
from touchdown.package.from_path import Found, find
from touchdown.package.import_time import Step, programs_noted, variables_needed
from touchdown.package.local_modules import External, LocalModules
from touchdown.package.problem import Problem
from touchdown.package.surroundings import nothing_required
from touchdown.package.syntax import parsed
from touchdown.package.tracing import Origin

_CHANGES_PATH = re.compile(rb"\bsys\.path\b|\baddsitedir\b|from sys import .*\bpath\b")

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
    variables: tuple[Step, ...] = ()
    """The environment variables that have to be there when its modules are imported."""


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
    found = _found(code, handler, directory, runtime, include, exclude, required)
    return attrs.evolve(found, notes=(*found.notes, *credentials_noted(found.files)))


def _found(
    code: Code,
    handler: str,
    directory: Path,
    runtime: str,
    include: Sequence[str],
    exclude: Sequence[str],
    required: Callable[[], frozenset[str]],
) -> OwnFiles:
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
            variables=shipped.variables,
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
    problems += modules.problems
    return OwnFiles(
        dict(found.files),
        tuple(problems),
        tuple(_not_vendored(modules, found)),
        found.left_out,
        notes=(*modules.notes, *programs_noted(modules.sources)),
        variables=tuple(variables_needed(modules.sources)),
    )


def _not_vendored(modules: LocalModules, found: Found) -> Iterator[External]:
    """The imports from elsewhere, without those from folders of the package that the code puts on `sys.path`."""
    changes_path = any(
        place.suffix == ".py" and _CHANGES_PATH.search(place.read_bytes()) for place in modules.files.values()
    )
    for external in modules.externals:
        if not (changes_path and _is_below(external.module.partition(".")[0], found.files)):
            yield external


def _is_below(module: str, files: Mapping[str, Path]) -> bool:
    ends = (f"/{module}.py", f"/{module}/__init__.py")
    return any(path.endswith(ends) or f"/{module}/" in path for path in files)


def _missing_function(found: Found, handler: str, runtime: str) -> Iterator[Problem]:
    """The problem with the handler's function in its module, if there is any."""
    module, _, name = handler.rpartition(".")
    inside = module.replace(".", "/")
    place = found.files.get(f"{inside}.py") or found.files.get(f"{inside}/__init__.py")
    tree = parsed(place.read_bytes(), str(place), runtime) if place is not None else None
    if place is not None and tree is not None:
        problem = entry_problem(tree, place.as_posix(), name)
        yield from [problem] if problem else []
