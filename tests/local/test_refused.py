"""Who gets nothing from the local AWS: pages of a browser, other users of the machine, and whoever has a wrong key."""

from __future__ import annotations

import datetime
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from tests.local.conftest import REGION, ask, client, create_function, follow, port_of
from touchdown.local import LocalAws

FUNCTIONS = "/2015-03-31/functions"


def signed(
    local: LocalAws, method: str, path: str, service: str = "lambda", body: bytes = b"", **headers: str
) -> dict[str, str]:
    """The headers of a request that is signed with the project's key."""
    access = local.access()
    request = AWSRequest(method, f"{access.address}{path}", data=body, headers=headers)
    SigV4Auth(Credentials(access.access_key_id, access.secret_access_key), service, REGION).add_auth(request)
    return dict(request.headers)


PAGES = {
    "another origin": {"Origin": "https://attacker.example"},
    "an origin on this machine": {"Origin": "http://localhost:3000"},
    "an origin that is none": {"Origin": "null"},
    "a page that follows a link": {"Referer": "https://attacker.example/page"},
    "an image of another site": {"Sec-Fetch-Site": "cross-site"},
    "another port of this machine": {"Sec-Fetch-Site": "same-site"},
    "a name that was pointed here": {"Host": "attacker.example"},
    "the name of AWS": {"Host": "lambda.eu-west-1.amazonaws.com"},
    "a name that begins as ours": {"Host": "127.0.0.1.attacker.example"},
    "a name of ours with another port": {"Host": "127.0.0.1:1"},
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_is_refused_even_with_a_good_signature(running: LocalAws, page: dict[str, str]) -> None:
    good = signed(running, "GET", FUNCTIONS)
    assert ask(port_of(running), "GET", FUNCTIONS, **good).status == 200
    answer = ask(port_of(running), "GET", FUNCTIONS, **{**good, **page})
    assert answer.status == 403
    assert answer.text.startswith("Refused: ")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


UNSIGNED = {
    "a function": ("POST", FUNCTIONS, b"{}"),
    "a list": ("GET", "/", b""),
    "an object": ("GET", "/bucket/key", b""),
    "a form": ("POST", "/", b"Action=ListUsers&Version=2010-05-08"),
    "the emptying of all": ("POST", "/_ministack/reset", b""),
    "its settings": ("POST", "/_ministack/config", b"{}"),
    "its health": ("GET", "/_ministack/health", b""),
    "its health, named otherwise": ("GET", "/_localstack/health", b""),
    "mails": ("GET", "/_aws/ses/messages", b""),
    "an API by the port of AWS": ("GET", "/_aws/execute-api/12345678/live/", b""),
    "the code of a function": ("GET", "/_ministack/lambda-code/000000000000/eu-west-1/any", b""),
    "a preflight": ("OPTIONS", FUNCTIONS, b""),
    "what only our commands ask": ("POST", "/_touchdown/reset", b""),
}


@pytest.mark.parametrize("request_", UNSIGNED.values(), ids=UNSIGNED)
def test_what_is_not_signed_is_refused(running: LocalAws, request_: tuple[str, str, bytes]) -> None:
    assert ask(port_of(running), *request_).status == 403


def test_a_websocket_is_refused_on_the_port_of_aws(running: LocalAws) -> None:
    answer = ask(
        port_of(running),
        "GET",
        "/_aws/execute-api/12345678/live",
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
    )
    assert answer.status == 403


@pytest.mark.parametrize(
    ("key_id", "secret"), [("000000000000", "local"), ("test", "test"), ("ASIA0123456789ABCDEF", "any")]
)
@pytest.mark.parametrize(
    ("service", "call"), [("lambda", "list_functions"), ("sts", "get_caller_identity"), ("s3", "list_buckets")]
)
def test_a_wrong_key_is_an_error_of_aws_that_an_sdk_reads(
    running: LocalAws, service: str, call: str, key_id: str, secret: str
) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(client(running, service, key_id=key_id, secret=secret), call)()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert caught.value.response["Error"]["Code"] not in ("403", "Unknown")


def test_a_get_that_writes_is_refused_though_it_is_signed(running: LocalAws) -> None:
    for path in ("/?Action=CreateUser&UserName=eve&Version=2010-05-08", "/?Action=SendMessage&MessageBody=a"):
        assert ask(port_of(running), "GET", path, **signed(running, "GET", path, "iam")).status == 403
    reads = "/?Action=ListUsers&Version=2010-05-08"
    assert ask(port_of(running), "GET", reads, **signed(running, "GET", reads, "iam")).status == 200
    target = {"X-Amz-Target": "DynamoDB_20120810.DeleteTable"}
    assert ask(port_of(running), "GET", "/", **signed(running, "GET", "/", "dynamodb", **target)).status == 403


CHANGES: dict[str, Callable[[dict[str, str]], tuple[str, str, bytes, dict[str, str]]]] = {
    "the path": lambda headers: ("POST", f"{FUNCTIONS}/b", b"{}", headers),
    "the method": lambda headers: ("PUT", f"{FUNCTIONS}/a", b"{}", headers),
    "the query": lambda headers: ("POST", f"{FUNCTIONS}/a?more=1", b"{}", headers),
    "the body": lambda headers: ("POST", f"{FUNCTIONS}/a", b"[]", headers),
    "a header of AWS": lambda headers: ("POST", f"{FUNCTIONS}/a", b"{}", {**headers, "X-Amz-Target": "Any.Thing"}),
    "the region": lambda headers: (
        "POST",
        f"{FUNCTIONS}/a",
        b"{}",
        {**headers, "Authorization": headers["Authorization"].replace("eu-west-1", "eu-west-2")},
    ),
    "the day": lambda headers: ("POST", f"{FUNCTIONS}/a", b"{}", {**headers, "X-Amz-Date": "20200101T000000Z"}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_can_be_changed_after_it_was_signed(
    running: LocalAws, change: Callable[[dict[str, str]], tuple[str, str, bytes, dict[str, str]]]
) -> None:
    headers = signed(running, "POST", f"{FUNCTIONS}/a", body=b"{}")
    method, path, body, changed = change(headers)
    assert ask(port_of(running), method, path, body, **changed).status == 403


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_signature_is_good_for_a_quarter_of_an_hour(
    running: LocalAws, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: then)
    answer = ask(port_of(running), "GET", FUNCTIONS, **signed(running, "GET", FUNCTIONS))
    assert answer.status == 403
    assert "15 minutes" in answer.text


@pytest.fixture(params=["s3", "s3v4"])
def s3(running: LocalAws, request: pytest.FixtureRequest) -> Any:
    """A client that makes URLs in the older way, or in the newer one, and a bucket."""
    made = client(running, "s3", signature_version=request.param)
    plain = client(running, "s3")
    if not plain.list_buckets()["Buckets"]:
        plain.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": REGION})
    plain.put_object(Bucket="data", Key="mine", Body=b"mine")
    plain.put_object(Bucket="data", Key="other", Body=b"other")
    return made


def test_a_presigned_url_reaches_its_object_and_no_other(s3: Any) -> None:
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "mine"})
    assert follow(url).text == "mine"
    assert follow(url.replace("/mine?", "/other?")).status == 403
    assert follow(url, "DELETE").status == 403
    assert follow(url.replace("/data/mine?", "/?")).status == 403
    assert follow(f"{url}&acl").status == 403
    assert follow(url, X_Amz_Target="DynamoDB_20120810.ListTables").status == 403


def test_a_presigned_upload_can_not_be_made_a_copy_of_another_object(s3: Any) -> None:
    url = s3.generate_presigned_url("put_object", Params={"Bucket": "data", "Key": "mine"})
    assert follow(url, "PUT", b"new").status == 200
    assert follow(url, "PUT", x_amz_copy_source="/data/other").status == 403


def test_a_presigned_url_ends(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    then = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=2)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: then)
    monkeypatch.setattr("botocore.auth.time.time", then.timestamp)
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "mine"}, ExpiresIn=60)
    assert follow(url).status == 403


