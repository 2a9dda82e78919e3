"""The modules of a project that code imports, found by following imports; with the data files of its packages.

A module is the project's own if it lies below one of the roots. Everything else that is imported is told as an
`External`: whether it will be there on Lambda is for others to say.

Rules: files are read, never executed. The project's own modules count wherever they are imported, in functions too.
Of the others those are required that are certainly imported as soon as the module is, and not guarded: by
`try: ... except ImportError`, `suppress(ImportError)`, or an `if` of which it isn't known how it ends.
Data that lies in a package is treated like the files of a directory (`from_path.py`).
Weaknesses: what is imported by name at run time (`importlib.import_module`) isn't seen: it is told with `include=`.
Whether a package that makes its modules itself (`sys.modules`, `__path__`) has one isn't judged.
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
    """Something that is imported and isn't the project's own; of `from a import b` both `a` and `a.b`."""

    module: str
    file: str
    line: int
    required: bool
    """Whether the importing module fails at once without it."""
    own: bool = False
    """Whether a part of its name is one of the project's packages."""
    tried: bool = False
    """Whether the code may go on without it."""


@attrs.define
class LocalModules:
    """What has been found below some roots: `files` by their paths in the package."""

    roots: tuple[Path, ...]
    runtime: str = ""
    """The runtime whose Python has to read them, if that isn't this one."""
    files: dict[str, Path] = attrs.field(factory=dict[str, Path], init=False)
    externals: list[External] = attrs.field(factory=list[External], init=False)
    left_out: list[str] = attrs.field(factory=list[str], init=False)
    problems: list[Problem] = attrs.field(factory=list[Problem], init=False)
    """What speaks against the data of its packages."""
    notes: list[str] = attrs.field(factory=list[str], init=False)
    _seen: set[str] = attrs.field(factory=set[str], init=False)
    _known: dict[str, bool] = attrs.field(factory=dict[str, bool], init=False)
    """What `add` has answered."""

    def follow(self, tree: ast.Module, package: str, file: str) -> None:
        """Takes in what the code of a file imports; `package` is the one that relative imports start from."""
        required, tried = required_imports(tree), _tried(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name, certain in _names(node, package):
                    if not self.add(name):
                        own = certain and self._root_of(name) is not None
                        needed = certain and node in required
                        self.externals.append(External(name, file, node.lineno, needed, own, node in tried))

    def add(self, module: str) -> bool:
        """Takes in a module, the packages that it is in, and what they import; False if it isn't the project's own."""
        if not module.partition(".")[0]:
            return True  # relative to nothing, which Python refuses itself
        if module not in self._known:
            root, parts = self._root_of(module), module.split(".")
            self._known[module] = root is not None and _has(root, parts)
            if root is not None:
                for end in range(1, len(parts) + 1):
                    self._add_one(root, parts[:end])
        return self._known[module]

    def _root_of(self, module: str) -> Path | None:
        """The first root that has it, or that has at least the package that it would be in."""
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
            self.files.update({f"{folder}{one.name}": one for one in _compiled(place)})

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
    """What is followed by its imports, and not shipped as the data of a package."""
    return place.suffix in (_SOURCE, ".pyc", ".pyo") or place.name == "__pycache__" or (place / "__init__.py").is_file()


def _is_there(place: Path) -> bool:
    """Whether a module or package is there; a folder without any module is none."""
    return _is_module(place) or (place.is_dir() and _holds_code(place))


def _is_module(place: Path) -> bool:
    """Whether there is a file for a module, or for a package."""
    found = (place.with_name(f"{place.name}{_SOURCE}"), place / "__init__.py")
    return any(one.is_file() for one in found) or bool(_compiled(place))


def _compiled(place: Path) -> list[Path]:
    return [one for one in place.parent.glob(f"{place.name}.*") if one.suffix in _COMPILED]


def _holds_code(folder: Path) -> bool:
    return any(one.suffix in {_SOURCE, *_COMPILED} for one in folder.rglob("*"))


def _has(root: Path, parts: list[str]) -> bool:
    """Whether a root has a module, or a package in which it may be made at run time."""
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
    """The modules that an import names; what `from a import b` names may be a module, or something in `a`."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, True) for alias in node.names)
        return
    base = absolute(node.module or "", node.level, package)
    yield base, True
    yield from ((f"{base}.{alias.name}", False) for alias in node.names if alias.name != "*")


def absolute(module: str, level: int, package: str) -> str:
    """The name of a module that an import names from within a package, `level` dots before it."""
    if not level:
        return module
    parts = package.split(".") if package else []
    above = parts[: len(parts) - level + 1]
    return ".".join([*above, module] if module else above)


def _tried(tree: ast.Module) -> frozenset[ast.AST]:
    """What is guarded, also in functions, or stands under a condition."""
    blocks: list[ast.stmt] = []
    for one in ast.walk(tree):
        if isinstance(one, ast.If) or (isinstance(one, _Guard) and _guards(one)):
            blocks += [*one.body, *(one.orelse if isinstance(one, ast.If) else ())]
    return frozenset(node for block in blocks for node in ast.walk(block))


def _guards(block: _Guard) -> bool:
    if isinstance(block, ast.With):
        return any(_suppresses(one.context_expr) for one in block.items)
    return any(_catches(one) for one in block.handlers)


def required_imports(tree: ast.Module) -> frozenset[ast.stmt]:
    """The imports that are executed together with a module, and without which it fails."""
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
    """How a condition ends when the function runs, if that can be told."""
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
    return any(isinstance(one, ast.Name) and one.id in _GUARDS for one in ast.walk(node))
