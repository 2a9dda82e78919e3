"""REST APIs on the local AWS: made of one document, which MiniStack doesn't know. They answer at their address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import attrs

from tests.local.conftest import ask, client
from tests.support.functions import function
from touchdown import Workspace, apply, plan
from touchdown.local import LocalAws

ORDERS = """
def orders(event, context):
    return {"statusCode": 200, "body": event["resource"] + " " + str((event["pathParameters"] or {}).get("id"))}
"""


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


def test_an_api_answers_at_its_url_and_goes_on_with_other_routes(local: LocalAws) -> None:
    folder = local.folder.project
    apply(shop(folder, "GET /orders/{id}", "POST /orders"))
    found = client(local, "lambda").get_function_configuration(FunctionName="caller")
    url = urlsplit(str(found["Environment"]["Variables"]["API"]))
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
