"""A file as its top-level statements, with the names that each binds and uses.

The scopes are Python's own (`symtable`). Annotations that the runtime doesn't evaluate are removed first: those of
local variables always, all others if the file begins with `from __future__ import annotations`.
"""

from __future__ import annotations

import ast
import copy
import functools
import importlib.util
import io
import symtable
from collections.abc import Mapping, Sequence

import attrs

from touchdown.package.callable.annotations import annotated
from touchdown.package.callable.effects import Effects, Function, effects_of, executed
from touchdown.package.callable.stars import star_names
from touchdown.package.syntax import quietly_parsed

FUTURE = "__future__"
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@attrs.frozen(eq=False)
class Statement:
    """A statement of a file, or a function nested in one."""

    node: ast.stmt
    text: str
    """Its lines in the file, dedented, with its decorators."""
    line: int
    binds: frozenset[str]
    """The names that it binds in the module when it is executed."""
    sets: frozenset[str]
    """The names that functions in it rebind when they are called: `global x`."""
    uses: Mapping[str, int]
    """The module's names, and builtins, that it uses, each with the line of its first use."""
    may_use: frozenset[str]
    """Names that are the module's if it has them: in `class A: x = x`, and in annotations that libraries evaluate."""
    effects: Effects
    """What it may change when the module is imported."""
    effects_called: Effects
    """What it may change then, or when a function in it is called."""

    @property
    def defines(self) -> bool:
        """Whether it binds its name to something new, so that a later definition of the name replaces it."""
        return self.imports or isinstance(self.node, _DEFINITIONS)

    @property
    def is_main_guard(self) -> bool:
        """Whether it is `if __name__ == "__main__"`, which is true neither here nor on Lambda."""
        return isinstance(self.node, ast.If) and ast.unparse(self.node.test) == "__name__ == '__main__'"

    @property
    def runs(self) -> frozenset[str]:
        """The names that are looked up when it is executed, not only when a function in it is called."""
        return frozenset(node.id for node in executed(self.node) if isinstance(node, ast.Name)) & self.uses.keys()

    @property
    def span(self) -> range:
        """Its lines in the file."""
        return range(self.line, (self.node.end_lineno or self.line) + 1)

    @property
    def imports(self) -> bool:
        return isinstance(self.node, ast.Import | ast.ImportFrom)


@attrs.frozen(eq=False)
class File:
    """A Python file, read as a list of statements."""

    path: str
    lines: tuple[str, ...]
    statements: tuple[Statement, ...]
    lazy: bool
    """Whether it begins with `from __future__ import annotations`."""

    def binding(self, name: str) -> list[Statement]:
        """The statements that bind a name, including `from x import *`."""
        by_name, stars = self._bindings
        found = by_name.get(name, [])
        more = [statement for statement in stars if name in star_names(statement.node)]
        return sorted([*found, *more], key=lambda statement: statement.line) if more else found

    @functools.cached_property
    def _bindings(self) -> tuple[Mapping[str, list[Statement]], Sequence[Statement]]:
        """The statements by the names that they bind, and those that import `*`."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            for name in statement.binds:
                found.setdefault(name, []).append(statement)
        return found, [one for one in self.statements if "*" in _names_of(one.node)]

    def function_at(self, line: int, name: str) -> Statement | None:
        """The function of this name that begins in this line, with its decorators, at any depth of the file."""
        for node in ast.walk(ast.Module([statement.node for statement in self.statements], [])):
            if isinstance(node, Function) and node.name == name and line in (_first_line(node), node.lineno):
                return _statement(node, self.lines, self.lazy)
        return None


@functools.lru_cache(maxsize=256)
def read(path: str, text: str, package: str = "") -> File:
    """A file's statements; `package` is where its relative imports start. Raises SyntaxError."""
    module = quietly_parsed(text)
    # Not `splitlines`, which also ends lines at form feeds and other characters.
    lines = tuple(io.StringIO(text).readlines())
    lazy = any(_is_future(node) and "annotations" in _names_of(node) for node in module.body)
    return File(path, lines, tuple(_absolute(_statement(node, lines, lazy), package) for node in module.body), lazy)


