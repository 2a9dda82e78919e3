"""Which imports of a module run for certain when it is imported, and which are guarded, so that it goes on without."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_Guard = ast.Try | ast.TryStar | ast.With
_GUARDS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def tried(tree: ast.Module) -> frozenset[ast.AST]:
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
