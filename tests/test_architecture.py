"""The arrows of DESIGN.md, and what else holds for the code as a whole."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import touchdown
from touchdown.aws.resource_types import RESOURCE_TYPES, ResourceType

PACKAGE = Path(touchdown.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "model": set[str](),
    "machine": set[str](),
    "package": {"machine"},
    "engine": {"model"},
    "local": {"machine", "model"},
    "aws": {"engine", "package", "machine", "model"},
    "cli": {"operations", "engine", "aws", "local", "machine", "model"},
    "operations": {"engine", "aws", "local", "machine", "model"},
    "__main__": {"cli"},
    "__init__": {"operations", "engine", "aws", "local", "model"},
}

LONGEST_MODULE = 350
LONGEST_FUNCTION = 60


def named(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def imported(tree: ast.Module, module: Path) -> Iterator[str]:
    """The full names of all that a module imports, wherever in it the import stands."""
    package = module.relative_to(ROOT).parent.parts
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (start, node.module) if part)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def parts(names: Iterable[str]) -> set[str]:
    """The parts of Touchdown that names stand in; `__init__` for what the package itself offers."""
    ours = [name.partition(".")[2].partition(".")[0] for name in names if name.partition(".")[0] == "touchdown"]
    return {one if one in MAY_IMPORT else "__init__" for one in ours}


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(parsed(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def modules_with(text: str) -> set[str]:
    return {named(module) for module in MODULES if text in module.read_text(encoding="utf-8")}


def test_imports_follow_the_arrows() -> None:
    against = {
        named(module): parts(imported(parsed(module), module)) - MAY_IMPORT[part_of(module)] - {part_of(module)}
        for module in MODULES
    }
    assert {module: names for module, names in against.items() if names} == {}


OTHER_ENVIRONMENT = [PACKAGE / "local" / "serve.py", *sorted((PACKAGE / "local" / "gate").glob("*.py"))]


@pytest.mark.parametrize("module", OTHER_ENVIRONMENT, ids=named)
def test_what_runs_in_the_environment_of_the_local_aws_imports_nothing_else_of_ours(module: Path) -> None:
    names = [name for name in imported(parsed(module), module) if name.startswith("touchdown")]
    assert [name for name in names if not name.startswith("touchdown.local.gate.")] == []
    assert module.name != "serve.py" or not names


def test_the_arrows_are_among_what_make_check_checks() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n")
    (check,) = [rule for rule in rules if rule.startswith("check:")]
    assert "pytest tests/test_architecture.py" in check


def test_imports_are_found_wherever_they_stand() -> None:
    source = """
import touchdown.cli.main as m
if TYPE_CHECKING:
    from touchdown import aws, plan
def f():
    from ..engine import apply
    from . import sibling
