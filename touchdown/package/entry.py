"""Whether a Python module has the function that a handler names, told without running it.

Rule: nothing is refused that may be right. A function is judged only where nothing else binds its name; a decorator
may change what it takes.
Weakness: what a module does to its own globals by other means, as `globals()["f"] = 1`, isn't seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from touchdown.package.problem import Problem

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def entry_problem(tree: ast.Module, path: str, name: str) -> Problem | None:
    """What is wrong with the function of a name in a module, if something is."""
    nodes = list(_at_module_level(tree))
    definitions = [one for one in nodes if isinstance(one, _Definition) and one.name == name]
    if name in _bound(nodes) | _set_in_functions(tree) or _has_star(nodes):
        return None
    if not definitions:
        return Problem(path, 0, f"{path.rpartition('/')[2]} defines no {name}, which the handler names")
    reasons = [_unfit(one) for one in definitions]
    return Problem(path, definitions[-1].lineno, f"{name} {reasons[-1]}") if all(reasons) else None


def _at_module_level(node: ast.AST) -> Iterator[ast.AST]:
    """What is executed with a module; of functions and classes no more than themselves."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _Definition | ast.Lambda):
            yield from _at_module_level(child)


def _bound(nodes: list[ast.AST]) -> set[str]:
    """The names that are assigned or imported."""
    bound = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    imports = [one for one in nodes if isinstance(one, ast.Import | ast.ImportFrom)]
    return bound | {alias.asname or alias.name for one in imports for alias in one.names}


def _set_in_functions(tree: ast.Module) -> set[str]:
    return {name for one in ast.walk(tree) if isinstance(one, ast.Global) for name in one.names}


def _has_star(nodes: list[ast.AST]) -> bool:
    return any(isinstance(one, ast.ImportFrom) and one.names[0].name == "*" for one in nodes)


def _unfit(definition: _Definition) -> str | None:
    if isinstance(definition, ast.ClassDef) or definition.decorator_list:
        return None
    if isinstance(definition, ast.AsyncFunctionDef):
        return "is a coroutine function, which Lambda doesn't wait for: write `def`, and run it with asyncio.run()"
    return None if _takes_two(definition.args) else "doesn't take (event, context), which Lambda calls it with"


def _takes_two(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    needed = positional - len(arguments.defaults)
    return needed <= 2 and (positional >= 2 or arguments.vararg is not None)
