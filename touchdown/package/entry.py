"""Checks that a Python module defines the function that a handler names, without running the module.

Rule: nothing is refused that may be right. A function's arguments are judged only where nothing else binds its name; a
decorator may change them.
Weakness: other changes of a module to its own globals, such as `globals()["f"] = 1`, go unnoticed.
"""

from __future__ import annotations

import ast

from touchdown.package.defined_names import Definition, at_module_level, set_in_functions
from touchdown.package.problem import Problem


def entry_problem(tree: ast.Module, path: str, name: str) -> Problem | None:
    """The problem with a module's function of this name, if it has any."""
    nodes = list(at_module_level(tree))
    definitions = [node for node in nodes if isinstance(node, Definition) and node.name == name]
    if name in _bound(nodes) | set_in_functions(tree) or _has_star(nodes):
        return None
    if not definitions:
        return Problem(path, 0, f"{path.rpartition('/')[2]} defines no {name}, which the handler names")
    reasons = [_unfit(definition) for definition in definitions]
    return Problem(path, definitions[-1].lineno, f"{name} {reasons[-1]}") if all(reasons) else None


def _bound(nodes: list[ast.AST]) -> set[str]:
    """The names that are assigned or imported."""
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return bound | {alias.asname or alias.name for statement in imports for alias in statement.names}


def _has_star(nodes: list[ast.AST]) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes)


def _unfit(definition: Definition) -> str | None:
    if isinstance(definition, ast.ClassDef) or definition.decorator_list:
        return None
    if isinstance(definition, ast.AsyncFunctionDef):
        return "is a coroutine function, which Lambda doesn't wait for: write `def`, and run it with asyncio.run()"
    return None if _takes_two(definition.args) else "doesn't take (event, context), which Lambda calls it with"


def _takes_two(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    needed = positional - len(arguments.defaults)
    return needed <= 2 and (positional >= 2 or arguments.vararg is not None)
