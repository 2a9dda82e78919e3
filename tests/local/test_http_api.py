"""HTTP APIs on the local AWS: their address is one of this machine, and requests get the function's answer."""

from __future__ import annotations

import base64
import http.server
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.local.conftest import ask, client
from tests.support.functions import function
from touchdown import Workspace, apply, plan
from touchdown.local import LocalAws

ORDERS = """
def orders(event, context):
    return {"statusCode": 200, "body": event["routeKey"] + " " + event["pathParameters"]["id"]}
"""
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def token(issuer: str, **claims: Any) -> str:
    """A token of the issuer's, for an hour."""
    head = _encoded(json.dumps({"alg": "RS256", "kid": "one"}).encode())
    body = {"iss": issuer, "aud": "shop", "exp": int(time.time()) + 3600, **claims}
    signed = f"{head}.{_encoded(json.dumps(body).encode())}"
    return f"{signed}.{_encoded(KEY.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class _Issuer(http.server.BaseHTTPRequestHandler):
    """Answers with its configuration, and with its keys."""

    def do_GET(self) -> None:
        numbers = KEY.public_key().public_numbers()
        keys = {
            "kid": "one",
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "n": _encoded(numbers.n.to_bytes(256, "big")),
            "e": _encoded(numbers.e.to_bytes(3, "big")),
        }
        issuer = f"http://{self.headers['Host']}"
        configuration = {"issuer": issuer, "jwks_uri": f"{issuer}/keys"}
        answer = json.dumps({"keys": [keys]} if self.path == "/keys" else configuration).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


@pytest.fixture
def issuer() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def shop(folder: Path, issuer: str = "") -> Workspace:
    made = Workspace("shop")
    made.defaults = attrs.evolve(made.defaults, directory=folder)
    aws = made.add_aws(region="eu-west-1", local=True)
    api = aws.add_http_api(name="shop", cors=True)
    orders = aws.add_lambda_function(name="orders", code=function(ORDERS, "orders"))
    api.add_route(route="GET /orders/{id}", target=orders)
    if issuer:
        tokens = api.add_authorizer(name="tokens", issuer=issuer, audience=["shop"])
        api.add_route(route="GET /own/{id}", target=orders, authorizer=tokens, scopes=["read"])
    aws.add_lambda_function(name="caller", code=function(ORDERS, "orders"), environment={"API": api.url})
    return made


def test_a_route_answers_at_the_address_that_the_api_has_as_its_url(local: LocalAws) -> None:
    folder = local.folder.project
    apply(shop(folder))
    url = urlsplit(_url(local))
    assert url.hostname == "127.0.0.1"
    answer = ask(url.port or 0, "GET", "/orders/7", Origin="https://any.example")
    assert (answer.status, answer.text) == (200, "GET /orders/{id} 7")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ask(url.port or 0, "GET", "/other").status == 404
    assert not plan(shop(folder)).to_do


def test_a_route_with_an_authorizer_lets_in_who_has_a_valid_token(local: LocalAws, issuer: str) -> None:
    apply(shop(local.folder.project, issuer))
    port = urlsplit(_url(local)).port or 0

    def status(given: str) -> int:
        return ask(port, "GET", "/own/7", Authorization=f"Bearer {given}").status

    assert ask(port, "GET", "/own/7").status == 401
    assert status(token(issuer, scope="read")) == 200
    assert status(token(issuer, scope="write")) == 403
    assert status(token(issuer, scope="read")[:-8] + "AAAAAAAA") == 401
    assert status(token(issuer, scope="read", aud="other")) == 401


def _url(local: LocalAws) -> str:
    """The address, as another function has it in its environment."""
    found = client(local, "lambda").get_function_configuration(FunctionName="caller")
    return found["Environment"]["Variables"]["API"]
