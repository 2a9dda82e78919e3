"""Removing old versions: what can't be removed is told, and fails no change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import QuickClock, applied, planned, workspace
from touchdown import Account, apply
from touchdown.engine.events import Event, Noted
from touchdown.engine.waits import Clock

HELLO = hello()
ADDRESS = "eu-west-1/lambda_function.hello"


def keeping_one(description: str) -> Callable[[Account], Any]:
    return lambda aws: aws.add_lambda_function(name="hello", code=HELLO, description=description, keep_versions=1)


def notes(emulator: Emulator, declare: Callable[[Account], Any], clock: Clock | None = None) -> list[str]:
    """Applies; gives what was told of the function."""
    heard: list[Event] = []
    made = workspace(emulator, declare)
    account: Any = made.accounts["eu-west-1"]
    account.api.clock = clock or account.api.clock
    apply(made, report=heard.append)
    return [event.sentence for event in heard if isinstance(event, Noted) and event.address == ADDRESS]


def versions(emulator: Emulator) -> list[str]:
    found = emulator.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    return [one["Version"] for one in found if one["Version"] != "$LATEST"]


@pytest.mark.parametrize("operation", ["lambda:ListVersionsByFunction", "lambda:ListAliases", "lambda:DeleteFunction"])
def test_a_version_that_may_not_be_removed_is_told_and_removed_after_the_next_one(
    ministack: Emulator, wire: Wire, operation: str
) -> None:
    applied(ministack, keeping_one("1"))
    wire.fail(operation, code="AccessDeniedException", message="no", status=403)
    (note,) = notes(ministack, keeping_one("2"))
    assert operation in note
    assert not planned(ministack, keeping_one("2")).to_do
    assert notes(ministack, keeping_one("3")) == []
    assert versions(ministack) == ["3"]


def test_a_wait_for_the_removal_of_a_version_that_has_reached_its_bound_is_told(moto: Emulator, wire: Wire) -> None:
    applied(moto, keeping_one("1"))
    message = "An update is in progress for resource: hello"
    wire.fail("lambda:DeleteFunction", code="ResourceConflictException", message=message, status=409, times=FOREVER)
    (note,) = notes(moto, keeping_one("2"), QuickClock())
    assert "Gave up waiting" in note


def test_a_version_that_got_an_alias_meanwhile_stays_without_a_word(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, keeping_one("1"))
    message = "Unable to delete version because the following aliases reference it: [live]"
    wire.fail("lambda:DeleteFunction", code="ResourceConflictException", message=message, status=409)
    assert notes(ministack, keeping_one("2")) == []
    assert versions(ministack) == ["1", "2"]
