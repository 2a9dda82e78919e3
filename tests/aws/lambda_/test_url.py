"""Function URLs, which carry no tags: they belong to the function that they are attached to."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown import apply, destroy
from touchdown.model.errors import AccountError, DeclarationError

FUNCTION, URL = "eu-west-1/lambda_function.hello", "eu-west-1/lambda_function.hello:url"
HAS_URL = "touchdown:has:url"


def function(aws: Any) -> Any:
    return aws.add_lambda_function(name="hello", code=hello())


def with_url(**fields: Any) -> Declare:
    return lambda aws: function(aws).add_url(**fields)


def tags_of(emulator: Emulator) -> dict[str, str]:
    return emulator.client("lambda").get_function(FunctionName="hello")["Tags"]


def statements(emulator: Emulator) -> list[dict[str, Any]]:
    return json.loads(emulator.client("lambda").get_policy(FunctionName="hello")["Policy"])["Statement"]


def url_made_by_hand(emulator: Emulator) -> None:
    # moto spells the mode otherwise where none is given.
    client = emulator.client("lambda")
    client.create_function_url_config(FunctionName="hello", AuthType="AWS_IAM", InvokeMode="BUFFERED")


def test_a_url_is_made_with_its_function_and_found_again(emulator: Emulator) -> None:
    applied(emulator, with_url())
    assert tags_of(emulator)[HAS_URL]
    assert actions(planned(emulator, with_url())) == {}


def test_its_address_can_stand_in_what_needs_it(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        url = function(aws).add_url().url
        aws.add_lambda_function(name="caller", code=hello(), environment={"URL": url})

    applied(emulator, declare)
    client = emulator.client("lambda")
    address = client.get_function_url_config(FunctionName="hello")["FunctionUrl"]
    caller = client.get_function_configuration(FunctionName="caller")
    assert caller["Environment"]["Variables"] == {"URL": address}
    assert actions(planned(emulator, declare)) == {}


def test_the_first_url_of_a_function_enters_its_index_before_it_is_made(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, function)
    wire.forget()
    applied(emulator, with_url())
    assert wire.writes() == ["lambda:TagResource", "lambda:CreateFunctionUrlConfig"]


def test_the_last_url_leaves_the_index_after_it_is_gone(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_url())
    assert actions(planned(emulator, function)) == {FUNCTION: "update", URL: "delete"}
    wire.forget()
    applied(emulator, function)
    writes = wire.writes()
    assert writes[0] == "lambda:DeleteFunctionUrlConfig"
    assert "lambda:UntagResource" in writes[1:]
    assert HAS_URL not in tags_of(emulator)
    assert actions(planned(emulator, function)) == {}


def test_no_call_is_made_for_urls_where_there_is_none(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, function)
    wire.forget()
    planned(emulator, function)
    assert Counter(wire.names())["lambda:GetFunctionUrlConfig"] == 0


def test_a_change_of_a_url_publishes_no_version(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_url())
    wire.forget()
    applied(emulator, with_url(cors={"AllowOrigins": ["https://a.example"]}))
    assert wire.writes() == ["lambda:UpdateFunctionUrlConfig"]


def test_a_url_goes_with_the_function_that_is_no_longer_declared(emulator: Emulator) -> None:
    applied(emulator, with_url())
    assert actions(planned(emulator, nothing)).items() >= {FUNCTION: "delete", URL: "delete"}.items()
    applied(emulator, nothing)
    assert actions(planned(emulator, nothing)) == {}


def test_a_url_goes_before_its_function_is_destroyed(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, with_url())
    wire.forget()
    destroy(made)
    deletes = [name for name in wire.writes() if name.startswith("lambda:Delete")]
    assert deletes == ["lambda:DeleteFunctionUrlConfig", "lambda:DeleteFunction"]


def test_a_url_that_somebody_made_by_hand_is_theirs(emulator: Emulator) -> None:
    applied(emulator, function)
    url_made_by_hand(emulator)
    assert actions(planned(emulator, function)) == {}
    with pytest.raises(AccountError, match=r"lambda_function\.hello:url exists already"):
        planned(emulator, with_url())


def test_a_url_that_somebody_made_by_hand_is_adopted_when_asked(emulator: Emulator) -> None:
    applied(emulator, function)
    url_made_by_hand(emulator)
    cors = {"AllowOrigins": ["https://a.example"]}
    apply(workspace(emulator, with_url(cors=cors)), adopt=[URL])
    assert emulator.client("lambda").get_function_url_config(FunctionName="hello")["Cors"] == cors
    assert actions(planned(emulator, with_url(cors=cors))) == {}


def test_a_function_has_one_url(ministack: Emulator) -> None:
    def twice(aws: Any) -> None:
        made = function(aws)
        made.add_url()
        made.add_url()

    with pytest.raises(DeclarationError, match=r"lambda_function\.hello:url is declared twice"):
        workspace(ministack, twice)


def test_a_method_that_aws_refuses_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="answers OPTIONS by itself"):
        planned(ministack, with_url(cors={"AllowMethods": ["GET", "OPTIONS"]}))


# FAULTS.md, 10.
def test_a_url_for_anybody_brings_both_of_its_statements_along(emulator: Emulator) -> None:
    applied(emulator, with_url(auth="NONE"))
    allowed = sorted(one["Action"] for one in statements(emulator))
    assert allowed == ["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"]


def test_both_statements_of_a_url_for_anybody_are_compared(ministack: Emulator) -> None:
    applied(ministack, with_url(auth="NONE"))
    assert actions(planned(ministack, with_url(auth="NONE"))) == {}
    first = statements(ministack)[0]["Sid"]
    ministack.client("lambda").remove_permission(FunctionName="hello", StatementId=first)
    assert list(actions(planned(ministack, with_url(auth="NONE"))).values()) == ["create"]


def test_a_url_that_asks_who_calls_takes_its_statements_away(ministack: Emulator) -> None:
    applied(ministack, with_url(auth="NONE"))
    applied(ministack, with_url())
    assert statements(ministack) == []


def test_the_plan_says_that_anybody_may_call_a_url(ministack: Emulator) -> None:
    planned_url = next(one for one in planned(ministack, with_url(auth="NONE")).changes if one.address == URL)
    assert any("Anybody on the internet" in note for note in planned_url.notes)
