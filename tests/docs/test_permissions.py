"""The page on permissions: each operation that the code calls is in its table, and each action in its policies."""

from __future__ import annotations

import ast
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NO_CALLS = {
    "aws/errors.py": "names permissions",
    "aws/limits.py": "names rates",
    "aws/lambda_/implied.py": "names what a function's own role may do",
}
SERVICES = {"tagging": "resourcegroupstaggingapi"}


def table() -> list[dict[str, str]]:
    with (DOCS / "permissions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def operations_of(service: str) -> set[str]:
    session = botocore.session.get_session()
    model: Any = session.get_service_model(SERVICES.get(service, service))
    return set(model.operation_names)


def texts(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def called() -> set[str]:
    """The texts in the code that name an operation, in the files that make calls."""
    package = ROOT / "touchdown"
    files = [one for one in (package / "aws").rglob("*.py") if one.relative_to(package).as_posix() not in NO_CALLS]
    known = {service: operations_of(service) for service in ("lambda", "iam", "logs", "s3", "sts", "tagging")}
    return {
        text
        for file in files
        for text in texts(file)
        for service, _, name in [text.partition(":")]
        if name in known.get(service, ())
    }


def actions(*used_by: str) -> set[str]:
    return {action for row in table() if row["Used by"] in used_by for action in row["Actions"].split()}


def allowed(policy: str) -> set[str]:
    document = json.loads((DOCS / "policies" / f"{policy}.json").read_text(encoding="utf-8"))
    return {
        action
        for statement in document["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


def test_each_operation_that_is_called_is_in_the_table() -> None:
    # The role of `add_aws(role_arn=...)` is assumed by botocore itself.
    assert {row["Operation"] for row in table()} == called() | {"sts:AssumeRole"}


def test_no_operation_is_in_the_table_twice() -> None:
    operations = [row["Operation"] for row in table()]
    assert len(operations) == len(set(operations))


# Which role may be assumed is a policy of one's own.
@pytest.mark.parametrize(
    ("policy", "used_by"), [("plan", ("plan",)), ("apply", ("plan", "apply")), ("use", ("invoke", "tail"))]
)
def test_a_policy_allows_what_its_commands_need_and_no_more(policy: str, used_by: tuple[str, ...]) -> None:
    assert allowed(policy) == actions(*used_by) - {"sts:AssumeRole"}
