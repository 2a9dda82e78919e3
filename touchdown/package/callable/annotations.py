"""Names in annotations that libraries evaluate and Python doesn't: pydantic, dataclasses, routers.

Libraries evaluate the annotations in class bodies, and of functions with a decorator. Nothing evaluates others, so the
names in them needn't be shipped. Such annotations are lazy (`from __future__ import annotations`), or strings:
`items: "list[Item]"`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def annotated(statement: ast.stmt) -> frozenset[str]:
    """The names in a statement's annotations that a library may look up."""
    return frozenset(name for node in ast.walk(statement) for hint in _hints(node) for name in _names(hint))


def _hints(node: ast.AST) -> Iterator[ast.expr | None]:
    if isinstance(node, ast.ClassDef):
        yield from (child.annotation for child in node.body if isinstance(child, ast.AnnAssign))
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
        arguments = node.args
        yield from (
            argument.annotation for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        )
        yield node.returns


def _names(hint: ast.expr | None) -> Iterator[str]:
    for node in ast.walk(hint) if hint else ():
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                yield from _names(ast.parse(node.value, mode="eval").body)
            except SyntaxError:
                continue  # the value of a Literal, or metadata in Annotated
