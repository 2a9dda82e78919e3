"""A call whose answer is lost was made all the same: what exists already may be our own (DESIGN.md, idea 5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned
from touchdown import Account
from touchdown.aws.api import Api
from touchdown.model.errors import PartlyApplied, Unreachable

CREATES = ("iam:CreateRole", "iam:PutRolePolicy", "logs:CreateLogGroup", "lambda:CreateFunction")
UPDATES = (
    "iam:UpdateRole",
    "lambda:UpdateFunctionConfiguration",
    "lambda:UpdateFunctionCode",
    "lambda:TagResource",
    "logs:PutRetentionPolicy",
)
DELETES = ("lambda:DeleteFunction", "logs:DeleteLogGroup", "iam:DeleteRolePolicy", "iam:DeleteRole")


def everything(version: int) -> Any:
    def declare(aws: Account) -> None:
        policy = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{version}/*"}
        aws.add_lambda_function(
            name="hello",
            role=aws.add_role(
                name="hello",
                description=str(version),
                policies={"read": {"Version": "2012-10-17", "Statement": [policy]}},
            ),
            log_group=aws.add_log_group(name="hello", retention=version),
            code=hello(str(version)),
            description=str(version),
        )

    return declare


def nothing(aws: Account) -> None:
    """An account without declarations."""


def same(plan: Any) -> bool:
    """Whether nothing is left to do; moto forgets a function's log group."""
    return {one.path for change in plan.to_do for one in change.differences} <= {("log_group",)}


@pytest.mark.parametrize("operation", CREATES)
def test_a_create_whose_answer_is_lost_is_known_for_our_own(emulator: Emulator, wire: Wire, operation: str) -> None:
    wire.drop(operation, when="after")
    applied(emulator, everything(1))
    assert same(planned(emulator, everything(1)))


@pytest.mark.parametrize("code", ["ConnectionClosedError", "ReadTimeoutError"])
def test_a_write_that_is_never_answered_may_have_been_made(
    moto: Emulator, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    once = Api.once

    def unanswered(api: Api, operation: str, /, **parameters: Any) -> Any:
        if operation == "iam:CreateRole":
            raise Unreachable("No answer.", code=code, operation=operation)
        return once(api, operation, **parameters)

    monkeypatch.setattr(Api, "once", unanswered)
    with pytest.raises(PartlyApplied, match=r"Begun, and not finished: eu-west-1/role\.hello\."):
        applied(moto, lambda aws: aws.add_role(name="hello"))


@pytest.mark.parametrize("operation", UPDATES)
def test_an_update_whose_answer_is_lost_is_known_for_our_own(ministack: Emulator, wire: Wire, operation: str) -> None:
    applied(ministack, everything(1))
    wire.drop(operation, when="after")
    applied(ministack, everything(3))
    assert same(planned(ministack, everything(3)))


@pytest.mark.parametrize("operation", DELETES)
def test_a_delete_whose_answer_is_lost_is_done(emulator: Emulator, wire: Wire, operation: str) -> None:
    applied(emulator, everything(1))
    wire.drop(operation, when="after")
    applied(emulator, nothing)
    assert planned(emulator, nothing).changes == ()


@pytest.mark.parametrize("operation", [*CREATES, "lambda:GetFunction"])
def test_a_connection_that_breaks_before_the_call_was_made_is_tried_again(
    moto: Emulator, wire: Wire, operation: str
) -> None:
    wire.drop(operation)
    applied(moto, everything(1))
    assert same(planned(moto, everything(1)))


def test_throttling_never_surfaces(moto: Emulator, wire: Wire) -> None:
    wire.fail("lambda:CreateFunction", code="TooManyRequestsException", message="Rate exceeded", status=429, times=3)
    applied(moto, everything(1))
    assert same(planned(moto, everything(1)))
