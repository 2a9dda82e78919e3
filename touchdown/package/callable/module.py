"""The text of the module that is shipped for a function, and the origin of each of its lines."""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from touchdown.package.callable.checks import name_of
from touchdown.package.callable.closure import Closure, closure_of
from touchdown.package.callable.statements import FUTURE, File, Statement, read
from touchdown.package.callable.world import NO_PROJECT, World
from touchdown.package.problem import Problem

_BETWEEN_DEFINITIONS = 2


@attrs.frozen
class Explained:
    """A statement of a file, and why it is shipped, or isn't."""

    path: str
    line: int
    text: str
    """Its first line."""
    shipped: bool
    why: str

    def __str__(self) -> str:
        return f"{self.text} ({Path(self.path).name}, line {self.line})"


@attrs.frozen
class Module:
    """The shipped module. `lines` has the user's line number for each line of the text, 0 where there is none."""

    text: str
    path: str
    lines: tuple[int, ...]
    tree: ast.Module
    """The syntax tree, with the line numbers of the user's file."""
    problems: tuple[Problem, ...]
    explained: tuple[Explained, ...] = ()
    """The statements that are shipped, and those that aren't though they might matter."""


def module_of(function: Callable[..., Any], world: World = NO_PROJECT) -> Module:
    """The module for a function of a file. Raises OSError where it can't be read, SyntaxError where it isn't Python."""
    plain = inspect.unwrap(function)
    path = plain.__code__.co_filename
    lines = linecache.getlines(path, plain.__globals__)
    if not lines:
        raise OSError(f"{path} isn't a file")
    file = read(path, "".join(lines), plain.__globals__.get("__package__") or "")
    statement = file.function_at(plain.__code__.co_firstlineno, plain.__name__)
    if statement is None:
        raise OSError(f"{path} has changed since it was read")
    name = name_of(function)
    if plain is not function and _is_bound_elsewhere(file, statement, name):
        return _assembled(file, closure_of(file, name, plain.__globals__, world))
    return _assembled(file, closure_of(file, statement, plain.__globals__, world))


def _is_bound_elsewhere(file: File, function: Statement, name: str) -> bool:
    """Whether another statement makes the function what it is, as `f = wrapped(f)` does."""
    return any(function.line not in statement.span for statement in file.binding(name))


def _assembled(file: File, closure: Closure) -> Module:
    function = [closure.function] if closure.function else []
    statements = sorted([*_futures(file), *closure.others, *function], key=lambda statement: statement.line)
    pieces = [(statement, *_narrowed(statement, closure.others.get(statement))) for statement in statements]
    text: list[str] = []
    origins: list[int] = []
    for number, (statement, node, piece) in enumerate(pieces):
        if number and _apart(pieces[number - 1][1], node):
            text.append("\n" * _BETWEEN_DEFINITIONS)
            origins += [0] * _BETWEEN_DEFINITIONS
        text.append(piece)
        origins += range(statement.line, statement.line + piece.count("\n"))
    tree = ast.Module([node for _, node, _ in pieces], [])
    problems = (*closure.problems, *_relative(tree, file.path)) or tuple(_no_python("".join(text), file.path, origins))
    return Module("".join(text), file.path, tuple(origins), tree, problems, tuple(_explained(file, closure)))


def _explained(file: File, closure: Closure) -> Iterator[Explained]:
    """The statements in the order of the file, each with the reason."""
    reasons = {
        statement: f"{'for' if names & statement.binds else 'changes'} {', '.join(sorted(names))}"
        for statement, names in closure.others.items()
    }
    reasons |= closure.effects
    if closure.function is not None:
        reasons[closure.function] = "the function"
    everything = [(statement, why, True) for statement, why in reasons.items()]
    everything += [(statement, why, False) for statement, why in closure.left_out.items()]
    for statement, why, shipped in sorted(everything, key=lambda one: one[0].line):
        yield Explained(file.path, statement.line, statement.text.partition("\n")[0].strip(), shipped, str(why))


def _relative(tree: ast.Module, path: str) -> Iterator[Problem]:
    """Imports within functions that have another meaning in the shipped module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield Problem(
                path, node.lineno, "this import is relative to a package: name the package, or import at the top"
            )


def _no_python(text: str, path: str, origins: Sequence[int]) -> Iterator[Problem]:
    """A last check: the text that was cut out of the file has to compile."""
    try:
        compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = origins[min(error.lineno or 1, len(origins)) - 1]
        yield Problem(
            path, line, f"taken out of its file, it isn't valid Python ({error.msg}): define it on lines of its own"
        )


def _futures(file: File) -> list[Statement]:
    """The `__future__` imports, which change the meaning of all other code."""
    return [
        statement
        for statement in file.statements
        if isinstance(statement.node, ast.ImportFrom) and statement.node.module == FUTURE
    ]


def _narrowed(statement: Statement, names: frozenset[str] | None) -> tuple[ast.stmt, str]:
    """An import reduced to the names that are used, so that names imported beside them don't count."""
    node: Any = statement.node
    if not statement.imports or names is None or len(node.names) == 1:
        return node, statement.text
    kept = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) in names]
    narrow = ast.Import(kept) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, kept, node.level)
    return ast.copy_location(narrow, node), ast.unparse(narrow) + "\n"


def _apart(before: ast.stmt, after: ast.stmt) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in (before, after))