def test_a_page_reads_an_object_if_the_bucket_names_it(running: LocalAws, s3: Any) -> None:
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "mine"})
    shop = "https://shop.example"
    assert follow(url, Origin=shop).status == 403
    rule = {"AllowedOrigins": [shop], "AllowedMethods": ["GET"]}
    client(running, "s3").put_bucket_cors(Bucket="data", CORSConfiguration={"CORSRules": [rule]})
    try:
        answer = follow(url, Origin=shop)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, shop)
        asked = {"Origin": shop, "Access-Control-Request-Method": "GET"}
        assert follow(url, "OPTIONS", **asked).headers["Access-Control-Allow-Origin"] == shop
        assert follow(url, Origin="https://attacker.example").status == 403
        good = signed(running, "GET", "/data/mine", "s3")
        assert ask(port_of(running), "GET", "/data/mine", **good, Origin=shop).status == 403
    finally:
        client(running, "s3").delete_bucket_cors(Bucket="data")


def test_nothing_that_is_answered_lets_a_page_read_it(running: LocalAws) -> None:
    for service, path in (("lambda", FUNCTIONS), ("s3", "/"), ("lambda", "/2015-03-31/functions/missing")):
        headers = ask(port_of(running), "GET", path, **signed(running, "GET", path, service)).headers
        assert not [name for name in headers if name.lower().startswith("access-control")]


def test_a_link_to_code_is_good_for_that_function_alone(running: LocalAws) -> None:
    for name in ("mine", "other"):
        create_function(running, name, "def handler(event, context):\n    return 1")
    link = client(running, "lambda").get_function(FunctionName="mine")["Code"]["Location"]
    with_zip = follow(link)
    assert (with_zip.status, with_zip.headers["Content-Type"]) == (200, "application/zip")
    assert follow(link.replace("/mine?", "/other?")).status == 403
    assert follow(link.replace("expires=1", "expires=2")).status == 403
    assert follow(link, Origin="https://attacker.example").status == 403


def test_functions_can_not_empty_what_they_run_in(running: LocalAws) -> None:
    create_function(
        running,
        "resets",
        "import os, urllib.request, urllib.error\n"
        "from botocore.session import Session\n"
        "from botocore.auth import SigV4Auth\n"
        "from botocore.awsrequest import AWSRequest\n"
        "def handler(event, context):\n"
        "    url = os.environ['AWS_ENDPOINT_URL'] + '/_ministack/reset'\n"
        "    request = AWSRequest('POST', url, data=b'')\n"
        "    SigV4Auth(Session().get_credentials(), 's3', 'eu-west-1').add_auth(request)\n"
        "    try:\n"
        "        urllib.request.urlopen(urllib.request.Request(url, b'', dict(request.headers)))\n"
        "    except urllib.error.HTTPError as error:\n"
        "        return error.code\n",
    )
    answer = client(running, "lambda").invoke(FunctionName="resets")["Payload"].read()
    assert json.loads(answer) == 403


def test_what_is_no_request_is_no_harm(running: LocalAws) -> None:
    with socket.create_connection(("127.0.0.1", port_of(running)), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b" 403 " in connection.recv(4096)
    assert client(running, "sts").get_caller_identity()["Account"] == "000000000000"
