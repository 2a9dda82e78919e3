"""API keys with their usage plans: the key's text is a secret, and each opens one stage."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.apigateway.cases import ADDRESS, api, with_key
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, nothing, planned, workspace
from touchdown import Account, Secret, apply, plan
from touchdown.cli.views.outputs import values_of_outputs
from touchdown.model.errors import DeclarationError

SHOP = "eu-west-1/apigateway_rest_api.shop"
KEY, PLAN = f"{SHOP}:api_key.partner", f"{SHOP}:usage_plan.partner"
TEXT = "a text that nobody else has"


def keys(emulator: Emulator) -> list[Any]:
    return emulator.client("apigateway").get_api_keys(includeValues=True)["items"]


def plans(emulator: Emulator) -> list[Any]:
    return emulator.client("apigateway").get_usage_plans()["items"]


def linked(emulator: Emulator) -> list[str]:
    """The names of the keys in the only plan."""
    (one,) = plans(emulator)
    return [key["name"] for key in emulator.client("apigateway").get_usage_plan_keys(usagePlanId=one["id"])["items"]]


def test_a_key_is_made_with_a_plan_that_opens_the_stage(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_key(rate=10, burst=20, quota="1000/day"))
    (key,), (made,) = keys(emulator), plans(emulator)
    assert (key["name"], key["enabled"], made["name"]) == ("shop-partner", True, "shop-partner")
    assert [one["stage"] for one in made["apiStages"]] == ["live"]
    assert (made["throttle"]["rateLimit"], made["throttle"]["burstLimit"]) == (10, 20)
    assert (made["quota"]["limit"], made["quota"]["period"]) == (1000, "DAY")
    assert linked(emulator) == ["shop-partner"]
    # APIS.md, 10 and 21: the stage is there before a plan opens it.
    assert wire.names().index("apigateway:CreateStage") < wire.names().index("apigateway:CreateUsagePlan")
    wire.forget()
    assert actions(planned(emulator, with_key(rate=10, burst=20, quota="1000/day"))) == {}
    assert "apigateway:GetApiKey" not in wire.names()


def test_limits_change_and_go(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_key(rate=10, burst=20, quota="1000/day"))
    applied(emulator, with_key(rate=20, burst=20))
    (made,) = plans(emulator)
    assert made["throttle"]["rateLimit"] == 20
    assert not made.get("quota")
    wire.forget()
    applied(emulator, with_key())
    assert not plans(emulator)[0].get("throttle")
    assert actions(planned(emulator, with_key())) == {}
    assert [name for name in wire.writes() if "UsagePlan" in name] == ["apigateway:UpdateUsagePlan"]


# APIS.md, 26 and 21: the plan lets go of the stage, and goes before the key and the API.
def test_a_key_goes_with_its_plan_and_both_before_their_api(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_key())
    wire.forget()
    applied(emulator, nothing)
    written = [name.partition(":")[2] for name in wire.writes() if name.startswith("apigateway:")]
    assert written.index("UpdateUsagePlan") < written.index("DeleteUsagePlan") < written.index("DeleteApiKey")
    assert written.index("DeleteUsagePlan") < written.index("DeleteStage") < written.index("DeleteRestApi")
    assert (keys(emulator), plans(emulator)) == ([], [])


# APIS.md, 13: a stage of another name has no plan of its own.
def test_a_plan_moves_to_a_stage_of_another_name(emulator: Emulator) -> None:
    applied(emulator, with_key())

    def declare(aws: Account) -> None:
        api(stage="prod")(aws).add_api_key(name="partner")

    applied(emulator, declare)
    assert [one["stage"] for one in plans(emulator)[0]["apiStages"]] == ["prod"]
    assert actions(planned(emulator, declare)) == {}


def test_the_text_of_a_key_is_an_output_that_only_reveal_shows(emulator: Emulator) -> None:
    declared: list[Any] = []
    made = workspace(emulator, lambda aws: declared.append(with_key()(aws)))
    made.add_output("key", declared[0].text)
    apply(made)
    text = keys(emulator)[0]["value"]
    again = plan(made)
    assert not again.to_do
    assert values_of_outputs(made, again) == {"key": "(secret)"}
    assert values_of_outputs(made, again, revealed=True) == {"key": text}


def test_a_text_of_ones_own_is_a_secret_and_another_text_is_another_key(emulator: Emulator) -> None:
    applied(emulator, with_key(value=Secret(TEXT)))
    (key,) = keys(emulator)
    assert key["value"] == TEXT
    assert actions(planned(emulator, with_key(value=Secret(TEXT)))) == {}
    found = planned(emulator, with_key(value=Secret("another text of many letters")))
    assert found.by_address[KEY].action == "replace"
    assert TEXT not in repr(found.by_address[KEY].differences)
    applied(emulator, with_key(value=Secret("another text of many letters")))
    assert [one["value"] for one in keys(emulator)] == ["another text of many letters"]
    assert linked(emulator) == ["shop-partner"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", ["CreateApiKey", "CreateUsagePlan", "CreateUsagePlanKey"])
def test_a_call_whose_answer_is_lost_leaves_no_twin(ministack: Emulator, wire: Wire, operation: str, when: Any) -> None:
    wire.drop(f"apigateway:{operation}", when=when)
    applied(ministack, with_key())
    assert (len(keys(ministack)), len(plans(ministack)), linked(ministack)) == (1, 1, ["shop-partner"])
    assert actions(planned(ministack, with_key())) == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rate": 1}, "belong together"),
        ({"quota": "1000"}, "a number and a time"),
        ({"value": Secret("short of twenty")}, "20 to 128 characters"),
    ],
)
def test_what_aws_refuses_of_a_key_is_refused_in_the_plan(
    ministack: Emulator, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, with_key(**fields))


def test_the_plan_warns_of_a_route_that_asks_for_a_key_where_there_is_none(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.add_rest_api(name="shop").add_route(route="GET /", target=ADDRESS, api_key=True)

    notes = planned(ministack, declare).by_address[f"{SHOP}:stage.live"].notes
    assert any("asks for a key" in note for note in notes)
