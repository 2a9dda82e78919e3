"""Each API and each function URL has a port of its own: a browser opens it, and it serves nothing else."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from tests.local.conftest import ask, client, create_function, follow, port_of
from touchdown.local import LocalAws

ECHO = """
def handler(event, context):
    return {"statusCode": 200, "body": event["requestContext"]["http"]["method"] + " " + event["rawPath"]}
"""
SOCKET = """
def handler(event, context):
    return {"statusCode": 200}
"""


def create_url(local: LocalAws, name: str, **more: Any) -> str:
    """The id of a function URL."""
    create_function(local, name, ECHO)
    made = client(local, "lambda").create_function_url_config(FunctionName=name, **{"AuthType": "NONE", **more})
    return made["FunctionUrl"].split("//")[1].split(".")[0]


def create_api(local: LocalAws, name: str, protocol: str = "HTTP", **more: Any) -> str:
    """The id of an API whose requests all go to one function."""
    create_function(local, name, ECHO if protocol == "HTTP" else SOCKET)
    gateway = client(local, "apigatewayv2")
    api_id = gateway.create_api(Name=name, ProtocolType=protocol, **more)["ApiId"]
    function = f"arn:aws:lambda:eu-west-1:000000000000:function:{name}"
    integration = gateway.create_integration(
        ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    key, stage = ("$default", "$default") if protocol == "HTTP" else ("$connect", "live")
    gateway.create_route(ApiId=api_id, RouteKey=key, Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api_id, StageName=stage, AutoDeploy=True)
    return api_id


def port_to(local: LocalAws, name: str) -> int:
    """The port of an API or a function URL."""
    return local.ports()[name]


def text(answer: Any) -> str:
    return answer.text


def test_a_function_url_answers_on_its_port(running: LocalAws) -> None:
    port = port_to(running, create_url(running, "answers"))
    assert text(ask(port, "POST", "/orders/1?a=b", b"{}")) == "POST /orders/1"
    assert text(ask(port, "GET", "/")) == "GET /"


def test_an_http_api_answers_on_its_port(running: LocalAws) -> None:
    port = port_to(running, create_api(running, "shop"))
    assert text(ask(port, "GET", "/orders/1")) == "GET /orders/1"
    assert text(ask(port, "GET", "/", Host=f"localhost:{port}")) == "GET /"


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/reset",
        "/_ministack/health",
        "/../../_ministack/health",
        "/%2e%2e/_ministack/health",
        "/2015-03-31/functions",
        "//_aws/execute-api/other/",
        "/_touchdown/reset",
    ],
)
def test_whatever_is_asked_for_on_the_port_of_an_api_the_api_answers(running: LocalAws, path: str) -> None:
    answer = ask(port_to(running, create_url(running, f"at-{abs(hash(path))}")), "GET", path)
    assert answer.status == 200
    assert text(answer).startswith("GET /")


def test_a_call_of_aws_reaches_the_api_only(running: LocalAws) -> None:
    port = port_to(running, create_url(running, "no-calls"))
    answer = ask(port, "POST", "/", b"{}", X_Amz_Target="DynamoDB_20120810.ListTables")
    assert text(answer) == "POST /"


def test_a_name_that_was_pointed_here_is_refused_on_the_port_of_an_api(running: LocalAws) -> None:
    port = port_to(running, create_url(running, "named"))
    assert ask(port, "GET", "/", Host="attacker.example").status == 403
    assert ask(port, "GET", "/", Host=f"attacker.example:{port}").status == 403


def test_a_page_may_read_what_the_api_declares(running: LocalAws) -> None:
    shop = "https://shop.example"
    open_one = port_to(running, create_api(running, "declares", CorsConfiguration={"AllowOrigins": [shop]}))
    closed = port_to(running, create_api(running, "declares-not"))
    url = port_to(running, create_url(running, "url-declares", Cors={"AllowOrigins": [shop]}))
    for port, allowed in ((open_one, shop), (url, shop), (closed, None)):
        answer = ask(port, "GET", "/", Origin=shop)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, allowed)


def test_the_port_of_aws_serves_no_api(running: LocalAws) -> None:
    url_id = create_url(running, "own-port")
    for host, path in (("localhost", f"/_aws/lambda-url/{url_id}/"), (f"{url_id}.lambda-url.eu-west-1.localhost", "/")):
        port = port_of(running)
        assert ask(port, "GET", path, Host=f"{host}:{port}").status == 403


def test_a_made_up_signature_does_not_pass_where_iam_is_asked(running: LocalAws) -> None:
    port = port_to(running, create_url(running, "with-iam", AuthType="AWS_IAM"))
    made_up = (
        "AWS4-HMAC-SHA256 Credential=000000000000/20260101/eu-west-1/lambda/aws4_request, SignedHeaders=host, "
        f"Signature={'0' * 64}"
    )
    assert ask(port, "GET", "/", Authorization=made_up, X_Amz_Date="20260101T000000Z").status == 403


def test_a_websocket_api_is_opened_on_its_port_and_others_post_to_it_with_a_key_only(running: LocalAws) -> None:
    port = port_to(running, create_api(running, "chat", "WEBSOCKET", RouteSelectionExpression="$request.body.action"))
    upgrade = (
        f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(upgrade.encode())
        assert b" 101 " in connection.recv(4096)
    assert ask(port, "POST", "/live/@connections/any", b"hello").status == 403


def test_the_ports_come_and_go_with_what_they_lead_to_and_stay_over_a_restart(local: LocalAws) -> None:
    local.start()
    assert local.ports() == {}
    url_id, api_id = create_url(local, "first"), create_api(local, "second")
    before = local.ports()
    assert set(before) == {url_id, api_id}

    local.stop()
    assert local.ports() == {}
    local.start()
    assert local.ports() == before
    assert text(ask(before[url_id], "GET", "/again")) == "GET /again"

    client(local, "apigatewayv2").delete_api(ApiId=api_id)
    assert set(local.ports()) == {url_id}
    local.reset()
    assert local.ports() == {}


def test_a_function_uses_aws_with_credentials_of_its_own(running: LocalAws) -> None:
    client(running, "s3").create_bucket(Bucket="inside", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    create_function(
        running,
        "inside",
        "import os, boto3\n"
        "def handler(event, context):\n"
        "    s3 = boto3.client('s3')\n"
        "    s3.put_object(Bucket='inside', Key='a', Body=b'from a function')\n"
        "    link = s3.generate_presigned_url('get_object', Params={'Bucket': 'inside', 'Key': 'a'})\n"
        "    arn = boto3.client('sts').get_caller_identity()['Arn']\n"
        "    return {'arn': arn, 'link': link, 'secret': os.environ['AWS_SECRET_ACCESS_KEY']}\n",
    )
    answer = json.load(client(running, "lambda").invoke(FunctionName="inside")["Payload"])
    assert answer["arn"] == "arn:aws:sts::000000000000:assumed-role/any/inside"
    assert answer["secret"] != running.access().secret_access_key
    assert text(follow(answer["link"])) == "from a function"


def test_a_role_that_is_assumed_and_a_users_key_are_known(running: LocalAws) -> None:
    role = client(running, "iam").create_role(RoleName="assumed", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    given = client(running, "sts").assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
    keys = {"key_id": given["AccessKeyId"], "secret": given["SecretAccessKey"]}
    as_role = client(running, "sts", **keys, token=given["SessionToken"])
    assert as_role.get_caller_identity()["Arn"].endswith("assumed-role/assumed/me")
    without_token = client(running, "sts", **keys)
    with pytest.raises(without_token.exceptions.ClientError, match="security token"):
        without_token.get_caller_identity()

    client(running, "iam").create_user(UserName="ada")
    key = client(running, "iam").create_access_key(UserName="ada")["AccessKey"]
    as_user = client(running, "sts", key_id=key["AccessKeyId"], secret=key["SecretAccessKey"])
    assert as_user.get_caller_identity()["Account"] == "000000000000"


def test_each_account_has_its_own_things_with_the_projects_key(running: LocalAws) -> None:
    other = client(running, "sts", key_id="123456789012")
    assert other.get_caller_identity()["Account"] == "123456789012"
