"""HTTP APIs, each with its stage: they are known by their tags, since names aren't unique."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from tests.aws.apigatewayv2.cases import api, limits
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, nothing, planned
from touchdown.aws import connection
from touchdown.aws.endpoint import EMULATOR
from touchdown.model.errors import DeclarationError, NotOurs

SHOP = "eu-west-1/apigatewayv2_api.shop"


def apis(emulator: Emulator) -> list[Any]:
    return emulator.client("apigatewayv2").get_apis()["Items"]


def stage(emulator: Emulator) -> Any:
    (found,) = apis(emulator)
    return emulator.client("apigatewayv2").get_stage(ApiId=found["ApiId"], StageName="$default")


def made_by_somebody(emulator: Emulator, name: str = "shop", **tags: str) -> str:
    return emulator.client("apigatewayv2").create_api(Name=name, ProtocolType="HTTP", Tags=tags)["ApiId"]


def test_an_api_is_made_with_its_stage_in_two_calls(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, api())
    assert wire.writes() == ["apigatewayv2:CreateApi", "apigatewayv2:CreateStage"]
    assert stage(emulator)["AutoDeploy"]
    assert actions(planned(emulator, api())) == {}


def test_its_outputs_stand_in_what_needs_them(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        made = aws.add_http_api(name="shop")
        aws.add_log_group(name="hello", tags={"id": made.id, "url": made.url, "runs": made.execution_arn})

    applied(emulator, declare)
    (made,) = apis(emulator)
    arn = f"arn:aws:logs:eu-west-1:{emulator.account_id}:log-group:hello"
    tags = emulator.client("logs").list_tags_for_resource(resourceArn=arn)["tags"]
    assert (tags["id"], tags["url"]) == (made["ApiId"], made["ApiEndpoint"])
    assert tags["runs"] == f"arn:aws:execute-api:eu-west-1:{emulator.account_id}:{made['ApiId']}"
    assert actions(planned(emulator, declare)) == {}


# EVENTS.md, 63.
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_creation_whose_answer_is_lost_leaves_no_twin(emulator: Emulator, wire: Wire, when: Any) -> None:
    wire.drop("apigatewayv2:CreateApi", when=when)
    applied(emulator, api())
    assert len(apis(emulator)) == 1
    assert actions(planned(emulator, api())) == {}


def test_a_stage_that_is_missing_is_made(emulator: Emulator) -> None:
    applied(emulator, api())
    (made,) = apis(emulator)
    emulator.client("apigatewayv2").delete_stage(ApiId=made["ApiId"], StageName="$default")
    assert actions(planned(emulator, api())) == {SHOP: "update"}
    applied(emulator, api())
    assert stage(emulator)["AutoDeploy"]


def test_a_stage_that_somebody_deploys_by_hand_deploys_by_itself_again(ministack: Emulator) -> None:
    applied(ministack, api())
    (made,) = apis(ministack)
    ministack.client("apigatewayv2").update_stage(ApiId=made["ApiId"], StageName="$default", AutoDeploy=False)
    assert actions(planned(ministack, api())) == {SHOP: "update"}
    applied(ministack, api())
    assert stage(ministack)["AutoDeploy"]


def test_an_api_of_the_same_name_that_belongs_to_nobody_is_adopted_when_asked(emulator: Emulator) -> None:
    api_id = made_by_somebody(emulator)
    with pytest.raises(NotOurs, match=r"apigatewayv2_api\.shop"):
        planned(emulator, api())
    applied(emulator, api(), adopt=[SHOP])
    assert [one["ApiId"] for one in apis(emulator)] == [api_id]
    assert actions(planned(emulator, api())) == {}


@pytest.mark.parametrize("tags", [{}, {"touchdown:workspace": "other", "touchdown:id": SHOP}], ids=["nobody", "other"])
def test_two_apis_of_others_with_the_same_name_are_left(emulator: Emulator, tags: dict[str, str]) -> None:
    theirs = {made_by_somebody(emulator, **tags), made_by_somebody(emulator, **tags)}
    applied(emulator, api())
    assert actions(planned(emulator, api())) == {}
    assert len(apis(emulator)) == 3
    applied(emulator, nothing)
    assert {one["ApiId"] for one in apis(emulator)} == theirs


def test_an_api_that_somebody_renames_stays_ours(emulator: Emulator) -> None:
    applied(emulator, api())
    emulator.client("apigatewayv2").update_api(ApiId=apis(emulator)[0]["ApiId"], Name="renamed")
    assert actions(planned(emulator, nothing)) == {SHOP: "delete"}
    assert actions(planned(emulator, api())) == {}


# terraform-aws-modules/terraform-aws-apigateway-v2#45: an empty value stops all traffic.
def test_limits_that_are_taken_away_become_those_of_the_account(ministack: Emulator) -> None:
    applied(ministack, api(throttling=limits(1, 2)))
    assert stage(ministack)["DefaultRouteSettings"] == limits(1, 2)
    applied(ministack, api())
    assert stage(ministack)["DefaultRouteSettings"] == limits(10_000, 5000)
    assert actions(planned(ministack, api())) == {}


def test_an_access_log_brings_its_group_along(ministack: Emulator) -> None:
    applied(ministack, api(access_log=True))
    (group,) = ministack.client("logs").describe_log_groups()["logGroups"]
    assert (group["logGroupName"], group["retentionInDays"]) == ("/aws/vendedlogs/apis/shop", 30)
    assert stage(ministack)["AccessLogSettings"]["DestinationArn"] == group["arn"].removesuffix(":*")
    assert actions(planned(ministack, api(access_log=True))) == {}


def test_an_access_log_is_taken_away_by_its_own_call(
    ministack: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(ministack, api(access_log=True))
    wire.forget()
    monkeypatch.setattr(connection, "EMULATOR", attrs.evolve(EMULATOR, deletes_access_logs=True))
    wire.replace("apigatewayv2:DeleteAccessLogSettings", lambda body: b"{}")
    applied(ministack, api())
    assert wire.writes()[0] == "apigatewayv2:DeleteAccessLogSettings"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"throttling": {"ThrottlingRateLimit": 1.0}}, "both of them"),
        ({"cors": {"AllowOrigins": ["*"], "AllowCredentials": True}}, "AllowCredentials for any origin"),
    ],
)
def test_what_aws_refuses_is_refused_in_the_plan(ministack: Emulator, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, api(**fields))


def test_a_plan_without_a_change_takes_two_calls_for_an_api(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, api())
    wire.forget()
    planned(ministack, api())
    of_apis = [name for name in wire.names() if name.startswith("apigatewayv2:")]
    # MiniStack's list has old tags, so they are read one by one there.
    assert sorted(of_apis) == ["apigatewayv2:GetApis", "apigatewayv2:GetStage", "apigatewayv2:GetTags"]
