"""What a module does when it is imported that fails on Lambda, though it works here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from touchdown.package.callable.effects import executed
from touchdown.package.callable.moving import runs_program
from touchdown.package.local_modules import Source

_CONDITIONAL = ast.Try | ast.TryStar | ast.If | ast.While | ast.For | ast.With | ast.Match
_SET_BY_LAMBDA = re.compile(
    r"AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|XRAY_\w+|LAMBDA_\w+)"
    r"|_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|TZ|LANG|PATH|LD_LIBRARY_PATH|PYTHONPATH"
)
"""The variables that are there on Lambda (AWS Lambda, "Defined runtime environment variables")."""
_MAYBE = ast.IfExp | ast.BoolOp


@attrs.frozen
class Step:
    """Something that importing a module certainly does."""

    what: str
    """The name of a variable, or the function that runs a program."""
    file: str
    line: int


def variables_needed(sources: Iterable[Source]) -> Iterator[Step]:
    """The environment variables that modules need when they are imported, and don't set themselves."""
    modules = list(sources)
    own = {name for module in modules for name in variables_set(module.tree)}
    for module in modules:
        yield from (step for step in variables_read(module.tree, str(module.path)) if step.what not in own)


def lacking(variables: Iterable[Step], environment: Iterable[str]) -> Iterator[str]:
    """The notes about needed variables that neither Lambda sets nor a function's environment has."""
    there = frozenset(environment)
    for step in variables:
        if step.what not in there and not _SET_BY_LAMBDA.fullmatch(step.what):
            where = f"{Path(step.file).name}, line {step.line}"
            yield (
                f'reads os.environ["{step.what}"] when it is imported ({where}), and environment= lacks it, so each '
                "invocation would fail: set it there, or read it with os.environ.get()"
            )


def programs_noted(sources: Iterable[Source]) -> Iterator[str]:
    """The notes about programs that modules run when they are imported."""
    for step in (step for module in sources for step in programs_run(module.tree, str(module.path))):
        yield (
            f"runs a program with {step.what} when it is imported ({Path(step.file).name}, line {step.line}), and "
            "programs of this machine, such as git, aren't on Lambda: pass what it finds in environment="
        )


def variables_read(tree: ast.Module, file: str) -> Iterator[Step]:
    """The environment variables that have to be there: `os.environ["TABLE_NAME"]`."""
    for node in _certain(tree):
        name = _variable(node)
        if name is not None and isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield Step(name, file, node.lineno)


def variables_set(tree: ast.Module) -> Iterator[str]:
    """The environment variables that a module sets itself."""
    for node in ast.walk(tree):
        name = _variable(node)
        if name is not None and not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)):
            yield name


def programs_run(tree: ast.Module, file: str) -> Iterator[Step]:
    """The programs that are run: `subprocess.check_output(["git", "rev-parse", "HEAD"])`."""
    for node in _certain(tree):
        if isinstance(node, ast.Call) and (function := runs_program(node)):
            yield Step(function, file, node.lineno)


def _certain(tree: ast.Module) -> Iterator[ast.AST]:
    for statement in tree.body:
        if isinstance(statement, _CONDITIONAL):
            continue
        maybe = {id(inner) for node in executed(statement) if isinstance(node, _MAYBE) for inner in ast.walk(node)}
        yield from (node for node in executed(statement) if id(node) not in maybe)


def _variable(node: ast.AST) -> str | None:
    """The variable that is read or set: of `os.environ["A"]`, `os.environ.setdefault("A", "b")`."""
    name: ast.expr | None = None
    if isinstance(node, ast.Subscript) and _is_environment(node.value):
        name = node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
        name = node.args[0] if _is_environment(node.func.value) and node.args else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None


def _is_environment(node: ast.expr) -> bool:
    return ast.unparse(node) in ("os.environ", "environ")
