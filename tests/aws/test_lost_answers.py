"""A call whose answer is lost was made all the same: what exists already may be our own (DESIGN.md, idea 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.matrix import ALL, chosen
from tests.support.wire import FOREVER, Wire
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


def few(operations: Sequence[str]) -> list[str]:
    """Some of them, others with each commit; `make field-matrix` has all."""
    return [*operations] if ALL else [*chosen(operations, 0, 2, f"lost {operations[0]}")]


@pytest.mark.parametrize("operation", few(CREATES))
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
    with pytest.raises(PartlyApplied, match=r"Begun, and not finished: eu-west-1/iam_role\.hello\."):
        applied(moto, lambda aws: aws.add_role(name="hello"))


@pytest.mark.parametrize("operation", few(UPDATES))
def test_an_update_whose_answer_is_lost_is_known_for_our_own(ministack: Emulator, wire: Wire, operation: str) -> None:
    applied(ministack, everything(1))
    wire.drop(operation, when="after")
    applied(ministack, everything(3))
    assert same(planned(ministack, everything(3)))


@pytest.mark.parametrize("operation", few(DELETES))
def test_a_delete_whose_answer_is_lost_is_done(emulator: Emulator, wire: Wire, operation: str) -> None:
    applied(emulator, everything(1))
    wire.drop(operation, when="after")
    applied(emulator, nothing)
    assert planned(emulator, nothing).changes == ()


@pytest.mark.parametrize("operation", few([*CREATES, "lambda:GetFunction"]))
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


READS = ("lambda:GetFunction", "logs:ListTagsForResource", "iam:GetAccountAuthorizationDetails", "tagging:GetResources")


@pytest.mark.parametrize("operation", READS)
def test_an_answer_that_is_cut_short_is_asked_for_again(ministack: Emulator, wire: Wire, operation: str) -> None:
    """Half of a list would be an empty one for botocore, and the plan would create or delete what isn't in it."""
    applied(ministack, everything(1))
    wire.forget()
    assert not planned(ministack, everything(1)).to_do
    whole = wire.counts()[operation]
    wire.cut(operation)
    wire.forget()
    assert not planned(ministack, everything(1)).to_do
    assert wire.counts()[operation] == whole + 1


def test_a_create_whose_answer_is_cut_short_is_known_for_our_own(ministack: Emulator, wire: Wire) -> None:
    for operation in CREATES:
        wire.cut(operation)
    applied(ministack, everything(1))
    assert same(planned(ministack, everything(1)))


def test_a_stream_that_is_cut_short_is_asked_for_again(moto: Emulator, wire: Wire) -> None:
    """What a bucket's index doesn't name would be left for ever."""

    def bucket(aws: Account) -> Any:
        return aws.add_bucket(name=f"cut-{moto.account_id}")

    applied(moto, lambda aws: bucket(aws).add_file(name="a", contents="a"))
    wire.cut("s3:GetObject")
    plan = planned(moto, bucket)
    assert [change.address for change in plan.to_do] == [f"eu-west-1/s3_bucket.cut-{moto.account_id}:object.a"]


def test_answers_that_are_cut_short_for_ever_are_told_as_such(moto: Emulator, wire: Wire) -> None:
    wire.cut("sts:GetCallerIdentity", times=FOREVER)
    with pytest.raises(Unreachable, match="bytes of the answer") as caught:
        planned(moto, everything(1))
    assert caught.value.what == "sts:GetCallerIdentity: AWS doesn't answer."
