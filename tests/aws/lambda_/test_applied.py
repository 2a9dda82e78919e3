"""The tag that says what was applied last: what a plan tells from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.killing import Endpoint, endpoint_of, killed
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned
from touchdown import Account, Secret, TouchdownError
from touchdown.aws.lambda_.packaging.code import archive_of
from touchdown.engine.change import Change, Reason


def function(version: str = "1", **fields: Any) -> Callable[[Account], Any]:
    """A function of which each version has another description and another code."""
    return lambda aws: aws.add_lambda_function(name="hello", description=version, code=hello(version), **fields)


def failing(emulator: Emulator, wire: Wire, operation: str, declare: Callable[[Account], Any]) -> None:
    """Applies, and fails at a call."""
    wire.fail(operation, code="AccessDeniedException", message="no", status=403)
    with pytest.raises(TouchdownError, match=operation):
        applied(emulator, declare)


def only_change(emulator: Emulator, declare: Callable[[Account], Any]) -> Change:
    (change,) = planned(emulator, declare).to_do
    return change


def test_an_update_that_ended_before_the_code_was_sent_is_no_change_by_somebody_else(
    ministack: Emulator, wire: Wire
) -> None:
    applied(ministack, function("1"))
    failing(ministack, wire, "lambda:UpdateFunctionCode", function("2"))
    change = only_change(ministack, function("2"))
    assert (change.reason, change.fields) == (Reason.UNFINISHED, {"code"})


def test_an_architecture_that_was_not_sent_any_more_is_no_change_by_somebody_else(
    ministack: Emulator, wire: Wire
) -> None:
    applied(ministack, function("1", architecture="x86_64"))
    failing(ministack, wire, "lambda:UpdateFunctionCode", function("2", architecture="arm64"))
    assert only_change(ministack, function("2", architecture="arm64")).reason is Reason.UNFINISHED


def test_an_architecture_that_somebody_changes_is_told_as_such(ministack: Emulator) -> None:
    declared = function(architecture="x86_64")
    made = applied(ministack, declared)
    archive = archive_of(made.accounts["eu-west-1"].resources["eu-west-1/lambda_function.hello"])  # pyright: ignore[reportArgumentType]
    ministack.client("lambda").update_function_code(
        FunctionName="hello", ZipFile=archive.read(), Architectures=["arm64"]
    )
    change = only_change(ministack, declared)
    assert (change.reason, change.fields) == (Reason.CHANGED_OUTSIDE, {"architecture"})


def test_of_a_function_without_versions_a_damaged_tag_is_written_anew_and_nothing_else_told(
    ministack: Emulator, wire: Wire
) -> None:
    unpublished = function(publish=False)
    applied(ministack, unpublished)
    arn = f"arn:aws:lambda:eu-west-1:{ministack.account_id}:function:hello"
    for key, damaged in product(("touchdown:applied", "touchdown:code"), ("unreadable", "1 - 0 0 - - - -")):
        ministack.client("lambda").tag_resource(Resource=arn, Tags={key: damaged})
        change = only_change(ministack, unpublished)
        assert (change.reason, change.differences) == (Reason.UNRECORDED, ())
    wire.forget()
    applied(ministack, unpublished)
    assert wire.writes() == ["lambda:TagResource"]
    assert not planned(ministack, unpublished).to_do


def test_a_version_that_an_apply_could_not_publish_is_published_by_the_next_though_only_tags_differ(
    ministack: Emulator, wire: Wire
) -> None:
    applied(ministack, function("1"))
    failing(ministack, wire, "lambda:PublishVersion", function("1", timeout=9))
    tagged = function("1", timeout=9, tags={"team": "web"})
    applied(ministack, tagged)
    versions = ministack.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    assert [one["Timeout"] for one in versions] == [9, 3, 9]  # $LATEST, and those that were published
    assert not planned(ministack, tagged).to_do


def secret(pin: str, **fields: Any) -> Callable[[Account], Any]:
    """A function whose versions differ in a secret alone."""
    return function(environment={"COUNT": Secret(pin), "STAGE": "dev"}, **fields)


def pins(emulator: Emulator) -> list[str]:
    """The secret of $LATEST, and of each version."""
    versions = emulator.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    return [one["Environment"]["Variables"]["COUNT"] for one in versions]


def test_a_change_that_no_hash_shows_is_written_ahead(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, secret("pin-one"))
    wire.forget()
    applied(ministack, secret("pin-two"))
    changing = ["lambda:UpdateFunctionConfiguration", "lambda:PublishVersion", "lambda:TagResource"]
    assert wire.writes() == ["lambda:TagResource", *changing]
    wire.forget()
    applied(ministack, secret("pin-three", timeout=9))
    assert wire.writes() == changing  # the timeout shows it
    assert not planned(ministack, secret("pin-three", timeout=9)).to_do


@pytest.mark.parametrize("publish", [True, False])
def test_a_secret_that_was_sent_by_an_apply_that_ended_then_is_published_by_the_next(
    ministack: Emulator, wire: Wire, publish: bool
) -> None:
    applied(ministack, secret("pin-one", publish=publish))
    endpoint = endpoint_of(ministack, wire)
    for number, operation in enumerate(("UpdateFunctionConfiguration", "PublishVersion") if publish else ()):
        for when in ("before", "after"):
            pin = f"{number}{when}"
            assert killed(wire, when, apply_secret, (endpoint, pin), f"lambda:{operation}")
            wire.heal()
            change = only_change(ministack, secret(pin))
            assert change.reason is Reason.UNFINISHED
            applied(ministack, secret(pin))
            assert not planned(ministack, secret(pin)).to_do
            assert pins(ministack)[0] == pins(ministack)[-1] == pin
    assert len(pins(ministack)) == len(set(pins(ministack))) + 1 or not publish
    applied(ministack, secret("pin-nine", publish=publish))
    assert not planned(ministack, secret("pin-nine", publish=publish)).to_do


def apply_secret(endpoint: Endpoint, pin: str) -> None:
    applied(endpoint, secret(pin))


def test_a_secret_that_is_none_any_more_and_the_other_way_round_is_recorded_anew(ministack: Emulator) -> None:
    plain = function(environment={"COUNT": "pin-one", "STAGE": "dev"})
    applied(ministack, secret("pin-one"))
    assert only_change(ministack, plain).reason is Reason.UNRECORDED
    applied(ministack, plain)
    assert only_change(ministack, secret("pin-one")).reason is Reason.UNRECORDED
    applied(ministack, secret("pin-one"))
    assert not planned(ministack, secret("pin-one")).to_do


def versions_from(number: int) -> Callable[[bytes], bytes]:
    """Edits an answer so that the versions in it begin with a number, as those of a function that is made again do."""

    def edit(body: bytes) -> bytes:
        answer = json.loads(body)
        for one in answer.get("Versions", [answer]):
            if one["Version"].isdigit():
                one["Version"] = str(int(one["Version"]) + number - 1)
        return json.dumps(answer).encode()

    return edit


def asking(aws: Account) -> None:
    """A function, and another that is told its version."""
    asked = aws.add_lambda_function(name="hello", code=hello())
    aws.add_lambda_function(name="other", code=hello(), environment={"VERSION": asked.version})


@pytest.fixture
def made_again(moto: Emulator, wire: Wire) -> Emulator:
    """A function that was made when one of its name had existed before, by an apply that ended right after that."""
    for operation in ("lambda:CreateFunction", "lambda:ListVersionsByFunction"):
        wire.replace(operation, versions_from(7))
    failing(moto, wire, "lambda:TagResource", lambda aws: aws.add_lambda_function(name="hello", code=hello()))
    return moto


def test_the_first_version_is_looked_up_for_whoever_asks_after_an_apply_that_could_not_note_it(
    made_again: Emulator,
) -> None:
    applied(made_again, asking)
    other = made_again.client("lambda").get_function(FunctionName="other")["Configuration"]
    assert other["Environment"]["Variables"] == {"VERSION": "7"}


def test_the_first_version_is_not_looked_up_where_nobody_asks(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, function())
    assert not planned(emulator, function()).to_do
    assert "lambda:ListVersionsByFunction" not in wire.names()


def test_a_version_is_published_for_whoever_asks_where_the_first_one_is_gone(ministack: Emulator) -> None:
    applied(ministack, asking)
    ministack.client("lambda").delete_function(FunctionName="hello", Qualifier="1")
    assert planned(ministack, asking).by_address["eu-west-1/lambda_function.hello"].reason is Reason.UNPUBLISHED


@pytest.mark.parametrize("tags", [{}, {"team": "web"}])
def test_what_asks_for_the_version_is_told_that_there_is_none_once_publishing_is_turned_off(
    ministack: Emulator, tags: dict[str, str]
) -> None:
    def declare(*, publish: bool) -> Callable[[Account], Any]:
        def both(aws: Account) -> None:
            asked = aws.add_lambda_function(name="hello", code=hello(), publish=publish, tags={} if publish else tags)
            aws.add_lambda_function(name="other", code=hello(), environment={"VERSION": asked.version})

        return both

    applied(ministack, declare(publish=True))
    applied(ministack, declare(publish=False))
    other = ministack.client("lambda").get_function(FunctionName="other")["Configuration"]
    assert other["Environment"]["Variables"] == {"VERSION": "$LATEST"}
