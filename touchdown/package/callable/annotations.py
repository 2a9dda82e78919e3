"""Names in annotations that Python doesn't evaluate, and libraries do: pydantic, dataclasses, routers.

That are those in the bodies of classes, and of functions that have a decorator. Nobody asks for others, so what they
name needn't be shipped. They are lazy (`from __future__ import annotations`), or texts: `items: "list[Item]"`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def annotated(statement: ast.stmt) -> frozenset[str]:
    """The names in a statement's annotations that a library may look up."""
    return frozenset(name for one in ast.walk(statement) for hint in _hints(one) for name in _names(hint))


def _hints(node: ast.AST) -> Iterator[ast.expr | None]:
    if isinstance(node, ast.ClassDef):
        yield from (one.annotation for one in node.body if isinstance(one, ast.AnnAssign))
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
        arguments = node.args
        yield from (one.annotation for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs])
        yield node.returns


def _names(hint: ast.expr | None) -> Iterator[str]:
    for one in ast.walk(hint) if hint else ():
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            try:
                yield from _names(ast.parse(one.value, mode="eval").body)
            except SyntaxError:
                continue  # the text of a Literal, or of Annotated