"""
    names = list(imported(ast.parse(source), PACKAGE / "model" / "imagined.py"))
    assert sorted(names) == [
        "touchdown.aws",
        "touchdown.cli.main",
        "touchdown.engine.apply",
        "touchdown.model.sibling",
        "touchdown.plan",
    ]
    assert parts(names) == {"cli", "aws", "__init__", "engine", "model"}


def test_each_part_is_in_the_design() -> None:
    assert {part_of(module) for module in MODULES} == set(MAY_IMPORT)


def test_one_module_sleeps() -> None:
    found = {name for name in modules_with("sleep(") if not name.startswith("touchdown/local/")}
    assert found == {"touchdown/engine/waits.py"}


@pytest.mark.parametrize("name", ["ClientError", "botocore.exceptions"])
def test_errors_of_botocore_are_named_where_they_are_mapped(name: str) -> None:
    assert modules_with(name) <= {f"touchdown/aws/{module}.py" for module in ("errors", "api", "truncated_responses")}


def test_no_module_is_too_long() -> None:
    lengths = {named(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert {module: length for module, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{named(module)}: {one.name}": (one.end_lineno or one.lineno) - one.lineno + 1
        for module in MODULES
        for one in functions(module)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_the_public_names_are_sorted_and_exist() -> None:
    assert touchdown.__all__ == sorted(touchdown.__all__)
    assert [name for name in touchdown.__all__ if not hasattr(touchdown, name)] == []


MAKE_OR_SHOW_CHANGES = {
    "touchdown/aws/lambda_/event_sources/mapping.py",  # why AWS has disabled it
    *(f"touchdown/engine/{name}.py" for name in ("change", "kept", "plan", "prune", "drift")),
    "touchdown/aws/lambda_/aliases/sharing.py",
    "touchdown/aws/lambda_/drift.py",
    "touchdown/aws/policies/accepted.py",
    "touchdown/cli/views/resources.py",
}


def test_reasons_are_named_where_changes_are_made_and_shown() -> None:
    assert modules_with("Reason.") <= MAKE_OR_SHOW_CHANGES


def decided_by(node: ast.AST) -> Iterator[ast.expr]:
    """What a node chooses by."""
    if isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.Match):
        yield node.subject


def is_a_reason(node: ast.AST) -> bool:
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Reason"
    return named or (isinstance(node, ast.Attribute) and node.attr == "reason")


def reasons_that_decide(tree: ast.Module) -> list[str]:
    found = (one for node in ast.walk(tree) for one in decided_by(node) if any(map(is_a_reason, ast.walk(one))))
    return [ast.unparse(one) for one in found]


def test_a_reason_never_decides() -> None:
    found = {named(module): reasons_that_decide(parsed(module)) for module in MODULES}
    assert {module: reasons for module, reasons in found.items() if reasons} == {}


@pytest.mark.parametrize(
    "source",
    [
        "if change.reason is Reason.SHARED: pass",
        "shared = [one for one in changes if one.reason == shared]",
        "named = change.reason in (Reason.SHARED, Reason.NAMED)",
        "match change.reason: pass".replace(" pass", "\n    case _: pass"),
    ],
)
def test_a_reason_that_decides_is_found(source: str) -> None:
    assert reasons_that_decide(ast.parse(source))


def test_a_reason_that_is_given_or_shown_is_none_that_decides() -> None:
    source = "change = Change(a, Reason.DIFFERS if found else Reason.MOVED); print(STATES[change.reason])"
    assert not reasons_that_decide(ast.parse(source))


RUN = """
import atexit, sys
heavy = ("botocore", "boto3", "rich", "typeguard", "asyncio")
atexit.register(lambda: print("imported:", *(name for name in heavy if name in sys.modules), file=sys.stderr))
sys.argv = ["touchdown", *sys.argv[1:]]
from touchdown.cli.main import main
main()
"""

IMPORTED_OF_AWS = """
import atexit, sys
atexit.register(
    lambda: print("imported of aws:", *(one for one in sys.modules if one.startswith("touchdown.aws")), file=sys.stderr)
)
sys.argv = ["touchdown", *sys.argv[1:]]
from touchdown.cli.main import main
main()
"""

TOUCHDOWNFILE = """
aws = workspace.add_aws(region="eu-west-1")
aws.add_role(name="worker")
for name in ("hello", "help"):
    aws.add_lambda_function(name=name, code_from_bytes=b"", handler="main.main")
