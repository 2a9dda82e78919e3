"""States that a function passes through: what else than waiting they need (`tests/aws/test_waits.py` waits)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.aws.lambda_.answers import saying
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import QuickClock, applied, workspace
from touchdown import Account, TouchdownError, apply, destroy, plan
from touchdown.aws.lambda_.invoke import invoke
from touchdown.aws.lambda_.service import FUNCTION_ACTIVE, FUNCTION_UPDATED
from touchdown.engine.events import Event, Waiting


def function(**fields: Any) -> Callable[[Account], Any]:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": hello(), **fields})


def nothing(aws: Account) -> None:
    """An account without declarations."""


def run(emulator: Emulator, declare: Callable[[Account], Any]) -> list[str]:
    """Applies with a clock that passes by waiting; gives what was waited for."""
    heard: list[Event] = []
    made = workspace(emulator, declare)
    account: Any = made.accounts["eu-west-1"]
    account.api.clock = QuickClock()
    apply(made, report=heard.append)
    return [event.sentence for event in heard if isinstance(event, Waiting)]


def test_a_new_function_that_is_not_found_yet_is_waited_for(moto: Emulator, wire: Wire) -> None:
    wire.replace("lambda:CreateFunction", saying(State="Pending"))
    wire.fail("lambda:GetFunction", code="ResourceNotFoundException", status=404, nth=2)
    assert run(moto, function()) == [FUNCTION_ACTIVE.sentence]


def test_an_update_that_lambda_fails_to_make_is_told_with_its_reason(moto: Emulator, wire: Wire) -> None:
    applied(moto, function())
    said = saying(LastUpdateStatus="Failed", LastUpdateStatusReason="The image is gone.")
    wire.replace("lambda:GetFunction", said, nth=2)
    with pytest.raises(TouchdownError, match="The image is gone"):
        run(moto, function(timeout=9))


def test_a_function_that_is_in_progress_when_it_is_read_is_waited_for_before_it_is_changed(
    moto: Emulator, wire: Wire
) -> None:
    applied(moto, function())
    wire.replace("lambda:GetFunction", saying(LastUpdateStatus="InProgress"), times=2)
    assert run(moto, function(timeout=9)) == [FUNCTION_UPDATED.sentence]


def test_a_function_whose_update_failed_is_updated_again(moto: Emulator, wire: Wire) -> None:
    applied(moto, function())
    failed = saying(LastUpdateStatus="Failed", LastUpdateStatusReason="The subnet is full.")
    wire.replace("lambda:GetFunction", failed, times=1)
    wire.forget()
    run(moto, function())
    assert wire.writes() == [
        "lambda:UpdateFunctionConfiguration",
        "lambda:UpdateFunctionCode",
        "lambda:TagResource",
    ]


def test_a_function_that_was_deleted_and_made_again_has_the_version_that_lambda_says(
    moto: Emulator, wire: Wire
) -> None:
    wire.replace("lambda:CreateFunction", saying(Version="7"))
    made = applied(moto, function())
    tags = moto.client("lambda").get_function(FunctionName="hello")["Tags"]
    assert tags["touchdown:code"].split(" ")[1] == "7"
    assert not plan(made).to_do


def test_an_environment_that_cannot_be_read_is_told_and_not_written_over(moto: Emulator, wire: Wire) -> None:
    applied(moto, function(environment={"NAME": "b"}))
    wire.replace("lambda:GetFunction", saying(Environment={"Error": {"Message": "The key is disabled"}}))
    with pytest.raises(TouchdownError, match="The key is disabled"):
        applied(moto, function(environment={"NAME": "b"}))


def test_tags_that_cannot_be_read_are_not_taken_for_those_of_somebody_else(moto: Emulator, wire: Wire) -> None:
    made = applied(moto, function())

    def without_tags(body: bytes) -> bytes:
        answer = json.loads(body)
        answer.pop("Tags", None)
        return json.dumps({**answer, "TagsError": {"ErrorCode": "AccessDeniedException", "Message": "no"}}).encode()

    wire.replace("lambda:GetFunction", without_tags)
    wire.fail("lambda:ListTags", code="AccessDeniedException", message="no", status=403)
    with pytest.raises(TouchdownError, match="lambda:ListTags"):
        destroy(made)


def test_an_invocation_that_is_not_answered_is_not_made_again(ministack: Emulator, wire: Wire) -> None:
    made = applied(ministack, function())
    wire.forget()
    wire.drop("lambda:Invoke", when="after", times=FOREVER)
    account: Any = made.accounts["eu-west-1"]
    with pytest.raises(TouchdownError, match="doesn't answer"):
        invoke(account, "hello", b"{}")
    assert wire.names() == ["lambda:Invoke"]


def test_a_function_that_somebody_deletes_meanwhile_is_not_waited_for(moto: Emulator, wire: Wire) -> None:
    client = moto.client("lambda")
    wire.replace("lambda:CreateFunction", saying(State="Pending"))
    wire.replace("lambda:GetFunction", saying(State="Pending"), nth=2, times=2)
    wire.on("lambda:GetFunction", lambda call: client.delete_function(FunctionName="hello"), nth=3)
    with pytest.raises(TouchdownError, match="somebody else deleted it"):
        run(moto, function())


def test_a_function_that_lambda_says_already_exist_is_looked_at_and_found_to_be_ours(
    moto: Emulator, wire: Wire
) -> None:
    said = "Function already exist: hello"  # AWS's own words
    wire.fail("lambda:CreateFunction", code="ResourceConflictException", message=said, status=409, when="after")
    made = applied(moto, function())
    assert not plan(made).to_do
