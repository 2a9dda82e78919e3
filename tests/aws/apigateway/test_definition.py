"""REST APIs by a document of the user's own, with targets by `operationId`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.aws.apigateway.cases import ADDRESS
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import Account
from touchdown.model.errors import DeclarationError

DOCUMENT = """
openapi: 3.0.1
info: {title: theirs, version: "7"}
paths:
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getOrder
      responses: {200: {description: the order}}
    post:
      operationId: newOrder
      responses: {200: {description: the order}}
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
components:
  schemas:
    Order: {type: object, required: [item]}
"""


def of_file(path: Path) -> Any:
    def declare(aws: Account) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello())
        made = aws.add_rest_api(name="shop", definition=str(path), cors=True, binary_types=["image/png"])
        made.add_target(operation="getOrder", target=worker, timeout=5)
        made.add_target(operation="newOrder", target="https://example.com/{id}")

    return declare


def test_a_document_gets_its_targets_and_the_settings_of_the_api(
    ministack: Emulator, wire: Wire, tmp_path: Path
) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(DOCUMENT)
    applied(ministack, of_file(path))
    (body,) = [json.loads(call.request.body) for call in wire.calls if call.name == "apigateway:PutRestApi"]
    item = body["paths"]["/orders/{id}"]
    called = {name: item[name]["x-amazon-apigateway-integration"]["type"] for name in ("get", "post", "options")}
    assert called == {"get": "aws_proxy", "post": "http_proxy", "options": "mock"}
    # APIS.md, 3: the title of a document is the name of its API.
    assert (body["info"]["title"], body["x-amazon-apigateway-binary-media-types"]) == ("shop", ["image/png"])
    assert "lambda:AddPermission" in wire.names()
    assert actions(planned(ministack, of_file(path))) == {}
    path.write_text(DOCUMENT.replace("[item]", "[item, size]"))
    assert actions(planned(ministack, of_file(path))) == {"eu-west-1/apigateway_rest_api.shop:stage.live": "update"}


def paths(**operation: Any) -> dict[str, Any]:
    return {"openapi": "3.0.1", "paths": {"/": {"get": {"responses": {}, **operation}}}}


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ({"openapi": "3.0.1", "paths": {}}, "no operation in paths"),
        (paths(), "without a target: add_target.. takes an operationId"),
        (paths(operationId="other"), 'takes operation="other"'),
        ({**paths(operationId="get"), "security": []}, "security at its root"),  # APIS.md, 5
        ({**paths(operationId="get"), "components": {"schemas": {"a-b": {}}}}, "letters and digits"),
        (
            {**paths(operationId="get"), "components": {"schemas": {"A": {"nullable": True}}}},
            "nullable in the schema A",
        ),
    ],
)
def test_a_document_that_aws_refuses_is_refused_in_the_plan(ministack: Emulator, definition: Any, said: str) -> None:
    def declare(aws: Account) -> None:
        aws.add_rest_api(name="shop", definition=definition).add_target(operation="get", target=ADDRESS)

    with pytest.raises(DeclarationError, match=said):
        planned(ministack, declare)


def test_a_file_that_is_missing_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="definition= doesn't exist"):
        workspace(ministack, lambda aws: aws.add_rest_api(name="shop", definition="openapi.json"))


def test_routes_beside_a_document_are_refused(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        shop = aws.add_rest_api(name="shop", definition=paths(operationId="get"))
        shop.add_target(operation="get", target=ADDRESS)
        shop.add_route(route="GET /more", target=ADDRESS)

    with pytest.raises(DeclarationError, match="definition= and routes"):
        planned(ministack, declare)
