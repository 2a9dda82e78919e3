"""A role that was deleted and is made anew while its function goes on."""

from __future__ import annotations

from typing import Any

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.workspaces import applied, planned
from touchdown import Account
from touchdown.aws.lambda_.function import ROLE_MADE_ANEW
from touchdown.engine.change import Action

CODE = hello()


def function(name: str = "worker") -> Any:
    def declare(aws: Account) -> None:
        # Only the field `role` counts, and not what else tells of the role.
        role = aws.add_role(name=name)
        aws.add_lambda_function(name="hello", role=role, code=CODE, environment={"ROLE": role.arn})

    return declare


def notes(emulator: Emulator, declare: Any) -> tuple[str, ...]:
    return planned(emulator, declare).by_address["eu-west-1/lambda_function.hello"].notes


def test_a_function_whose_role_is_made_anew_has_a_note_though_nothing_of_it_differs(moto: Emulator) -> None:
    applied(moto, function())
    moto.client("iam").delete_role(RoleName="worker")
    change = planned(moto, function()).by_address["eu-west-1/lambda_function.hello"]
    assert (change.action, change.notes) == (Action.NONE, (ROLE_MADE_ANEW,))


def test_a_function_whose_role_is_there_has_no_note(moto: Emulator) -> None:
    assert notes(moto, function()) == ()
    applied(moto, function())
    assert notes(moto, function()) == ()


def test_a_function_that_gets_another_role_has_no_note(moto: Emulator) -> None:
    applied(moto, function())
    assert notes(moto, function("other")) == ()
