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
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from touchdown.package.from_path import find_data
from touchdown.package.problem import Problem
from touchdown.package.syntax import parsed, unread

Import = ast.Import | ast.ImportFrom
_Guard = ast.Try | ast.TryStar | ast.With
_SOURCE = ".py"
_COMPILED = frozenset({".pyc", ".so", ".pyd"})
_GUARDS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


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
    """Problems with the data files of its packages."""
    notes: list[str] = attrs.field(factory=list[str], init=False)
    _seen: set[str] = attrs.field(factory=set[str], init=False)
    _known: dict[str, bool] = attrs.field(factory=dict[str, bool], init=False)
    """The answers of `add` so far."""

    @property
    def names(self) -> frozenset[str]:
        """The modules found so far, by name."""
        return frozenset(self._seen)

    def follow(self, tree: ast.Module, package: str, file: str) -> None:
        """Adds what a file imports; `package` is where its relative imports start."""
        required, tried = required_imports(tree), _tried(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name, certain in _names(node, package):
                    if not self.add(name):
                        own = certain and self._root_of(name) is not None
                        needed = certain and node in required
                        self.externals.append(External(name, file, node.lineno, needed, own, node in tried))

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


def _tried(tree: ast.Module) -> frozenset[ast.AST]:
    """The imports that are guarded, also in functions, or conditional."""
    blocks: list[ast.stmt] = []
    for statement in ast.walk(tree):
        if isinstance(statement, ast.If) or (isinstance(statement, _Guard) and _guards(statement)):
            blocks += [*statement.body, *(statement.orelse if isinstance(statement, ast.If) else ())]
    return frozenset(node for block in blocks for node in ast.walk(block))


def _guards(block: _Guard) -> bool:
    if isinstance(block, ast.With):
        return any(_suppresses(item.context_expr) for item in block.items)
    return any(_catches(handler) for handler in block.handlers)


def required_imports(tree: ast.Module) -> frozenset[ast.stmt]:
    """The imports that run when the module is imported, and without which it fails."""
    return frozenset(_required(tree.body))


def _required(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If):
            known = _known(node.test)
            yield from () if known is None else _required(node.body if known else node.orelse)
        elif isinstance(node, ast.Try | ast.TryStar):
            yield from () if _guards(node) else _required([*node.body, *node.orelse])
            yield from _required(node.finalbody)
        elif isinstance(node, ast.With):
            yield from () if _guards(node) else _required(node.body)
        elif isinstance(node, ast.ClassDef | ast.For | ast.While):
            yield from _required(node.body)


def _known(test: ast.expr) -> bool | None:
    """The value of a condition when the function runs; None where it isn't known."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        known = _known(test.operand)
        return None if known is None else not known
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return False if name == "TYPE_CHECKING" else None


def _catches(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or _names_a_guard(handler.type)


def _suppresses(context: ast.expr) -> bool:
    return isinstance(context, ast.Call) and "suppress" in ast.unparse(context.func) and _names_a_guard(context)


def _names_a_guard(node: ast.expr) -> bool:
    return any(isinstance(child, ast.Name) and child.id in _GUARDS for child in ast.walk(node))
