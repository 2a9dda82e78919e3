"""Grants are in force before the code that needs them, and go after the last version that does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import applied
from touchdown import Account
from touchdown.aws.iam.policies import loosens_inline, loosens_managed


def grant(action: str, effect: str = "Allow") -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": "arn:aws:s3:::orders/*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


READ, WRITE, DENY = grant("s3:GetObject"), grant("s3:PutObject"), grant("s3:PutObject", "Deny")


@pytest.mark.parametrize(
    ("old", "new", "loosens"),
    [
        ({}, {"read": READ}, True),
        ({"read": READ}, {"read": WRITE}, True),
        ({"read": READ, "write": WRITE}, {"read": READ}, False),
        ({"read": READ, "never": DENY}, {"read": READ}, True),
        ({"read": READ}, {}, False),
    ],
)
def test_all_but_taking_a_grant_away_loosens(old: dict[str, Any], new: dict[str, Any], loosens: bool) -> None:
    assert loosens_inline(old, new) is loosens


def test_attaching_a_managed_policy_loosens_and_detaching_it_does_not() -> None:
    whole = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    assert loosens_managed([], [whole])
    assert not loosens_managed([whole, "ReadOnlyAccess"], ["AWSLambdaBasicExecutionRole"])


def writes(emulator: Emulator, wire: Wire, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is written as a function's description changes, and the policies of its role."""

    def declare(aws: Account, description: str, policies: dict[str, Any]) -> None:
        role = aws.add_role(name="worker", policies=policies)
        aws.add_lambda_function(name="hello", code=hello(), role=role, description=description)

    applied(emulator, lambda aws: declare(aws, "old", before))
    wire.forget()
    applied(emulator, lambda aws: declare(aws, "new", after))
    return list(wire.writes())


def test_a_grant_is_made_before_the_function_that_it_is_for(emulator: Emulator, wire: Wire) -> None:
    written = writes(emulator, wire, {}, {"read": READ})
    assert written.index("iam:PutRolePolicy") < written.index("lambda:UpdateFunctionConfiguration")


def test_a_grant_is_taken_away_after_the_function_that_needed_it(emulator: Emulator, wire: Wire) -> None:
    written = writes(emulator, wire, {"read": READ}, {})
    assert written.index("lambda:UpdateFunctionConfiguration") < written.index("iam:DeleteRolePolicy")
