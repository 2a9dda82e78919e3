"""Routes and authorizers of HTTP APIs, with the integrations and permissions that routes bring along."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.aws.apigatewayv2.cases import api, with_route, with_tokens
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown import apply, destroy
from touchdown.model.errors import AccountError, DeclarationError

SHOP = "eu-west-1/apigatewayv2_api.shop"
ROUTE = f"{SHOP}:route.GET /orders"


def function(aws: Any, name: str = "worker", **fields: Any) -> Any:
    return aws.add_lambda_function(name=name, code=hello(), **fields)


def routes_to_function(*routes: str, timeout: int = 3, **fields: Any) -> Declare:
    def declare(aws: Any) -> None:
        target, shop = function(aws, timeout=timeout), aws.add_http_api(name="shop")
        for route in routes or ("GET /orders",):
            shop.add_route(route=route, target=target, **fields)

    return declare


def items(emulator: Emulator, what: str) -> list[Any]:
    client = emulator.client("apigatewayv2")
    (made,) = client.get_apis()["Items"]
    return getattr(client, f"get_{what}")(ApiId=made["ApiId"])["Items"]


def ids(emulator: Emulator, what: str) -> dict[str, str]:
    """The parameters that name an item of a kind; an API has a single one."""
    (api,), (item,) = emulator.client("apigatewayv2").get_apis()["Items"], items(emulator, f"{what.lower()}s")
    return {"ApiId": api["ApiId"], f"{what}Id": item[f"{what}Id"]}


def route_made_by_hand(emulator: Emulator, key: str = "GET /orders") -> None:
    client = emulator.client("apigatewayv2")
    (made,) = client.get_apis()["Items"]
    client.create_route(ApiId=made["ApiId"], RouteKey=key)


def test_a_route_is_made_with_its_api_and_found_again(emulator: Emulator) -> None:
    applied(emulator, routes_to_function())
    (route,), (integration,) = items(emulator, "routes"), items(emulator, "integrations")
    assert route["Target"] == f"integrations/{integration['IntegrationId']}"
    assert integration["IntegrationUri"].endswith(":function:worker")
    assert actions(planned(emulator, routes_to_function())) == {}


# EVENTS.md, 69; FAULTS.md, 14.
def test_an_api_gets_one_integration_and_one_statement_for_a_function(emulator: Emulator) -> None:
    applied(emulator, routes_to_function("GET /orders", "POST /orders", "$default"))
    assert len(items(emulator, "routes")) == 3
    assert len(items(emulator, "integrations")) == 1
    (statement,) = json.loads(emulator.client("lambda").get_policy(FunctionName="worker")["Policy"])["Statement"]
    (made,) = emulator.client("apigatewayv2").get_apis()["Items"]
    arn = f"arn:aws:execute-api:eu-west-1:{emulator.account_id}:{made['ApiId']}/*"
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": arn}}
    assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"}


def test_another_format_or_timeout_is_another_integration(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        target, shop = function(aws), aws.add_http_api(name="shop")
        shop.add_route(route="GET /a", target=target)
        shop.add_route(route="GET /b", target=target, payload_format="1.0")
        shop.add_route(route="GET /c", target=target, timeout=10)

    applied(emulator, declare)
    found = {(one["PayloadFormatVersion"], one["TimeoutInMillis"]) for one in items(emulator, "integrations")}
    assert found == {("2.0", 30_000), ("1.0", 30_000), ("2.0", 10_000)}
    assert actions(planned(emulator, declare)) == {}


def test_a_route_to_an_address_passes_requests_on_with_their_method(emulator: Emulator) -> None:
    applied(emulator, with_route())
    (found,) = items(emulator, "integrations")
    kept = ("IntegrationType", "IntegrationMethod", "IntegrationUri", "PayloadFormatVersion")
    assert [found[name] for name in kept] == ["HTTP_PROXY", "ANY", "https://example.com", "1.0"]
    assert actions(planned(emulator, with_route())) == {}


def test_a_changed_route_takes_one_writing_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_route())
    wire.forget()
    applied(emulator, with_route(auth="AWS_IAM"))
    assert wire.writes() == ["apigatewayv2:UpdateRoute"]


def test_a_route_moves_to_a_new_integration_before_the_old_one_goes(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_route())
    wire.forget()
    applied(emulator, with_route(timeout=10))
    assert wire.writes() == [
        "apigatewayv2:CreateIntegration",
        "apigatewayv2:UpdateRoute",
        "apigatewayv2:DeleteIntegration",
    ]
    assert actions(planned(emulator, with_route(timeout=10))) == {}


def test_routes_are_read_with_one_call_for_each_api(emulator: Emulator, wire: Wire) -> None:
    declare = routes_to_function("GET /a", "GET /b", "GET /c", "GET /d")
    applied(emulator, declare)
    wire.forget()
    planned(emulator, declare)
    calls = Counter(name for name in wire.names() if name.startswith("apigatewayv2:Get"))
    assert (calls["apigatewayv2:GetRoutes"], calls["apigatewayv2:GetIntegrations"]) == (1, 1)


def test_no_call_is_made_for_routes_where_there_is_none(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, api())
    wire.forget()
    planned(emulator, api())
    assert not {name for name in wire.names() if "Route" in name or "Integration" in name}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("operation", ["CreateIntegration", "CreateRoute", "CreateAuthorizer"])
def test_a_creation_whose_answer_is_lost_leaves_no_twin(
    ministack: Emulator, wire: Wire, operation: str, when: Any
) -> None:
    def declare(aws: Any) -> None:
        shop = aws.add_http_api(name="shop")
        tokens = shop.add_authorizer(name="tokens", issuer="https://example.com", audience=["shop"])
        shop.add_route(route="GET /orders", target="https://example.com", authorizer=tokens)

    wire.drop(f"apigatewayv2:{operation}", when=when)
    applied(ministack, declare)
    assert [len(items(ministack, what)) for what in ("routes", "integrations", "authorizers")] == [1, 1, 1]
    assert actions(planned(ministack, declare)) == {}


def test_what_is_no_longer_declared_goes_route_before_integration(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_route())
    wire.forget()
    applied(emulator, api())
    deletes = [name for name in wire.writes() if ":Delete" in name]
    assert deletes == ["apigatewayv2:DeleteRoute", "apigatewayv2:DeleteIntegration"]
    assert actions(planned(emulator, api())) == {}


def test_an_api_goes_with_all_that_it_has(emulator: Emulator) -> None:
    applied(emulator, routes_to_function())
    applied(emulator, nothing)
    assert emulator.client("apigatewayv2").get_apis()["Items"] == []
    assert actions(planned(emulator, nothing)) == {}


def test_destroy_removes_routes_before_their_api(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, with_route())
    wire.forget()
    destroy(made)
    deletes = [name for name in wire.writes() if ":Delete" in name]
    assert deletes.index("apigatewayv2:DeleteRoute") < deletes.index("apigatewayv2:DeleteApi")


def test_a_route_that_somebody_made_by_hand_is_theirs(emulator: Emulator) -> None:
    applied(emulator, with_route())
    route_made_by_hand(emulator, "GET /theirs")
    assert actions(planned(emulator, with_route())) == {}
    applied(emulator, api())
    assert [one["RouteKey"] for one in items(emulator, "routes")] == ["GET /theirs"]


def test_a_route_that_somebody_made_by_hand_is_adopted_when_asked(emulator: Emulator) -> None:
    applied(emulator, api())
    route_made_by_hand(emulator)
    with pytest.raises(AccountError, match="exists already"):
        planned(emulator, with_route())
    apply(workspace(emulator, with_route()), adopt=[ROUTE])
    assert actions(planned(emulator, with_route())) == {}
    assert items(emulator, "routes")[0]["OperationName"].startswith("touchdown-")


def test_a_change_by_others_of_an_integration_is_taken_back(emulator: Emulator) -> None:
    applied(emulator, with_route())
    emulator.client("apigatewayv2").update_integration(**ids(emulator, "Integration"), TimeoutInMillis=5000)
    applied(emulator, with_route())
    assert items(emulator, "integrations")[0]["TimeoutInMillis"] == 30_000


def test_an_authorizer_that_somebody_made_by_hand_is_theirs(ministack: Emulator) -> None:
    applied(ministack, with_tokens())
    client = ministack.client("apigatewayv2")
    client.create_authorizer(
        ApiId=client.get_apis()["Items"][0]["ApiId"],
        Name="theirs",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": "https://example.com", "Audience": ["shop"]},
    )
    applied(ministack, api())
    assert [one["Name"] for one in items(ministack, "authorizers")] == ["theirs"]


def test_a_route_with_tokens_names_its_authorizer(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        shop = aws.add_http_api(name="shop")
        tokens = shop.add_authorizer(name="tokens", issuer="https://example.com", audience=["shop"])
        shop.add_route(route="GET /orders", target="https://example.com", authorizer=tokens, scopes=["read"])

    applied(ministack, declare)
    (route,), (authorizer,) = items(ministack, "routes"), items(ministack, "authorizers")
    assert (route["AuthorizationType"], route["AuthorizationScopes"]) == ("JWT", ["read"])
    assert route["AuthorizerId"] == authorizer["AuthorizerId"]
    applied(ministack, with_route())
    (route,) = items(ministack, "routes")
    assert route["AuthorizationType"] == "NONE"
    assert items(ministack, "authorizers") == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"route": "orders"}, "a method and a path"),
        ({"route": "FETCH /orders"}, "a method and a path"),
        ({"route": "GET /{rest+}/end"}, "for the last part"),
        ({"route": "GET /a{id}"}, "a name in braces"),
        ({"timeout": 31}, "waits 1 to 30 seconds"),
        ({"scopes": ["read"]}, "only an authorizer looks at"),
        ({"target": "example.com"}, "begins with https://"),
    ],
)
def test_what_aws_refuses_of_a_route_is_refused_in_the_plan(
    ministack: Emulator, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, with_route(**fields))


def test_two_routes_for_the_same_requests_are_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="takes the same requests"):
        planned(ministack, routes_to_function("GET /orders/{id}", "GET /orders/{number}"))
    with pytest.raises(DeclarationError, match="is declared twice"):
        workspace(ministack, routes_to_function("GET /orders", "GET /orders"))


def test_two_ways_to_say_who_may_call_are_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        shop = aws.add_http_api(name="shop")
        tokens = shop.add_authorizer(name="tokens", issuer="https://example.com", audience=["shop"])
        shop.add_route(route="GET /", target="https://example.com", authorizer=tokens, auth="AWS_IAM")

    with pytest.raises(DeclarationError, match="give one of them"):
        planned(ministack, declare)


def test_an_authorizer_of_another_api_is_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        tokens = aws.add_http_api(name="other").add_authorizer(name="t", issuer="https://example.com", audience=["a"])
        aws.add_http_api(name="shop").add_route(route="GET /", target="https://example.com", authorizer=tokens)

    with pytest.raises(DeclarationError, match="of the same API"):
        planned(ministack, declare)


def test_the_plan_warns_of_a_function_that_may_run_for_longer_than_the_api_waits(ministack: Emulator) -> None:
    plan = planned(ministack, routes_to_function(timeout=60))
    assert any("the API waits 30" in note for note in plan.by_address[ROUTE].notes)


def test_a_function_of_others_gets_no_statement(ministack: Emulator) -> None:
    applied(ministack, function, name="theirs")

    def declare(aws: Any) -> None:
        aws.add_http_api(name="shop").add_route(route="GET /", target=aws.get_lambda_function(name="worker"))

    applied(ministack, declare)
    policy = ministack.client("lambda").get_policy(FunctionName="worker")["Policy"]
    assert json.loads(policy)["Statement"] == []
    assert not planned(ministack, declare).to_do
