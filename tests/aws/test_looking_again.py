"""Between a plan and its apply somebody else may write: each type is looked at again right before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import Account, apply
from touchdown.model.errors import AccountError

THEIRS = {"touchdown:workspace": "theirs"}
PAIRS = [{"Key": key, "Value": value} for key, value in THEIRS.items()]

Tag = Callable[[Emulator, str], Any]


def declare(kind: str, name: str, **fields: Any) -> Callable[[Account], None]:
    """One thing of that type, which nothing else needs."""

    def one(aws: Account) -> None:
        match kind:
            case "role":
                aws.add_role(name="reader", **fields)
            case "log_group":
                aws.add_log_group(name="hello", **fields)
            case "lambda_function":
                aws.add_lambda_function(name="hello", code=hello(), **fields)
            case "bucket":
                aws.add_bucket(name=name, **fields)
            case _:
                aws.add_bucket(name=name).add_file(name="a", contents="a", **fields)

    return one


def nothing(aws: Account) -> None:
    """An account without declarations."""


def tag_function(emulator: Emulator, name: str) -> None:
    client = emulator.client("lambda")
    arn = client.get_function(FunctionName="hello")["Configuration"]["FunctionArn"]
    client.tag_resource(Resource=arn, Tags=THEIRS)


def tag_group(emulator: Emulator, name: str) -> None:
    arn = f"arn:aws:logs:eu-west-1:{emulator.account_id}:log-group:hello"
    emulator.client("logs").tag_resource(resourceArn=arn, tags=THEIRS)


TAG: dict[str, Tag] = {
    "role": lambda emulator, name: emulator.client("iam").tag_role(RoleName="reader", Tags=PAIRS),
    "log_group": tag_group,
    "lambda_function": tag_function,
    "bucket": lambda emulator, name: emulator.client("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": PAIRS}),
    "file": lambda emulator, name: emulator.client("s3").put_object_tagging(
        Bucket=name, Key="a", Tagging={"TagSet": PAIRS}
    ),
}
DELETES = {
    "role": "iam:DeleteRole",
    "log_group": "logs:DeleteLogGroup",
    "lambda_function": "lambda:DeleteFunction",
    "bucket": "s3:DeleteBucket",
    "file": "s3:DeleteObject",
}
"""For each type, the call that must not be made."""


@pytest.mark.parametrize("kind", TAG)
def test_what_somebody_takes_over_since_the_plan_is_not_deleted(emulator: Emulator, wire: Wire, kind: str) -> None:
    name = f"touchdown-{emulator.account_id}"
    applied(emulator, declare(kind, name))
    found = planned(emulator, nothing)
    TAG[kind](emulator, name)
    wire.forget()
    with pytest.raises(AccountError, match="was taken over by somebody else"):
        apply(workspace(emulator, nothing), found)
    assert DELETES[kind] not in wire.names()


@pytest.mark.parametrize("kind", ["role", "log_group", "bucket", "file"])
def test_what_somebody_takes_over_since_the_plan_is_not_changed(emulator: Emulator, kind: str) -> None:
    name = f"touchdown-{emulator.account_id}"
    applied(emulator, declare(kind, name))
    changed = declare(kind, name, tags={"team": "web"})
    found = planned(emulator, changed)
    TAG[kind](emulator, name)
    with pytest.raises(AccountError, match="was taken over by somebody else"):
        apply(workspace(emulator, changed), found)


def test_a_function_that_somebody_deletes_since_the_plan_is_told_so(emulator: Emulator) -> None:
    applied(emulator, declare("lambda_function", ""))
    changed = declare("lambda_function", "", timeout=9)
    found = planned(emulator, changed)
    emulator.client("lambda").delete_function(FunctionName="hello")
    with pytest.raises(AccountError, match="was deleted by somebody else since the plan was made") as caught:
        apply(workspace(emulator, changed), found)
    assert "Plan again" in str(caught.value)


def test_a_log_group_that_somebody_changes_since_the_plan_is_not_written_over(emulator: Emulator) -> None:
    def group(days: int) -> Callable[[Account], Any]:
        return lambda aws: aws.add_log_group(name="hello", retention=days)

    applied(emulator, group(7))
    found = planned(emulator, group(14))
    logs = emulator.client("logs")
    logs.put_retention_policy(logGroupName="hello", retentionInDays=365)
    with pytest.raises(AccountError, match="was changed by somebody else"):
        apply(workspace(emulator, group(14)), found)
    assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 365


def test_what_is_as_declared_by_now_is_no_change_of_somebody_else(emulator: Emulator, wire: Wire) -> None:
    """IAM's bulk read may be older than our own last change."""

    def role(description: str) -> Callable[[Account], Any]:
        return lambda aws: aws.add_role(name="reader", description=description)

    applied(emulator, role("old"))
    found = planned(emulator, role("new"))
    applied(emulator, role("new"))
    wire.forget()
    apply(workspace(emulator, role("new")), found)
    assert wire.writes() == []
