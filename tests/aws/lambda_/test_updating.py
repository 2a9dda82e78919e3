"""An update that is refused because its own first answer was lost, and one that is refused because of somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned
from touchdown import Account, TouchdownError


def function(**fields: Any) -> Callable[[Account], Any]:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": hello(), **fields})


def made_and_refused(wire: Wire, operation: str) -> None:
    """Lets a call be made, and answers it as its repetition is answered."""
    wire.fail(operation, code="PreconditionFailedException", message="The Revision Id is old", status=412, when="after")


def saying(**members: Any) -> Callable[[bytes], bytes]:
    """Edits an answer of GetFunction so that it says something else of the function."""

    def edit(body: bytes) -> bytes:
        answer = json.loads(body)
        answer["Configuration"].update(members)
        return json.dumps(answer).encode()

    return edit


def versions(emulator: Emulator) -> list[str]:
    found = emulator.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    return [one["Version"] for one in found]


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ("lambda:UpdateFunctionConfiguration", function(timeout=9)),
        ("lambda:UpdateFunctionCode", function(code=hello("changed"))),
        ("lambda:PublishVersion", function(timeout=9)),
    ],
)
def test_an_update_that_was_made_before_it_was_refused_goes_on_and_is_one_version(
    ministack: Emulator, wire: Wire, operation: str, changed: Callable[[Account], Any]
) -> None:
    applied(ministack, function())
    made_and_refused(wire, operation)
    applied(ministack, changed)
    assert not planned(ministack, changed).to_do
    assert versions(ministack) == ["$LATEST", "1", "2"]


@pytest.mark.parametrize("theirs", [{"Timeout": 7}, {"Timeout": 9, "Description": "theirs"}])
def test_an_update_is_refused_where_somebody_else_has_changed_the_function_since(
    ministack: Emulator, wire: Wire, theirs: dict[str, Any]
) -> None:
    applied(ministack, function())
    client = ministack.client("lambda")
    wire.on(
        "lambda:UpdateFunctionConfiguration",
        lambda call: client.update_function_configuration(FunctionName="hello", **theirs),
        when="after",
    )
    made_and_refused(wire, "lambda:UpdateFunctionConfiguration")
    with pytest.raises(TouchdownError, match="PreconditionFailed"):
        applied(ministack, function(timeout=9))


def test_a_version_is_known_for_the_present_state_whatever_is_told_of_its_runtime(
    ministack: Emulator, wire: Wire
) -> None:
    applied(ministack, function())
    wire.fail("lambda:TagResource", code="AccessDeniedException", message="no", status=403)
    with pytest.raises(TouchdownError, match="TagResource"):
        applied(ministack, function(timeout=9))
    told = {"RuntimeVersionConfig": {"RuntimeVersionArn": "arn:aws:lambda:eu-west-1::runtime:1"}}
    wire.replace("lambda:GetFunction", saying(**told))
    wire.forget()
    applied(ministack, function(timeout=9))
    assert wire.writes() == ["lambda:TagResource"]
