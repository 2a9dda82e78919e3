"""The modules that a statement imports, and the names that it gives them."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

from touchdown.package.callable.effects import executed

_KEPT = 4096
"""How many answers about statements are kept: each is asked for again for each function of a file."""
_Import = ast.Import | ast.ImportFrom


@functools.lru_cache(maxsize=_KEPT)
def modules_of(node: ast.stmt) -> frozenset[str]:
    """The modules that a statement imports, also within functions; of `from a import b` both `a` and `a.b`."""
    return frozenset(module for module, _ in _all_named(node))


def bound_modules(node: ast.stmt) -> frozenset[str]:
    """The modules that a statement imports when it is executed: of `from a import b` only `a`."""
    found = (inner for inner in executed(node) if isinstance(inner, _Import))
    return frozenset(module for one in found for module in _certain(one))


def imports_in(node: ast.stmt) -> Iterator[tuple[str, frozenset[str]]]:
    """The modules that are imported when a statement is executed, each with the names that it binds."""
    for inner in executed(node):
        if isinstance(inner, ast.Import):
            yield from ((alias.name, frozenset({_bound(alias)})) for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom) and inner.module and not inner.level and inner.names[0].name != "*":
            yield inner.module, frozenset(map(_bound, inner.names))
            yield from ((f"{inner.module}.{alias.name}", frozenset({_bound(alias)})) for alias in inner.names)


def origins(node: ast.stmt, name: str) -> Iterator[str]:
    """The modules that a statement imports a name from: for `from a import b`, both `a` and `a.b`."""
    yield from (module for module, bound in _all_named(node) if bound in (name, "*"))


@functools.lru_cache(maxsize=_KEPT)
def _all_named(node: ast.stmt) -> tuple[tuple[str, str], ...]:
    return tuple(named for inner in ast.walk(node) for named in _named(inner))


def _named(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, _bound(alias)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            yield node.module, alias.asname or alias.name
            if alias.name != "*":
                yield f"{node.module}.{alias.name}", alias.asname or alias.name


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _certain(node: _Import) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module and not node.level:
        yield node.module
