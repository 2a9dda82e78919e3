"""The names that a module has once it is imported, as far as its text tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_ALWAYS = frozenset(
    "__annotations__ __builtins__ __dict__ __doc__ __file__ __loader__ __name__ __package__ __path__ __spec__".split()
)
_BY_OTHER_MEANS = frozenset({"globals", "vars", "exec", "setattr", "__dict__", "__getattr__", "__path__", "modules"})
"""What a module may define names with that its text doesn't show."""


def at_module_level(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported; of functions and classes only the definition itself."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Definition | ast.Lambda):
            yield from at_module_level(child)


def defined_names(tree: ast.Module) -> frozenset[str] | None:
    """The names; None where the module may have any, because it imports `*` or defines names by other means."""
    nodes = list(at_module_level(tree))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names]
    if any(alias.name == "*" for alias in aliases) or _BY_OTHER_MEANS & _mentioned(tree):
        return None
    found = {alias.asname or alias.name.partition(".")[0] for alias in aliases} | set_in_functions(tree)
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, Definition | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            found.add(node.rest)
    return frozenset(found | _ALWAYS)


def set_in_functions(tree: ast.Module) -> set[str]:
    """The names that functions of the module set when they are called: `global x`."""
    return {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


def _mentioned(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, Definition):
            found.add(node.name)
    return found