"""


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process that says at its end which of the heavy libraries it has imported."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["apply", "--help"], ["invoke", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    ended = run(tmp_path, *arguments)
    assert ended.stdout
    assert ended.stderr == "imported:\n"
    assert ended.returncode == 0


@pytest.mark.parametrize(
    "arguments", [["--help"], ["apply", "--help"], ["permissions", "--help"], ["init"]], ids=" ".join
)
def test_what_declares_nothing_imports_nothing_of_aws(tmp_path: Path, arguments: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTED_OF_AWS, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0
    assert ended.stderr.splitlines()[-1].rstrip() == "imported of aws:"


def test_completion_knows_the_functions_and_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "Touchdownfile").write_text(TOUCHDOWNFILE, encoding="utf-8")
    ended = run(tmp_path, _TOUCHDOWN_COMPLETE="bash_complete", COMP_WORDS="touchdown invoke hel", COMP_CWORD="2")
    assert ended.stdout.split() == ["plain,hello", "plain,help"]
    assert ended.stderr == "imported:\n"


def test_completion_of_an_empty_word_knows_the_functions(tmp_path: Path) -> None:
    (tmp_path / "Touchdownfile").write_text(TOUCHDOWNFILE, encoding="utf-8")
    ended = run(tmp_path, _TOUCHDOWN_COMPLETE="bash_complete", COMP_WORDS="touchdown invoke ", COMP_CWORD="2")
    assert ended.stdout.split() == ["plain,hello", "plain,help"]
    assert ended.stderr == "imported:\n"


MOST_LINES = {"attached": 50, "with tags": 70}
LONGER = {
    "dynamodb_table": 79,  # five calls at the same time to read one, a look before a delete, and grants
    "apigateway_rest_api": 144,  # brings a stage and a log group along, and declares keys
    "apigateway_rest_api:api_key": 88,  # its text is a secret that is read only where it is asked for
    "apigateway_rest_api:stage": 147,  # a document, its deployment and the settings of a stage
    "apigateway_rest_api:usage_plan": 139,  # three things in one: limits, a stage, a key; AWS makes up its id
    "apigatewayv2_api": 131,  # an API and its stage; CORS settings and access log go by calls of their own
    "apigatewayv2_api:authorizer": 65,  # a mark in the name; AWS makes up ids
    "apigatewayv2_api:integration": 91,  # brought along and shared; services have a role, and parameters that stay
    "apigatewayv2_api:route": 137,  # brings integration, permission or role along; a field for two members, two for one
    "apigatewayv2_websocket_api": 128,  # as an HTTP API, with a stage, grants and two addresses
    "apigatewayv2_websocket_api:authorizer": 80,  # as those of HTTP APIs; a function, with its permission
    "apigatewayv2_websocket_api:integration": 65,  # as those of HTTP APIs
    "apigatewayv2_websocket_api:route": 138,  # as those of HTTP APIs; an answer needs a thing of its own
    "apigatewayv2_websocket_api:stage": 90,  # after all routes; a log goes by a call of its own
    "sns_topic": 87,  # a policy that AWS never leaves empty, rules of FIFO topics, and what lives in one
    "sns_topic:subscription": 116,  # targets of three kinds, unconfirmed ones, and those of others beside ours
    "sqs_queue": 129,  # two fields in one attribute, rules of FIFO queues, dead letters, and who reads it
    "logs_log_group": 110,  # read fifty at once; Lambda makes some
    "stepfunctions_state_machine": 107,  # a definition from a file, a role, a log group, and grants
    "events_event_bus": 81,  # a policy in calls of its own, grants, and a queue that lets it in
    "events_event_bus:rule": 72,  # its call makes it and writes over it; it may live in somebody else's bus
    "events_event_bus:rule:target": 63,  # three forms of input; lets EventBridge in, or brings a role along
    "scheduler_schedule_group:schedule": 86,  # brings a group and a role along; says whose it is by itself
    "iam_role": 192,  # older than the budget: policies, attachments, profiles
    "lambda_function": 193,  # older than the budget
    "lambda_function:alias": 129,  # its index in its description; two members that the apply itself finds
    "lambda_function:alias:event_source_mapping": 202,  # in the same file as that of functions
    "lambda_function:alias:permission": 133,  # in the same file as that of functions
    "lambda_function:alias:url": 67,  # in the same file as that of functions
    "lambda_function:event_source_mapping": 202,  # queues and streams take other members; AWS makes up its id
    "lambda_function:permission": 133,  # statements can't be changed, and stand beside those of others
    "lambda_function:url": 67,  # brings permissions along
    "lambda_layer": 99,  # versions with nothing above them: no tags, no update, sharing by version
    "s3_bucket": 212,  # older than the budget: not in the shape of `Tagged` yet
    "logs_log_group:subscription_filter": 96,  # stands beside those of others, and brings a permission along
    "s3_bucket:notification": 129,  # a document that others write into, with three kinds of targets
    "s3_bucket:object": 197,  # as the bucket
}
"""The types that are above the budget, with the lines that they have. None may grow."""


@pytest.mark.parametrize("row", RESOURCE_TYPES, ids=lambda row: row.name)
def test_a_type_is_a_short_file(row: ResourceType) -> None:
    """Its fields and docstrings aside, since those are what a type is about."""
    module = Path(str(sys.modules[row.load().__module__].__file__))
    most = LONGER.get(row.name, MOST_LINES["attached" if row.attached_to else "with tags"])
    assert len(lines_of_a_type(module)) <= most


def lines_of_a_type(module: Path) -> list[str]:
    """The lines of a module without blank ones, comments, docstrings and fields."""
    tree, left_out = parsed(module), set[int]()
    for node in ast.walk(tree):
        for part in getattr(node, "body", ()) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) else ():
            is_text = isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
            if is_text or (isinstance(part, ast.AnnAssign) and _calls_field(part.value)):
                left_out.update(range(part.lineno, (part.end_lineno or part.lineno) + 1))
    numbered = enumerate(module.read_text(encoding="utf-8").splitlines(), 1)
    return [line for at, line in numbered if line.strip() and not line.lstrip().startswith("#") and at not in left_out]


def _calls_field(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "field"
