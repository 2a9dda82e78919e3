"""WebSocket APIs on the local AWS: clients connect to their address, and functions answer and send to them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import attrs
import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from tests.local.conftest import client
from tests.support.functions import function
from touchdown import Workspace, apply, plan
from touchdown.local import LocalAws

HANDLER = """
import json, os
import boto3

def chat(event, context):
    about = event["requestContext"]
    if about["routeKey"] == "$connect":
        return {"statusCode": 200 if (event["queryStringParameters"] or {}).get("name") else 403}
    if about["routeKey"] == "ask":
        return {"statusCode": 200, "body": "answered"}
    if about["routeKey"] == "say":
        connections = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["CONNECTIONS"])
        text = json.loads(event["body"])["text"].encode()
        connections.post_to_connection(ConnectionId=about["connectionId"], Data=text)
    return {"statusCode": 200}
"""


def chat(folder: Path) -> Workspace:
    made = Workspace("chat")
    made.defaults = attrs.evolve(made.defaults, directory=folder)
    aws = made.add_aws(region="eu-west-1", local=True)
    api = aws.add_websocket_api(name="chat")
    environment = {"CONNECTIONS": api.connections_url, "URL": api.url}
    worker = aws.add_lambda_function(name="chat", code=function(HANDLER, "chat"), environment=environment, memory=512)
    for route in ("$connect", "$disconnect", "$default", "say"):
        api.add_route(route=route, target=worker)
    api.add_route(route="ask", target=worker, answer=True)
    api.grant("manage", to=worker)
    return made


async def talk(url: str) -> list[str]:
    async with ClientSession() as session:
        with pytest.raises(WSServerHandshakeError):
            await session.ws_connect(url)
        async with session.ws_connect(f"{url}?name=Ada") as socket:
            heard: list[str] = []
            for message in ({"action": "ask"}, {"action": "say", "text": "hello"}):
                await socket.send_json(message)
                heard.append(await socket.receive_str(timeout=60))
            return heard


def test_clients_connect_are_answered_and_sent_to(local: LocalAws) -> None:
    apply(chat(local.folder.project))
    found = client(local, "lambda").get_function_configuration(FunctionName="chat")
    url = str(found["Environment"]["Variables"]["URL"])
    assert url.startswith("ws://127.0.0.1:")
    assert asyncio.run(talk(url)) == ["answered", "hello"]
    assert not plan(chat(local.folder.project)).to_do
