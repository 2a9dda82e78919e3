"""Finds the project's modules by following imports, and the data files of its packages.

A module is the project's own if it lies below one of the roots. Every other import is reported as an `External`; other
modules check whether it will be there on Lambda.

Rules: files are read, never executed. The project's own modules count wherever they are imported, also in functions.
Other modules are required only if importing the importing module certainly imports them, without a guard: a
`try: ... except ImportError`, `suppress(ImportError)`, or an `if` whose outcome isn't known.
Data files in a package are treated like the files of a directory (`from_path.py`).
Weaknesses: imports by name at run time (`importlib.import_module`) go unnoticed; `include=` names such modules.
A package that creates its modules itself (`sys.modules`, `__path__`) is assumed to have any module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import attrs

from touchdown.package.defined_names import defined_names
from touchdown.package.from_path import find_data
from touchdown.package.guarded import required_imports, tried
from touchdown.package.problem import Problem
from touchdown.package.syntax import parsed, unread

Import = ast.Import | ast.ImportFrom
_SOURCE = ".py"
_COMPILED = frozenset({".pyc", ".so", ".pyd"})


@attrs.frozen
class External:
    """An import from outside the project; for `from a import b` there are two, `a` and `a.b`."""

    module: str
    file: str
    line: int
    required: bool
    """Whether the importing module fails at once without it."""
    own: bool = False
    """Whether it lies in a package of the project."""
    tried: bool = False
    """Whether the import is guarded, so that the code may go on without it."""
    named: bool = False
    """Whether it is a name that the importing module needs at once, as `a.b` in `from a import b`."""
    elsewhere: str = ""
    """A file of the package that has the module, in a folder from which it can't be imported by this name."""


@attrs.frozen
class Source:
    """A module of the project that was read."""

    tree: ast.Module
    path: Path
    root: Path
    """The folder that the package has at its top."""
    in_package: bool
    """Whether it lies in a package, whose data files are shipped."""