def _statement(node: ast.stmt, lines: tuple[str, ...], lazy: bool) -> Statement:
    first = _first_line(node)
    text = _dedented(lines, node, first)
    evaluated = ast.unparse(_Evaluated(lazy).visit(copy.deepcopy(node)))
    binds, sets, used, perhaps = _scopes(evaluated)
    if isinstance(node, ast.AnnAssign) and node.value is None:
        binds = frozenset[str]()
    binds |= sets & {inner.target.id for inner in executed(node) if isinstance(inner, ast.NamedExpr)}
    found: dict[str, int] = {}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in used:
            found[inner.id] = min(inner.lineno, found.get(inner.id, inner.lineno))
    uses = {name: found.get(name, first) for name in sorted(used)}
    may_use = (perhaps | annotated(node)) - used
    return Statement(
        node, text, first, binds, sets, uses, may_use, effects_of(executed(node)), effects_of(ast.walk(node))
    )


def _absolute(statement: Statement, package: str) -> Statement:
    """A relative import as an absolute one, because the shipped module has another place."""
    node = statement.node
    if not isinstance(node, ast.ImportFrom) or not node.level or not package:
        return statement
    module = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
    absolute = ast.copy_location(ast.ImportFrom(module, node.names, 0), node)
    return attrs.evolve(statement, node=absolute, text=ast.unparse(absolute) + "\n")


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _DEFINITIONS) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _dedented(lines: tuple[str, ...], node: ast.stmt, first: int) -> str:
    """A statement's lines, dedented. A statement that shares a line with another is cut out of it."""
    own_lines = lines[first - 1 : node.end_lineno]
    indent = own_lines[0][: len(own_lines[0]) - len(own_lines[0].lstrip())]
    if node.col_offset > len(indent) or _shares_its_end(node, lines):
        return (ast.get_source_segment("".join(lines), node) or "") + "\n"
    kept = _within_strings(node)
    text = "".join(
        line if number in kept else line.removeprefix(indent) for number, line in enumerate(own_lines, first)
    )
    return text if text.endswith("\n") else text + "\n"


def _within_strings(node: ast.stmt) -> frozenset[int]:
    """The lines that begin within a string, where white space is part of the string."""
    texts = (inner for inner in ast.walk(node) if isinstance(inner, ast.Constant | ast.JoinedStr))
    return frozenset(line for text in texts for line in range(text.lineno + 1, (text.end_lineno or text.lineno) + 1))


def _shares_its_end(node: ast.stmt, lines: tuple[str, ...]) -> bool:
    last = lines[(node.end_lineno or node.lineno) - 1].encode()[node.end_col_offset or 0 :].decode()
    return last.lstrip().startswith(";")


class _Evaluated(ast.NodeTransformer):
    """Reduces a statement to what is evaluated, without annotations that nothing evaluates."""

    def __init__(self, lazy: bool) -> None:
        self._lazy = lazy
        self._depth = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        depth, self._depth = self._depth, 0
        self.generic_visit(node)
        self._depth = depth
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        if self._lazy:
            node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        if self._lazy or self._depth:
            node.annotation = ast.Constant(None)
        return node

    def _function(self, node: Function) -> ast.AST:
        if self._lazy:
            node.returns = None
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1
        return node


def _scopes(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """The module's names that a statement binds, that its functions set, that it uses, and that it may use."""
    module = symtable.symtable(text, "<statement>", "exec")
    scopes = [module]
    binds, sets, uses, perhaps = set[str](), set[str](), set[str](), set[str]()
    for scope in scopes:  # grows during the loop
        scopes.extend(scope.get_children())
        for symbol in scope.get_symbols():
            here = scope is module
            if symbol.is_assigned() or symbol.is_imported():
                if here:
                    binds.add(symbol.get_name())
                elif symbol.is_declared_global():
                    sets.add(symbol.get_name())
            if symbol.is_referenced() and (here or symbol.is_global()):
                uses.add(symbol.get_name())
            elif symbol.is_referenced() and scope.get_type() == "class":
                perhaps.add(symbol.get_name())
    return frozenset(binds), frozenset(sets), frozenset(uses), frozenset(perhaps)


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == FUTURE


def _names_of(node: ast.stmt) -> set[str]:
    return {alias.name for alias in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
