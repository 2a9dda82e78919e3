"""REST APIs on the local AWS: made of one document, which MiniStack doesn't know. They answer at their address."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from threading import Event, Thread
from urllib.parse import SplitResult, urlsplit

import attrs

from tests.local.conftest import ask, client
from tests.support.functions import function
from touchdown import Workspace, apply, plan
from touchdown.aws.apigateway import RestApi
from touchdown.local import LocalAws

ORDERS = """
def orders(event, context):
    return {"statusCode": 200, "body": event["resource"] + " " + str((event["pathParameters"] or {}).get("id"))}
"""


GATE = """
def gate(event, context):
    token = {name.lower(): one for name, one in event["headers"].items()}.get("authorization", "nobody")
    if token == "nobody":
        raise Exception("Unauthorized")
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow" if token == "good" else "Deny", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "somebody", "policyDocument": policy}
"""


def guarded(folder: Path) -> Workspace:
    made = Workspace("shop")
    made.defaults = attrs.evolve(made.defaults, directory=folder)
    aws = made.add_aws(region="eu-west-1", local=True)
    api = aws.add_rest_api(name="shop", cors=True)
    orders = aws.add_lambda_function(name="orders", code=function(ORDERS, "orders"))
    gate = api.add_authorizer(
        name="gate", target=aws.add_lambda_function(name="gate", code=function(GATE, "gate")), cache=0
    )
    api.add_route(route="GET /own/{id}", target=orders, authorizer=gate)
    schema = {"type": "object", "required": ["item"], "properties": {"item": {"type": "string"}}}
    api.add_route(route="POST /orders", target=orders, body=schema, query=["page"])
    api.add_route(route="GET /partners", target=orders, api_key=True)
    key = api.add_api_key(name="partner", rate=1000, burst=2, quota="4/day")
    made.add_output("key", key.text)
    api.add_route(route="GET /signed", target=orders, auth="AWS_IAM")
    aws.add_lambda_function(name="caller", code=function(ORDERS, "orders"), environment={"API": api.url})
    return made


def shop(folder: Path, *routes: str) -> Workspace:
    made = Workspace("shop")
    made.defaults = attrs.evolve(made.defaults, directory=folder)
    aws = made.add_aws(region="eu-west-1", local=True)
    api = aws.add_rest_api(name="shop")
    orders = aws.add_lambda_function(name="orders", code=function(ORDERS, "orders"))
    for route in routes:
        api.add_route(route=route, target=orders)
    aws.add_lambda_function(name="caller", code=function(ORDERS, "orders"), environment={"API": api.url})
    return made


def url_of(local: LocalAws) -> SplitResult:
    """The address, as another function has it in its environment."""
    found = client(local, "lambda").get_function_configuration(FunctionName="caller")
    return urlsplit(str(found["Environment"]["Variables"]["API"]))


def test_an_api_answers_at_its_url_and_goes_on_with_other_routes(local: LocalAws) -> None:
    folder = local.folder.project
    apply(shop(folder, "GET /orders/{id}", "POST /orders"))
    url = url_of(local)
    assert (url.hostname, url.path) == ("127.0.0.1", "/live")
    port = url.port or 0
    answer = ask(port, "GET", "/live/orders/7")
    assert (answer.status, answer.text) == (200, "/orders/{id} 7")
    assert ask(port, "POST", "/live/orders").text == "/orders None"
    assert ask(port, "DELETE", "/live/orders").status == 403
    routes = ("GET /orders/{id}", "ANY /{rest+}")
    apply(shop(folder, *routes))
    assert ask(port, "DELETE", "/live/any/thing").text == "/{rest+} None"
    assert ask(port, "POST", "/live/orders").text == "/{rest+} None"
    assert not plan(shop(folder, *routes)).to_do


def test_an_api_refuses_whom_and_what_it_is_declared_to_refuse(local: LocalAws) -> None:
    folder = local.folder.project
    apply(guarded(folder))
    port = url_of(local).port or 0
    asked = ask(port, "GET", "/live/own/7", Authorization="good")
    assert (asked.status, asked.text) == (200, "/own/{id} 7")
    assert ask(port, "GET", "/live/own/7", Authorization="bad").status == 403
    assert ask(port, "GET", "/live/own/7", Authorization="nobody").status == 401
    nobody = ask(port, "GET", "/live/own/7", Origin="https://any.example")
    assert (nobody.status, nobody.headers["Access-Control-Allow-Origin"]) == (401, "*")
    assert ask(port, "GET", "/live/signed").status == 403
    again = plan(guarded(folder))
    assert not again.to_do
    # APIS.md, 10: nobody gets in without the key.
    assert ask(port, "GET", "/live/partners").status == 403
    assert ask(port, "GET", "/live/partners", x_api_key="another key of twenty letters").status == 403
    (key,) = client(local, "apigateway").get_api_keys(includeValues=True)["items"]
    answers = [ask(port, "GET", "/live/partners", x_api_key=key["value"]).status for _ in range(6)]
    assert (answers[0], answers[-1]) == (200, 429)
    content = {"Content-Type": "application/json"}
    assert ask(port, "POST", "/live/orders?page=1", b'{"item": "pen"}', **content).status == 200
    assert ask(port, "POST", "/live/orders?page=1", b'{"item": 7}', **content).status == 400
    assert ask(port, "POST", "/live/orders", b'{"item": "pen"}', **content).status == 400
    preflight = ask(port, "OPTIONS", "/live/own/7", Origin="https://any.example")
    assert preflight.status == 200
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET,OPTIONS"


# APIS.md, 10: a method that is made before its key lets everybody in.
def test_no_request_gets_in_without_a_key_while_the_api_is_changed(local: LocalAws) -> None:
    folder = local.folder.project

    def keyed(*routes: str) -> Workspace:
        made = shop(folder, "GET /free")
        (aws,) = made.accounts.values()
        (api,) = [one for one in aws.resources.values() if isinstance(one, RestApi)]
        target = api.routes[0].target
        for route in routes:
            api.add_route(route=route, target=target, api_key=True)
        api.add_api_key(name="partner")
        return made

    apply(keyed("GET /orders/{id}"))
    port, over, seen = url_of(local).port or 0, Event(), Counter[int]()

    def go_on_asking() -> None:
        while not over.is_set():
            seen.update(ask(port, "GET", f"/live/{path}").status for path in ("orders/7", "more"))

    asking = Thread(target=go_on_asking)
    asking.start()
    apply(keyed("GET /orders/{id}", "GET /more"))
    apply(keyed("GET /more", "ANY /{rest+}"))
    over.set()
    asking.join()
    assert seen[403] == seen.total() > 0
