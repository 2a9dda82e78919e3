"""The document of a REST API: who may call a route, what is checked of a request, and what pages may do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.aws.apigateway.cases import ADDRESS, api
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import Account, Secret
from touchdown.model.errors import DeclarationError

POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abcdefghi"
SCHEMA = {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}


def guarded(aws: Account) -> None:
    worker = aws.add_lambda_function(name="worker", code=hello())
    shop = aws.add_rest_api(name="shop", cors={"AllowOrigins": ["https://one.example"], "AllowCredentials": True})
    gate = shop.add_authorizer(name="gate", target=worker)
    people = shop.add_authorizer(name="people", user_pools=[POOL])
    shop.add_route(route="GET /free", target=worker)
    shop.add_route(route="GET /gate", target=worker, authorizer=gate, api_key=True)
    shop.add_route(route="GET /people", target=worker, authorizer=people, scopes=["orders/read"])
    shop.add_route(route="GET /signed", target=worker, auth="AWS_IAM")
    shop.add_route(route="POST /orders", target=worker, body=SCHEMA, query=["page"])
    shop.add_route(route="ANY /pages/{name}", target="https://example.com/{name}", timeout=5)


def sent(wire: Wire) -> Any:
    return [json.loads(call.request.body) for call in wire.calls if call.name == "apigateway:PutRestApi"][-1]


def test_a_document_has_all_that_is_declared_and_is_found_deployed(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, guarded)
    document = sent(wire)
    paths, schemes = document["paths"], document["components"]["securitySchemes"]
    # APIS.md, 5: at each operation, since AWS ignores it at the root.
    assert "security" not in document
    said = {path: operations.get("get", {}).get("security") for path, operations in paths.items()}
    assert said["/free"] is None
    assert said["/gate"] == [{"gate": []}, {"api_key": []}]
    assert said["/people"] == [{"people": ["orders/read"]}]
    assert said["/signed"] == [{"sigv4": []}]
    # APIS.md, 8.
    assert schemes["gate"]["name"] == "Unused"
    assert schemes["gate"]["x-amazon-apigateway-authorizer"]["identitySource"] == "method.request.header.Authorization"
    assert schemes["people"]["x-amazon-apigateway-authorizer"]["providerARNs"] == [POOL]
    # APIS.md, 6.
    uri = paths["/free"]["get"]["x-amazon-apigateway-integration"]["uri"]
    assert uri.startswith("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:")
    (model,) = document["components"]["schemas"]
    assert model.isalnum()  # APIS.md, 5
    assert paths["/orders"]["post"]["x-amazon-apigateway-request-validator"] == "all"
    passed = paths["/pages/{name}"]["x-amazon-apigateway-any-method"]["x-amazon-apigateway-integration"]
    assert passed["requestParameters"] == {"integration.request.path.name": "method.request.path.name"}
    assert passed["timeoutInMillis"] == 5000
    # APIS.md, 7.
    answered = paths["/orders"]["options"]["x-amazon-apigateway-integration"]["responses"]["default"]
    header = "method.response.header.Access-Control-Allow-Methods"
    assert answered["responseParameters"][header] == "'OPTIONS,POST'"
    assert set(document["x-amazon-apigateway-gateway-responses"]) == {"DEFAULT_4XX", "DEFAULT_5XX"}
    assert actions(planned(ministack, guarded)) == {}


def test_an_authorizer_needs_one_permission_for_its_function(ministack: Emulator) -> None:
    applied(ministack, guarded)
    policy = json.loads(ministack.client("lambda").get_policy(FunctionName="worker")["Policy"])
    (statement,) = policy["Statement"]
    assert statement["Condition"]["ArnLike"]["AWS:SourceArn"].endswith("/*")


def declared(**fields: Any) -> Any:
    def declare(aws: Account) -> None:
        shop = aws.add_rest_api(name="shop")
        gate = shop.add_authorizer(name="gate", target=aws.add_lambda_function(name="worker", code=hello()))
        given: dict[str, Any] = {"route": "GET /more", "target": ADDRESS, **fields}
        given["authorizer"] = gate if given.get("authorizer") else None
        shop.add_route(**given)

    return declare


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"auth": "AWS_IAM", "authorizer": True}, "give one of them"),
        ({"scopes": ["read"]}, "only an authorizer with user_pools="),
        ({"body": {"type": "string", "nullable": True}}, "nullable, which API Gateway doesn't know"),
        ({"body": {"properties": {"a": {"items": {"default": 1}}}}}, "default, which API Gateway doesn't know"),
        ({"body": {"$ref": "#/components/schemas/Order"}}, "write the schema where it is needed"),
        ({"query": "page"}, "query= .*"),
    ],
)
def test_what_aws_refuses_of_a_route_is_refused(ministack: Emulator, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        workspace(ministack, declared(**fields))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "either target=, a function, or user_pools="),
        ({"user_pools": ["pool"]}, "no ARN of a user pool"),
        ({"user_pools": [POOL], "name": "a b"}, "letters, digits, hyphens"),
        ({"user_pools": [POOL], "identity_sources": ["Authorization"]}, "as AWS has it"),
        ({"user_pools": [POOL], "identity_sources": ["method.request.querystring.t"]}, "a single header"),
        ({"user_pools": [POOL], "cache": 4000}, "0 to 3600 seconds"),
    ],
)
def test_what_aws_refuses_of_an_authorizer_is_refused(ministack: Emulator, fields: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"name": "gate", **fields}
    with pytest.raises(DeclarationError, match=said):
        workspace(ministack, lambda aws: aws.add_rest_api(name="shop").add_authorizer(**given))


@pytest.mark.parametrize(
    ("cors", "said"),
    [
        ({"AllowOrigins": ["https://one.example", "https://two.example"]}, "a single origin"),
        ({"AllowOrigins": ["*"], "AllowCredentials": True}, "AllowCredentials for any origin"),
        ({"AllowOrigins": ["*"], "ExposeHeaders": ["X-Page"]}, "functions with the rest"),
    ],
)
def test_cors_that_a_rest_api_cannot_do_is_refused(ministack: Emulator, cors: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        planned(ministack, api(cors=cors))


def test_a_secret_is_refused_in_a_document(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        secret = Secret("a secret of many letters")
        aws.add_rest_api(name="shop").add_route(route="GET /", target=f"https://{secret}@example.com")

    with pytest.raises(DeclarationError, match="a Secret can't stand in its document"):
        planned(ministack, declare)


# The summary of a route holds no marker, whose text is another in each run.
def test_an_address_that_is_known_only_after_apply_is_found_deployed(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        other = aws.add_http_api(name="other")
        aws.add_rest_api(name="shop").add_route(route="GET /", target=f"https://{other.id}.example.com")

    applied(ministack, declare)
    assert actions(planned(ministack, declare)) == {}