@attrs.define
class LocalModules:
    """The project's modules found so far below some roots; `files` has them by their paths in the package."""

    roots: tuple[Path, ...]
    runtime: str = ""
    """The runtime whose Python reads them; empty for the Python of this process."""
    files: dict[str, Path] = attrs.field(factory=dict[str, Path], init=False)
    externals: list[External] = attrs.field(factory=list[External], init=False)
    left_out: list[str] = attrs.field(factory=list[str], init=False)
    problems: list[Problem] = attrs.field(factory=list[Problem], init=False)
    """Problems with the data files of its packages, and imports that fail for certain."""
    notes: list[str] = attrs.field(factory=list[str], init=False)
    sources: list[Source] = attrs.field(factory=list[Source], init=False)
    _seen: set[str] = attrs.field(factory=set[str], init=False)
    _known: dict[str, bool] = attrs.field(factory=dict[str, bool], init=False)
    """The answers of `add` so far."""
    _defined: dict[str, frozenset[str] | None] = attrs.field(factory=dict[str, frozenset[str] | None], init=False)

    @property
    def names(self) -> frozenset[str]:
        """The modules found so far, by name."""
        return frozenset(self._seen)

    def follow(self, tree: ast.Module, package: str, file: str) -> None:
        """Adds what a file imports; `package` is where its relative imports start."""
        required, guarded = required_imports(tree), tried(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                if node in required and isinstance(node, ast.ImportFrom):
                    self.problems += self._impossible(node, package, file)
                for name, certain in _names(node, package):
                    if not self.add(name):
                        own = certain and self._root_of(name) is not None
                        needed, named = node in required and certain, node in required and not certain
                        self.externals.append(External(name, file, node.lineno, needed, own, node in guarded, named))

    def add(self, module: str) -> bool:
        """Adds a module, the packages around it, and their imports; False if it isn't the project's own."""
        if not module.partition(".")[0]:
            return True  # relative, and above the top-level package: Python refuses it itself
        if module not in self._known:
            root, parts = self._root_of(module), module.split(".")
            self._known[module] = root is not None and _has(root, parts)
            if root is not None:
                for end in range(1, len(parts) + 1):
                    self._add_one(root, parts[:end])
        return self._known[module]

    def _impossible(self, node: ast.ImportFrom, package: str, file: str) -> Iterator[Problem]:
        """Why an import fails on Lambda for certain, within the project."""
        base = absolute(node.module or "", node.level, package)
        if node.level > len(package.split(".") if package else ()):
            what = f"{'.' * node.level}{node.module or ''}"
            sentence = f"{what} is imported relative to a package, and this module is in none: leave out the dots"
            yield Problem(file, node.lineno, sentence)
        elif self.add(base):
            for alias in node.names:
                if alias.name != "*" and not self._defines(base, alias.name):
                    sentence = f"{alias.name} is imported from {base}, which defines no such name"
                    yield Problem(file, node.lineno, sentence)

    def _defines(self, module: str, name: str) -> bool:
        """Whether a module of the project has a name, or a module of that name; True where its text doesn't tell."""
        root = self._root_of(module)
        place = root.joinpath(*module.split(".")) if root else Path()
        if module not in self._defined:
            source = place / "__init__.py" if place.is_dir() else place.with_name(f"{place.name}.py")
            self._defined[module] = self._names_in(source, package=place.is_dir())
        known = self._defined[module]
        return known is None or name in known or (place.is_dir() and _is_there(place / name))

    def _names_in(self, source: Path, *, package: bool) -> frozenset[str] | None:
        if not source.is_file():
            return frozenset() if package else None
        tree = parsed(source.read_bytes(), str(source), self.runtime)
        return defined_names(tree) if tree is not None else None

    def _root_of(self, module: str) -> Path | None:
        """The first root that has the module, or at least the package around it."""
        parts = module.split(".")
        roots = [root for root in self.roots if _is_there(root / parts[0])]
        if roots and _is_module(roots[0] / parts[0]):
            return roots[0]
        return next((root for root in roots if _has(root, parts)), next(iter(roots), None))

    def _add_one(self, root: Path, parts: list[str]) -> None:
        module, place = ".".join(parts), root.joinpath(*parts)
        if module in self._seen:
            return
        self._seen.add(module)
        inside = "/".join(parts)
        if (place / "__init__.py").is_file():
            self._add_data(place, inside)
            self._add_source(place / "__init__.py", f"{inside}/__init__.py", module)
        elif place.with_name(f"{place.name}.py").is_file():
            self._add_source(place.with_name(f"{place.name}.py"), f"{inside}.py", ".".join(parts[:-1]))
        else:
            folder = inside.removesuffix(place.name)
            self.files.update({f"{folder}{file.name}": file for file in _compiled(place)})

    def _add_source(self, path: Path, inside: str, package: str) -> None:
        self.files[inside] = path
        tree = parsed(path.read_bytes(), str(path), self.runtime)
        if tree is None:
            self.notes.append(unread(inside))
        else:
            root = path.parents[inside.count("/")]
            self.sources.append(Source(tree, path, root, (path.parent / "__init__.py").is_file()))
            self.follow(tree, package, str(path))

    def _add_data(self, folder: Path, inside: str) -> None:
        found = find_data(folder, _is_code)
        self.files.update({f"{inside}/{path}": place for path, place in found.files.items()})
        self.left_out += (f"{inside}/{path}" for path in found.left_out)
        self.problems += found.problems


def _is_code(place: Path) -> bool:
    """Whether a file is code, which is followed by imports, and not shipped as a package's data."""
    return place.suffix in (_SOURCE, ".pyc", ".pyo") or place.name == "__pycache__" or (place / "__init__.py").is_file()


def _is_there(place: Path) -> bool:
    """Whether a module or package is there; a folder without any module doesn't count."""
    return _is_module(place) or (place.is_dir() and _holds_code(place))


def _is_module(place: Path) -> bool:
    """Whether there is a file for a module, or for a package."""
    found = (place.with_name(f"{place.name}{_SOURCE}"), place / "__init__.py")
    return any(path.is_file() for path in found) or bool(_compiled(place))


def _compiled(place: Path) -> list[Path]:
    return [path for path in place.parent.glob(f"{place.name}.*") if path.suffix in _COMPILED]


def _holds_code(folder: Path) -> bool:
    return any(path.suffix in {_SOURCE, *_COMPILED} for path in folder.rglob("*"))


def _has(root: Path, parts: list[str]) -> bool:
    """Whether a root has the module, or a package that may create it at run time."""
    for end in range(1, len(parts) + 1):
        place = root.joinpath(*parts[:end])
        if not _is_there(place):
            return False
        if not place.is_dir() or _makes_modules(place / "__init__.py"):
            return True
    return True


def _makes_modules(path: Path) -> bool:
    return path.is_file() and any(name in path.read_bytes() for name in (b"sys.modules", b"__path__"))


def _names(node: Import, package: str) -> Iterator[tuple[str, bool]]:
    """The modules that an import names. In `from a import b`, `b` may be a module, or a name defined in `a`."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, True) for alias in node.names)
        return
    base = absolute(node.module or "", node.level, package)
    yield base, True
    yield from ((f"{base}.{alias.name}", False) for alias in node.names if alias.name != "*")


def absolute(module: str, level: int, package: str) -> str:
    """The absolute name of a module that a package imports with `level` leading dots."""
    if not level:
        return module
    parts = package.split(".") if package else []
    above = parts[: len(parts) - level + 1]
    return ".".join([*above, module] if module else above)
