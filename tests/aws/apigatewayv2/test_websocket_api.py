"""WebSocket APIs, with their stage, routes, integrations and authorizers."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import running
from tests.aws.apigatewayv2.cases import limits, websocket
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, nothing, planned
from touchdown import Account, destroy
from touchdown.model.errors import DeclarationError, NotOurs

CHAT = "eu-west-1/apigatewayv2_websocket_api.chat"


def apis(emulator: Emulator) -> list[Any]:
    return emulator.client("apigatewayv2").get_apis()["Items"]


def items(emulator: Emulator, what: str) -> list[Any]:
    (found,) = apis(emulator)
    return getattr(emulator.client("apigatewayv2"), f"get_{what}")(ApiId=found["ApiId"])["Items"]


def chat(aws: Account) -> None:
    api = aws.add_websocket_api(name="chat")
    worker = aws.add_lambda_function(name="chat", code=hello())
    other = aws.add_lambda_function(name="other", code=hello(), environment={"URL": api.connections_url})
    for route in ("$connect", "$disconnect", "$default", "say"):
        api.add_route(route=route, target=worker)
    api.add_route(route="ask", target=other, answer=True)
    api.grant("manage", to=other)


# APIS.md, 27 to 30; EVENTS.md, 69.
def test_an_api_is_made_with_its_stage_after_its_routes(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, chat)
    writes = wire.writes()
    routes = [at for at, name in enumerate(writes) if name in ("apigatewayv2:CreateRoute", "apigatewayv2:UpdateRoute")]
    assert writes.index("apigatewayv2:CreateStage") > max(routes)
    assert Counter(one for one in writes if one.startswith("apigatewayv2:")) == {
        "apigatewayv2:CreateApi": 1,
        "apigatewayv2:CreateIntegration": 2,
        "apigatewayv2:CreateRoute": 5,
        "apigatewayv2:CreateRouteResponse": 1,
        "apigatewayv2:UpdateRoute": 1,
        "apigatewayv2:CreateStage": 1,
    }
    (stage,), (api,) = items(emulator, "stages"), apis(emulator)
    assert (stage["StageName"], stage["AutoDeploy"]) == ("live", True)
    account, api_id = emulator.account_id, api["ApiId"]
    start = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1"
    uris = {one["IntegrationUri"] for one in items(emulator, "integrations")}
    assert uris == {f"{start}:{account}:function:{name}/invocations" for name in ("chat", "other")}
    by_key = {one["RouteKey"]: one.get("RouteResponseSelectionExpression") for one in items(emulator, "routes")}
    assert {key for key, expression in by_key.items() if expression == "$default"} == {"ask"}
    (statement,) = json.loads(emulator.client("lambda").get_policy(FunctionName="chat")["Policy"])["Statement"]
    source = f"arn:aws:execute-api:eu-west-1:{account}:{api_id}"
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": f"{source}/*"}}
    role = emulator.client("lambda").get_function_configuration(FunctionName="other")["Role"].rpartition("/")[2]
    policy = emulator.client("iam").get_role_policy(RoleName=role, PolicyName="touchdown-other")["PolicyDocument"]
    allowed = {"Action": ["execute-api:ManageConnections"], "Resource": [f"{source}/*/*/@connections/*"]}
    assert policy["Statement"] == [{"Effect": "Allow", **allowed}]
    wire.forget()
    assert actions(planned(emulator, chat)) == {}
    calls = Counter(name for name in wire.names() if name.startswith("apigatewayv2:"))
    assert calls.pop("apigatewayv2:GetTags", 0) <= 1  # of an emulator that lists old tags
    assert calls == {f"apigatewayv2:Get{what}": 1 for what in ("Apis", "Routes", "Integrations", "Stages")}
    wire.forget()
    destroy(made)
    deletes = [name for name in wire.writes() if name.startswith("apigatewayv2:Delete")]
    assert (deletes[0], deletes[-1]) == ("apigatewayv2:DeleteStage", "apigatewayv2:DeleteApi")
    assert apis(emulator) == []


# APIS.md, 27, 29.
def test_an_api_is_made_changed_and_deleted_by_the_rules_of_aws(ministack: Emulator) -> None:
    with running(ministack.direct_address, Profile(latency=0)) as simulator:
        ministack.address = simulator.address
        applied(ministack, chat)
        applied(ministack, lambda aws: websocket(aws, on="ask", stage="other"))
        assert actions(planned(ministack, lambda aws: websocket(aws, on="ask", stage="other"))) == {}
        client = ministack.client("apigatewayv2", address=simulator.address)
        theirs = client.create_api(Name="theirs", ProtocolType="WEBSOCKET")["ApiId"]
        with pytest.raises(ClientError, match="At least one route is required"):
            client.create_stage(ApiId=theirs, StageName="live", AutoDeploy=True)
        with pytest.raises(ClientError, match="Invalid function ARN"):
            client.create_integration(ApiId=theirs, IntegrationType="AWS_PROXY", IntegrationUri="arn:aws:lambda:a:b:c")
        applied(ministack, nothing)
        assert [one["Name"] for one in apis(ministack)] == ["theirs"]


def test_its_outputs_are_addresses_for_clients_and_for_functions(emulator: Emulator) -> None:
    applied(emulator, chat)
    variables = emulator.client("lambda").get_function_configuration(FunctionName="other")["Environment"]["Variables"]
    scheme, _, rest = apis(emulator)[0]["ApiEndpoint"].partition("://")
    assert variables["URL"] == f"{scheme.replace('wss', 'https')}://{rest}/live"


@pytest.mark.parametrize("operation", ["CreateApi", "CreateRoute", "CreateRouteResponse", "CreateIntegration"])
def test_a_creation_whose_answer_is_lost_leaves_no_twin(ministack: Emulator, wire: Wire, operation: str) -> None:
    def declare(aws: Account) -> None:
        websocket(aws, answer=True)

    wire.drop(f"apigatewayv2:{operation}", when="after")
    applied(ministack, declare)
    assert [len(items(ministack, what)) for what in ("routes", "integrations", "stages")] == [1, 1, 1]
    (route,), client = items(ministack, "routes"), ministack.client("apigatewayv2")
    responses = client.get_route_responses(ApiId=apis(ministack)[0]["ApiId"], RouteId=route["RouteId"])["Items"]
    assert [one["RouteResponseKey"] for one in responses] == ["$default"]
    assert actions(planned(ministack, declare)) == {}


def test_an_answer_that_comes_and_goes_keeps_one_response(ministack: Emulator, wire: Wire) -> None:
    for answer in (True, False, True):
        applied(ministack, lambda aws, answer=answer: websocket(aws, answer=answer))
        (route,) = items(ministack, "routes")
        assert bool(route.get("RouteResponseSelectionExpression")) == answer
    assert wire.names().count("apigatewayv2:CreateRouteResponse") == 1


def test_settings_are_those_of_the_stage_and_another_stage_replaces_it(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, lambda aws: websocket(aws, throttling=limits(1, 2), access_log=True))
    (stage,) = items(ministack, "stages")
    assert stage["DefaultRouteSettings"] == limits(1, 2)
    assert stage["AccessLogSettings"]["DestinationArn"].endswith(":/aws/vendedlogs/apis/chat")
    wire.forget()
    applied(ministack, lambda aws: websocket(aws, throttling=limits(3, 4), access_log=True))
    assert wire.writes() == ["apigatewayv2:UpdateStage"]
    applied(ministack, lambda aws: websocket(aws, stage="other"))
    (stage,) = items(ministack, "stages")
    assert stage["StageName"] == "other"
    assert actions(planned(ministack, lambda aws: websocket(aws, stage="other"))) == {}


def test_an_http_api_of_the_same_name_is_another(emulator: Emulator) -> None:
    def both(aws: Account) -> None:
        websocket(aws)
        aws.add_http_api(name="chat")

    applied(emulator, both)
    assert {one["ProtocolType"] for one in apis(emulator)} == {"HTTP", "WEBSOCKET"}
    assert actions(planned(emulator, both)) == {}
    assert actions(planned(emulator, websocket)) == {"eu-west-1/apigatewayv2_api.chat": "delete"}


def test_what_somebody_made_or_changed_by_hand(ministack: Emulator) -> None:
    client = ministack.client("apigatewayv2")
    theirs = client.create_api(Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.old")
    with pytest.raises(NotOurs, match=r"apigatewayv2_websocket_api\.chat"):
        planned(ministack, websocket)
    applied(ministack, websocket, adopt=[CHAT])
    assert [one["ApiId"] for one in apis(ministack)] == [theirs["ApiId"]]
    client.create_route(ApiId=theirs["ApiId"], RouteKey="theirs")
    client.create_stage(ApiId=theirs["ApiId"], StageName="theirs")
    assert actions(planned(ministack, websocket)) == {}
    client.update_stage(ApiId=theirs["ApiId"], StageName="live", AutoDeploy=False)
    client.update_api(ApiId=theirs["ApiId"], RouteSelectionExpression="$request.body.other")
    assert actions(planned(ministack, websocket)) == {CHAT: "update", f"{CHAT}:stage.live": "update"}
    applied(ministack, websocket)
    assert actions(planned(ministack, websocket)) == {}
    applied(ministack, lambda aws: websocket(aws, on="ask"))
    assert {one["RouteKey"] for one in items(ministack, "routes")} == {"ask", "theirs"}
    assert {one["StageName"] for one in items(ministack, "stages")} == {"live", "theirs"}


def test_an_authorizer_guards_the_beginning_of_a_connection(ministack: Emulator, wire: Wire) -> None:
    def declare(aws: Account) -> None:
        websocket(aws, on="$connect", gate={"identity_sources": ["route.request.querystring.token"]})

    applied(ministack, declare)
    (route,), (authorizer,) = items(ministack, "routes"), items(ministack, "authorizers")
    assert (route["AuthorizationType"], route["AuthorizerId"]) == ("CUSTOM", authorizer["AuthorizerId"])
    assert authorizer["AuthorizerUri"].endswith(":function:chat/invocations")
    assert wire.writes().count("lambda:AddPermission") == 1
    applied(ministack, lambda aws: websocket(aws, on="$connect"))
    (route,) = items(ministack, "routes")
    assert (route["AuthorizationType"], items(ministack, "authorizers")) == ("NONE", [])
    applied(ministack, nothing)
    assert apis(ministack) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"on": "$message"}, r"it takes \$connect, \$disconnect, \$default, or what messages have"),
        ({"on": "GET /orders"}, "or what messages have"),
        ({"auth": "AWS_IAM"}, r"are for \$connect only"),
        ({"gate": {}}, r"are for \$connect only"),
        ({"on": "$connect", "gate": {}, "auth": "AWS_IAM"}, "give one of them"),
        ({"on": "$connect", "gate": {"identity_sources": ["$request.header.Token"]}}, "as AWS has it"),
        ({"on": "$disconnect", "answer": True}, "has none to be answered"),
        ({"timeout": 30}, "waits 1 to 29 seconds"),
        ({"selection": "action"}, r'as AWS has it, "\$request\.body\.action"'),
        ({"stage": "$default"}, "letters, digits, hyphens"),
        ({"throttling": {"ThrottlingRateLimit": 1}}, "both of them"),
    ],
)
def test_what_aws_refuses_is_refused_in_the_plan(ministack: Emulator, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, lambda aws: websocket(aws, **fields))


def test_an_api_without_a_route_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="it has no route"):
        planned(ministack, lambda aws: aws.add_websocket_api(name="chat"))
