"""From a Python function to the files that are shipped for it.

A function that is defined in a Touchdownfile, or in any module that declares resources, is taken out of its file
together with what it uses (`callable/`). A function imported from another module is shipped with that module,
unchanged. Both bring along the project's modules that they import (`local_modules.py`).
"""

from __future__ import annotations

import inspect
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from touchdown.package.callable.checks import name_of
from touchdown.package.callable.module import Explained, Module, module_of
from touchdown.package.callable.moving import belongs_to_touchdown
from touchdown.package.data_files import files_beside, included
from touchdown.package.import_time import Step, programs_noted, variables_needed
from touchdown.package.local_modules import External, LocalModules, Source
from touchdown.package.problem import Problem
from touchdown.package.surroundings import Surroundings, nothing_required
from touchdown.package.syntax import parsed
from touchdown.package.tracing import Origin

MAIN = "main"
"""The module that a function of a Touchdownfile is shipped in, unless its handler names another."""


@attrs.frozen
class Shipped:
    """The files shipped for a function, by path, with the problems found."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    externals: tuple[External, ...] = ()
    origins: tuple[Origin, ...] = ()
    """Where the files come from that differ from the user's files."""
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    explained: tuple[Explained, ...] = ()
    """The statements of the function's file that are shipped, and those that aren't though they might matter."""
    variables: tuple[Step, ...] = ()
    """The environment variables that have to be there when its modules are imported."""


def default_handler(function: Callable[..., Any]) -> str:
    """The handler of a function that declares none."""
    return f"{module_name(function) or MAIN}.{name_of(function)}"


def module_name(function: Callable[..., Any]) -> str | None:
    """The module that a function is imported from; None for a file of which only parts are shipped."""
    plain = inspect.unwrap(function)
    module = sys.modules.get(plain.__module__)
    if module is None or plain.__module__ == "__main__":
        return None
    declares = any(belongs_to_touchdown(value) for value in vars(module).values())
    return None if declares or getattr(module, "__file__", None) != plain.__code__.co_filename else plain.__module__


def ship(
    function: Callable[..., Any],
    handler: str,
    directory: Path,
    include: Sequence[str] = (),
    runtime: str = "",
    required: Callable[[], frozenset[str]] = nothing_required,
) -> Shipped:
    """The files for a function. A file that can't be read is a problem like any other.

    :param required: answers with the distributions that the function requires.
    """
    modules = LocalModules(_roots(function, directory), runtime)
    try:
        files, problems, origins, explained = _own_files(function, handler, modules, required)
        patterns = [name for name in include if not modules.add(name)]
        data = included(patterns, modules.roots)
        beside = files_beside(modules.sources, any_included=bool(data.files))
        places = {**beside.files, **data.files, **modules.files}
        found = {path: place.read_bytes() for path, place in places.items()}
    except SyntaxError as error:
        return Shipped({}, (Problem(error.filename or "", error.lineno or 0, f"this isn't valid Python: {error.msg}"),))
    except OSError as error:
        return Shipped({}, (Problem("", 0, f"its source can't be read ({error}): define it in a file"),))
    twice = [
        Problem(
            "",
            0,
            f"{path} would hold the function, and is imported by it from {places[path]}: name another handler",
        )
        for path in files.keys() & found.keys()
    ]
    problems = (*problems, *data.problems, *beside.problems, *modules.problems, *twice)
    externals, left_out = tuple(modules.externals), tuple(modules.left_out)
    notes = (*modules.notes, *_left_out_though(explained))
    notes = (*notes, *programs_noted(modules.sources))
    variables = tuple(variables_needed(modules.sources))
    return Shipped({**found, **files}, problems, externals, origins, left_out, notes, explained, variables)


def _left_out_though(explained: Sequence[Explained]) -> Iterator[str]:
    """The note about the statements of the file that aren't shipped though they might matter."""
    if left := [one for one in explained if not one.shipped]:
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        yield (
            f"leaves out {left[0]}{more}, which may change what the function sees: {left[0].why}. "
            "`touchdown package NAME --explain` lists what is left out"
        )


def _own_files(
    function: Callable[..., Any], handler: str, modules: LocalModules, required: Callable[[], frozenset[str]]
) -> tuple[dict[str, bytes], tuple[Problem, ...], tuple[Origin, ...], tuple[Explained, ...]]:
    """The file that the handler names, unless it is a module of the project; its imports are added to `modules`."""
    name, entry = module_name(function), handler.rpartition(".")[0]
    main = f"{entry.replace('.', '/')}.py"
    if name is None:
        module = module_of(function, Surroundings(modules.roots, modules.runtime, required))
        _refuse_too_new(module, modules.runtime)
        modules.follow(module.tree, "", module.path)
        path = Path(module.path)
        modules.sources.append(Source(module.tree, path, path.parent, in_package=False))
        origin = Origin(main, module.text, Path(module.path), module.lines)
        return {main: module.text.encode()}, module.problems, (origin,), module.explained
    problems = tuple(_not_importable(function, name))
    if problems:
        return {}, problems, (), ()
    modules.add(name)
    return ({} if entry == name else {main: f"from {name} import {name_of(function)}\n".encode()}), (), (), ()


def _not_importable(function: Callable[..., Any], module: str) -> Iterator[Problem]:
    """Why importing its module doesn't give the function."""
    code = inspect.unwrap(function).__code__
    if not hasattr(sys.modules[module], name_of(function)):
        sentence = f"{module} has no {name_of(function)} when it is imported: define it at the top level of the module"
        yield Problem(code.co_filename, code.co_firstlineno, sentence)
    if module.partition(".")[0] in sys.stdlib_module_names and _is_installed(Path(code.co_filename)):
        yield Problem("", 0, f"it is a function of the standard library's {module}: write a function that calls it")


def _is_installed(path: Path) -> bool:
    return path.is_relative_to(sysconfig.get_path("stdlib"))


def _refuse_too_new(module: Module, runtime: str) -> None:
    """Raises SyntaxError, with the line of the file, where the runtime's Python can't read what is shipped."""
    try:
        parsed(module.text, module.path, runtime)
    except SyntaxError as error:
        error.lineno = module.lines[min(error.lineno or 1, len(module.lines)) - 1]
        raise


def _roots(function: Callable[..., Any], directory: Path) -> tuple[Path, ...]:
    """The folders of the project's modules: its directory, and the folders below it on Python's search path."""
    plain = inspect.unwrap(function)
    own: list[Path] = []
    if module_name(function) is not None:
        path = Path(plain.__code__.co_filename)
        depth = plain.__module__.count(".") + (path.name == "__init__.py")
        own = [path.parents[depth]]
    inside = (Path(entry).resolve() for entry in sys.path if entry)
    return tuple(dict.fromkeys([*own, directory, *(folder for folder in inside if _is_own(folder, directory))]))


def _is_own(path: Path, directory: Path) -> bool:
    return path.is_relative_to(directory) and "site-packages" not in path.parts and path.is_dir()
