"""REST APIs with their routes: one document each, which is sent, deployed, and known by its digest."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.aws.apigateway.cases import ADDRESS, allowed, api, limits
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown import Account
from touchdown.model.errors import DeclarationError, NotOurs

SHOP = "eu-west-1/apigateway_rest_api.shop"
STAGE = f"{SHOP}:stage.live"
CREATED = [
    "apigateway:CreateRestApi",
    "apigateway:PutRestApi",
    "apigateway:CreateDeployment",
    "apigateway:CreateStage",
]


def of_function(*routes: str, timeout: int = 3, **fields: Any) -> Declare:
    def declare(aws: Account) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello(), timeout=timeout)
        made = aws.add_rest_api(name="shop", **fields)
        for route in routes or ("GET /orders/{id}",):
            made.add_route(route=route, target=worker)

    return declare


def apis(emulator: Emulator) -> list[Any]:
    return emulator.client("apigateway").get_rest_apis()["items"]


def methods(emulator: Emulator) -> dict[str, list[str]]:
    """The methods of each path of the only API."""
    (made,) = apis(emulator)
    resources = emulator.client("apigateway").get_resources(restApiId=made["id"], limit=500)["items"]
    return {one["path"]: sorted(one.get("resourceMethods") or {}) for one in resources if one.get("resourceMethods")}


def stage(emulator: Emulator, name: str = "live") -> Any:
    (made,) = apis(emulator)
    return emulator.client("apigateway").get_stage(restApiId=made["id"], stageName=name)


def of_apis(names: list[str]) -> list[str]:
    return [name for name in names if name.startswith("apigateway:")]


# APIS.md, 1 and 13: the tags first, the document next, and nothing answers before it is deployed.
def test_an_api_is_made_with_its_tags_and_answers_when_all_of_it_is_there(emulator: Emulator, wire: Wire) -> None:
    declare = of_function("GET /orders/{id}", "POST /orders", "ANY /{rest+}")
    applied(emulator, declare)
    assert of_apis(wire.writes()) == CREATED
    assert set(methods(emulator)) == {"/orders", "/orders/{id}", "/{rest+}"}
    # The permission comes before the document is deployed, and is one for all routes (APIS.md, 22).
    assert wire.names().index("lambda:AddPermission") < wire.names().index("apigateway:CreateDeployment")
    (statement,) = json.loads(emulator.client("lambda").get_policy(FunctionName="worker")["Policy"])["Statement"]
    arn = f"arn:aws:execute-api:eu-west-1:{emulator.account_id}:{apis(emulator)[0]['id']}/*"
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": arn}}
    wire.forget()
    assert actions(planned(emulator, declare)) == {}
    # APIS.md, 11: the digest stands in the deployment, so that no document is read.
    expected = ["apigateway:GetDeployment", "apigateway:GetRestApis", "apigateway:GetStages"]
    assert sorted(of_apis(wire.names())) == expected


def test_a_changed_route_is_one_document_one_deployment_and_one_move_of_the_stage(
    emulator: Emulator, wire: Wire
) -> None:
    applied(emulator, api("GET /orders", "GET /pages"))
    before = stage(emulator)["deploymentId"]
    wire.forget()
    plan = planned(emulator, api("GET /orders", "GET /pages/{name}"))
    paths = {one.path for one in plan.by_address[STAGE].differences}
    assert ("routes", "GET /pages/{name}") in paths
    assert ("routes", "GET /orders") not in paths
    applied(emulator, api("GET /orders", "GET /pages/{name}"))
    written = ["apigateway:PutRestApi", "apigateway:CreateDeployment", "apigateway:UpdateStage"]
    assert of_apis(wire.writes()) == written
    # APIS.md, 2: what is no longer declared goes.
    assert methods(emulator) == {"/orders": ["GET"], "/pages/{name}": ["GET"]}
    assert stage(emulator)["deploymentId"] != before
    assert actions(planned(emulator, api("GET /orders", "GET /pages/{name}"))) == {}


# APIS.md, 10: the settings of a stage need no deployment.
def test_a_setting_of_the_stage_is_changed_alone_and_taken_away(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, api())
    wire.forget()
    applied(emulator, api(throttling=limits(5, 7), stage_variables={"a": "1"}))
    assert of_apis(wire.writes()) == ["apigateway:UpdateStage"]
    found = stage(emulator)
    settings = found["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (5, 7)
    assert found["variables"] == {"a": "1"}
    applied(emulator, api())
    assert "*/*" not in stage(emulator).get("methodSettings", {})
    assert actions(planned(emulator, api())) == {}


# APIS.md, 3: a document resets the settings that it lacks.
def test_the_settings_of_an_api_stay_when_a_route_changes(emulator: Emulator) -> None:
    settings: dict[str, Any] = {
        "binary_types": ["image/png"],
        "minimum_size": 1000,
        "policy": allowed("execute-api:Invoke"),
    }
    applied(emulator, api(**settings))
    applied(emulator, api("GET /other", **settings))
    (found,) = apis(emulator)
    assert (found["binaryMediaTypes"], found["minimumCompressionSize"]) == (["image/png"], 1000)
    assert "execute-api:Invoke" in found["policy"]
    assert actions(planned(emulator, api("GET /other", **settings))) == {}


# APIS.md, 3: that tags stay is unsourced.
def test_tags_that_a_document_takes_away_are_put_back(ministack: Emulator, wire: Wire) -> None:
    def lose(call: Any) -> None:
        arn = f"arn:aws:apigateway:eu-west-1::/restapis/{apis(ministack)[0]['id']}"
        ministack.client("apigateway").untag_resource(resourceArn=arn, tagKeys=["touchdown:workspace"])

    wire.on("apigateway:PutRestApi", lose, when="after")
    applied(ministack, api())
    assert apis(ministack)[0]["tags"]["touchdown:workspace"] == "shop"
    assert actions(planned(ministack, api())) == {}


# APIS.md, 24.
def test_another_type_of_endpoint_is_deployed(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, api())
    wire.forget()
    applied(emulator, api(endpoint="EDGE"))
    assert apis(emulator)[0]["endpointConfiguration"]["types"] == ["EDGE"]
    writes = [name for name in of_apis(wire.writes()) if name != "apigateway:TagResource"]
    assert writes == [
        "apigateway:UpdateRestApi",
        "apigateway:PutRestApi",
        "apigateway:CreateDeployment",
        "apigateway:UpdateStage",
    ]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", ["CreateRestApi", "PutRestApi", "CreateDeployment", "CreateStage"])
def test_a_call_whose_answer_is_lost_leaves_no_twin(ministack: Emulator, wire: Wire, operation: str, when: Any) -> None:
    wire.drop(f"apigateway:{operation}", when=when)
    applied(ministack, api())
    (made,) = apis(ministack)
    assert len(ministack.client("apigateway").get_deployments(restApiId=made["id"])["items"]) == 1
    assert actions(planned(ministack, api())) == {}


def test_a_stage_of_another_name_takes_the_place_of_the_old_one(emulator: Emulator) -> None:
    applied(emulator, api())
    applied(emulator, api(stage="prod"))
    (made,) = apis(emulator)
    stages = emulator.client("apigateway").get_stages(restApiId=made["id"])["item"]
    assert [one["stageName"] for one in stages] == ["prod"]
    assert actions(planned(emulator, api(stage="prod"))) == {}


def test_what_somebody_has_deployed_by_hand_is_deployed_anew(emulator: Emulator) -> None:
    applied(emulator, api())
    (made,) = apis(emulator)
    emulator.client("apigateway").create_deployment(restApiId=made["id"], stageName="other")
    emulator.client("apigateway").create_deployment(restApiId=made["id"], description="theirs")
    theirs = emulator.client("apigateway").get_deployments(restApiId=made["id"])["items"]
    (id_,) = [one["id"] for one in theirs if one.get("description") == "theirs"]
    patch = {"op": "replace", "path": "/deploymentId", "value": id_}
    emulator.client("apigateway").update_stage(restApiId=made["id"], stageName="live", patchOperations=[patch])
    assert actions(planned(emulator, api())) == {STAGE: "update"}
    applied(emulator, api())
    assert actions(planned(emulator, api())) == {}


def test_an_api_is_adopted_when_asked_and_only_then(emulator: Emulator) -> None:
    theirs = emulator.client("apigateway").create_rest_api(name="shop")["id"]
    with pytest.raises(NotOurs, match=r"apigateway_rest_api\.shop"):
        planned(emulator, api())
    applied(emulator, api(), adopt=[SHOP])
    assert [one["id"] for one in apis(emulator)] == [theirs]
    assert actions(planned(emulator, api())) == {}
    applied(emulator, nothing)
    assert apis(emulator) == []


# The numbers: 8 calls to create, 4 to find nothing changed.
def test_sixty_routes_take_as_many_calls_as_one(ministack: Emulator, wire: Wire) -> None:
    declare = of_function(*(f"GET /things{number}/{{id}}" for number in range(60)), throttling=limits(10, 20))
    applied(ministack, declare)
    made = Counter(of_apis(wire.names()))
    assert made.pop("apigateway:GetRestApis") == 1
    assert made == Counter([*CREATED, "apigateway:UpdateStage", "apigateway:GetTags", "apigateway:GetTags"])
    wire.forget()
    assert not planned(ministack, declare).to_do
    assert len(of_apis(wire.names())) == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"route": "orders"}, "a method and a path"),
        ({"route": "$default"}, "only HTTP APIs have"),
        ({"route": "GET /{rest+}/end"}, "for the last part"),
        ({"route": "GET /a{id}"}, "a name in braces"),
        ({"route": "GET /orders"}, "twice"),
        ({"route": "GET /things/{number}/items"}, "one name for that part"),
        ({"target": "example.com"}, "begins with https://"),
        ({"timeout": 30}, "0.05 to 29 seconds"),
    ],
)
def test_what_aws_refuses_of_a_route_is_refused_where_it_is_declared(
    ministack: Emulator, fields: dict[str, Any], said: str
) -> None:
    def declare(aws: Account) -> None:
        made = aws.add_rest_api(name="shop")
        made.add_route(route="GET /orders", target=ADDRESS)
        made.add_route(route="GET /things/{id}", target=ADDRESS)
        given: dict[str, Any] = {"route": "GET /more", "target": ADDRESS, **fields}
        made.add_route(**given)

    with pytest.raises(DeclarationError, match=said):
        workspace(ministack, declare)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stage": "a stage"}, "up to 128 letters"),
        ({"throttling": {"ThrottlingRateLimit": 1.0}}, "both of them"),
        ({"endpoint": "PRIVATE"}, "needs policy="),  # APIS.md, 12
        ({"minimum_size": -1}, "0 to 10485760"),
        ({"policy": {"Version": "2012-10-17", "Statement": [{"Sid": "a" * 8200}]}}, "up to 8192"),
    ],
)
def test_what_aws_refuses_of_an_api_is_refused_in_the_plan(
    ministack: Emulator, wire: Wire, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, api(**fields))
    assert wire.names() == []


# APIS.md, 12: "The REST API doesn't contain any methods".
def test_an_api_without_routes_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="it has no route"):
        planned(ministack, lambda aws: aws.add_rest_api(name="shop"))


def test_the_plan_warns_of_a_function_that_may_run_for_longer_than_the_api_waits(ministack: Emulator) -> None:
    plan = planned(ministack, of_function(timeout=60))
    assert any("the API waits 29" in note for note in plan.by_address[STAGE].notes)
