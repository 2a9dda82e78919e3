"""The files that a module reads beside itself: `Path(__file__).parent / "template.txt"`, `open("rates.csv")`.

Paths are worked out from the text of the module, from `__file__`, its own constants and the functions of `os.path` and
`pathlib`; nothing is run. A path that depends on anything else isn't known: where it is read when the module is
imported, that is refused, unless `include=` names files.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import attrs

from touchdown.package.callable.effects import executed

_READING = frozenset({"open", "read_text", "read_bytes"})
_LISTING = frozenset({"glob", "rglob"})
_SAME = frozenset({"str", "Path", "PurePath", "abspath", "realpath", "normpath", "fspath", "resolve", "absolute"})
_FILE = "__file__"


@attrs.frozen
class Beside:
    """What a module reads beside itself."""

    places: frozenset[Path]
    """The files and folders that are there."""
    unknown: int
    """The line where it reads a file at a path that isn't known, when it is imported; 0 if it doesn't."""


def beside(tree: ast.Module, file: Path, root: Path) -> Beside:
    """What a module reads; `root` is where its package begins, which is the current folder on Lambda."""
    reader = _Reader(tree, file, root)
    found = {place for node in tree.body for place in reader.places(node)}
    above = {file.parent, *file.parents, root}
    return Beside(frozenset(place for place in found if place not in above and place != file), reader.unknown(tree))


class _Reader:
    def __init__(self, tree: ast.Module, file: Path, root: Path) -> None:
        self._file, self._root = file, root
        bound = [(one.targets[0], one.value) for one in tree.body if isinstance(one, ast.Assign)]
        self._names = {target.id: value for target, value in bound if isinstance(target, ast.Name)}
        self._following: list[str] = []

    def places(self, node: ast.AST) -> Iterator[Path]:
        """The files and folders that are named in a piece of code, the longest path of each."""
        for path in self._named(node):
            place = Path(os.path.normpath(self._root / path))
            if place.is_relative_to(self._root) and place.exists() and self._is_inside(place):
                yield place
        if not isinstance(node, ast.expr) or self._path(node) is None:
            for child in ast.iter_child_nodes(node):
                yield from self.places(child)

    def _is_inside(self, place: Path) -> bool:
        return place.resolve().is_relative_to(self._root.resolve())

    def unknown(self, tree: ast.Module) -> int:
        """The first line that reads a path that isn't known."""
        for statement in tree.body:
            for node in executed(statement) if not isinstance(statement, ast.Try | ast.If) else ():
                path = _read(node)
                if path is not None and self._is_from_here(path) and self._path(path) is None:
                    return path.lineno
        return 0

    def _named(self, node: ast.AST) -> Iterator[Path]:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LISTING:
            folder, pattern = self._path(node.func.value), self._text(node.args[0]) if node.args else None
            if folder is not None and pattern:
                yield from (self._root / folder).glob(pattern if node.func.attr == "glob" else f"**/{pattern}")
        read = _read(node)
        path = self._path(node) if isinstance(node, ast.expr) else None
        if read is not None:
            path = self._path(read)
        elif path is not None and not self._is_from_here(node):
            return  # a text that only looks like a path
        if path is not None:
            yield path

    def _is_from_here(self, node: ast.AST) -> bool:
        """Whether a path depends on where the module is."""
        names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} - set(self._following)
        if _FILE in names:
            return True
        for name in names & self._names.keys():
            self._following.append(name)
            try:
                if self._is_from_here(self._names[name]):
                    return True
            finally:
                self._following.pop()
        return False

    def _path(self, node: ast.expr) -> Path | None:
        text = self._text(node)
        return Path(text) if text is not None else None

    def _text(self, node: ast.expr) -> str | None:
        """The text, or the path, that an expression stands for; None where it isn't known."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.Name(id="__file__"):
                return str(self._file)
            case ast.Name(id=name) if name in self._names and name not in self._following:
                self._following.append(name)
                try:
                    return self._text(self._names[name])
                finally:
                    self._following.pop()
            case ast.Attribute(value=value, attr="parent"):
                return self._above(value, 1)
            case ast.Subscript(value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=int(number))):
                return self._above(value, number + 1)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._joined(left, right)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                first, second = self._text(left), self._text(right)
                return first + second if first is not None and second is not None else None
            case ast.Call(func=function, args=arguments):
                return self._called(function, arguments)
            case _:
                return None

    def _called(self, function: ast.expr, arguments: list[ast.expr]) -> str | None:
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        value = function.value if isinstance(function, ast.Attribute) else None
        module = value is None or ast.unparse(value) in ("os", "os.path", "path", "pathlib")
        if name == "dirname" and module and arguments:
            return self._above(arguments[0], 1)
        if name in ("join", "Path", "PurePath") and module and arguments:
            return self._joined(*arguments)
        if name == "joinpath" and value is not None:
            return self._joined(value, *arguments)
        if name == "with_name" and value is not None and arguments:
            above, last = self._above(value, 1), self._text(arguments[0])
            return str(Path(above, last)) if above is not None and last is not None else None
        if name in _SAME:
            given = arguments[:1] if module else [value] if value is not None else []
            return self._text(given[0]) if given else None
        return None

    def _joined(self, *parts: ast.expr) -> str | None:
        texts = [self._text(part) for part in parts]
        known = [text for text in texts if text is not None]
        return str(Path(*known)) if len(known) == len(texts) else None

    def _above(self, node: ast.expr, levels: int) -> str | None:
        text = self._text(node)
        parents = Path(text).parents if text is not None else ()
        return str(parents[levels - 1]) if levels <= len(parents) else None


def _read(node: ast.AST) -> ast.expr | None:
    """The path that a call reads: of `open(path)`, `path.open()`, `path.read_text()`."""
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.func.id == "open" and node.args:
        return node.args[0]
    if isinstance(node.func, ast.Attribute) and node.func.attr in _READING:
        in_module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("io", "codecs", "gzip", "os")
        return (node.args[0] if node.args else None) if in_module else node.func.value
    return None
