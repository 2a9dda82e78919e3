"""The wire passes everything on, records it, and lets go wrong what it is told to."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.support.calls import Call, rounds
from tests.support.emulators import Emulator
from tests.support.operations import Operation, Request
from tests.support.wire import FOREVER, Dropped, When, Wire

TRUST = '{"Version": "2012-10-17", "Statement": []}'


@pytest.fixture
def client(emulator: Emulator, wire: Wire) -> Callable[[str], Any]:
    """Clients whose calls lead through the wire."""
    return lambda service: emulator.client(service, address=wire.address)


@pytest.fixture
def bucket(emulator: Emulator) -> str:
    name = f"bucket-{emulator.account_id}"
    emulator.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": emulator.client("s3").meta.region_name}
    )
    return name


Clients = Callable[[str], Any]


# What is passed on


def test_what_is_done_through_the_wire_is_done(client: Clients, wire: Wire, emulator: Emulator) -> None:
    client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=TRUST, Description="ü")

    assert emulator.client("iam").get_role(RoleName="role")["Role"]["Description"] == "ü"
    assert wire.names() == ["iam:CreateRole"]


@pytest.mark.parametrize("key", ["key", "a b/ü+%&'\"?.txt", "folder/"])
@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256"])
def test_objects_survive_with_checksum_and_metadata(client: Clients, bucket: str, key: str, algorithm: str) -> None:
    body = os.urandom(300_000)
    s3 = client("s3")

    s3.put_object(Bucket=bucket, Key=key, Body=io.BytesIO(body), Metadata={"a": "b"}, ChecksumAlgorithm=algorithm)

    head = s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
    assert (head["ContentLength"], head["Metadata"]) == (len(body), {"a": "b"})
    if algorithm == "SHA256":
        assert head["ChecksumSHA256"] == base64.b64encode(hashlib.sha256(body).digest()).decode()
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == body


def test_a_body_in_chunks_with_a_trailer_survives(client: Clients, bucket: str, wire: Wire) -> None:
    # botocore sends trailers on https only; this is how they look there.
    trailing = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    headers = {
        "Content-Encoding": "aws-chunked",
        "X-Amz-Trailer": "x-amz-checksum-crc32",
        "X-Amz-Decoded-Content-Length": "5",
        "X-Amz-Content-Sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    }

    def send(request: Any, **_: Any) -> None:
        for name, value in headers.items():
            request.headers[name] = value
        del request.headers["Content-Length"]
        request.headers["Transfer-Encoding"] = "chunked"
        request.body = iter([trailing[:8], trailing[8:]])

    s3 = client("s3")
    s3.meta.events.register("before-send.s3.PutObject", send)
    s3.put_object(Bucket=bucket, Key="key", Body=b"hello")

    assert wire.calls[-1].request.body == trailing
    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"hello"


def test_a_connection_is_used_again(client: Clients, wire: Wire) -> None:
    sts = client("sts")
    with ThreadPoolExecutor(1) as one:
        for _ in range(3):
            one.submit(sts.get_caller_identity).result()

    assert wire.names() == ["sts:GetCallerIdentity"] * 3
    assert sum(thread.name.startswith("Thread") for thread in threading.enumerate()) < 3


def test_errors_of_the_emulator_are_passed_on_and_recorded(client: Clients, wire: Wire, bucket: str) -> None:
    for call in (
        lambda: client("iam").get_role(RoleName="missing"),
        lambda: client("lambda").get_function(FunctionName="missing"),
        lambda: client("logs").delete_log_group(logGroupName="missing"),
        lambda: client("s3").get_object(Bucket=bucket, Key="missing"),
        lambda: client("s3").head_object(Bucket=bucket, Key="missing"),
    ):
        with pytest.raises(ClientError):
            call()

    assert [call.error for call in wire.calls] == [
        "NoSuchEntity",
        "ResourceNotFoundException",
        "ResourceNotFoundException",
        "NoSuchKey",
        "404",
    ]


def test_an_emulator_that_is_not_there_is_a_closed_connection() -> None:
    with Wire("http://127.0.0.1:1") as wire, pytest.raises(OSError, match="closed connection"):
        urllib.request.urlopen(wire.address)


# What is recorded


def test_calls_have_their_parameters(client: Clients, wire: Wire, bucket: str) -> None:
    client("iam").list_roles(PathPrefix="/a/")
    client("logs").create_log_group(logGroupName="group", tags={"a": "b"})
    client("lambda").list_functions(MaxItems=3)
    client("s3").list_objects_v2(Bucket=bucket, Prefix="ü")
    client("resourcegroupstaggingapi").get_resources(ResourceTypeFilters=["s3"])

    assert [call.parameters for call in wire.calls] == [
        {"Action": "ListRoles", "Version": "2010-05-08", "PathPrefix": "/a/"},
        {"logGroupName": "group", "tags": {"a": "b"}},
        {"MaxItems": "3"},
        {"Bucket": bucket, "list-type": "2", "prefix": "ü", "encoding-type": "url"},
        {"ResourceTypeFilters": ["s3"]},
    ]


def test_writes_are_told_from_reads_and_all_can_be_forgotten(client: Clients, wire: Wire) -> None:
    client("logs").create_log_group(logGroupName="group")
    client("logs").describe_log_groups()
    client("logs").delete_log_group(logGroupName="group")

    assert wire.writes() == ["logs:CreateLogGroup", "logs:DeleteLogGroup"]
    assert wire.counts() == {"logs:CreateLogGroup": 1, "logs:DescribeLogGroups": 1, "logs:DeleteLogGroup": 1}
    wire.forget()
    assert wire.names() == []


def test_calls_at_once_are_one_round_and_calls_in_turn_are_several(client: Clients, wire: Wire) -> None:
    wire.slow("*", 0.2)
    sts, iam = client("sts"), client("iam")
    with ThreadPoolExecutor(8) as pool:
        for _ in range(8):
            pool.submit(sts.get_caller_identity)
    iam.list_roles()

    assert wire.rounds() == 2
    assert max(call.depth for call in wire.calls) == 8


def call(started: float, ended: float) -> Call:
    return Call(Operation("s3", "ListBuckets", "rest-xml"), Request("GET", "/", {}, b""), started=started, ended=ended)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], 0),
        ([(0, 1)], 1),
        ([(0, 1), (1, 2), (2, 3)], 3),
        ([(0, 3), (1, 2), (2, 4)], 2),
        ([(0, 10), (1, 2), (3, 4), (5, 6)], 3),
        ([(0, 1), (0.5, float("inf"))], 1),
    ],
)
def test_rounds_are_the_longest_chain(times: list[tuple[float, float]], expected: int) -> None:
    assert rounds([call(*each) for each in times]) == expected


# What goes wrong


ONE_OF_EACH_PROTOCOL: dict[str, tuple[str, str, dict[str, Any]]] = {
    "iam:GetRole": ("iam", "get_role", {"RoleName": "role"}),
    "lambda:GetFunction": ("lambda", "get_function", {"FunctionName": "hello"}),
    "logs:DescribeLogGroups": ("logs", "describe_log_groups", {}),
    "s3:GetBucketTagging": ("s3", "get_bucket_tagging", {"Bucket": "bucket"}),
    "sts:GetCallerIdentity": ("sts", "get_caller_identity", {}),
    "tagging:GetResources": ("resourcegroupstaggingapi", "get_resources", {}),
}


@pytest.mark.parametrize("operation", ONE_OF_EACH_PROTOCOL)
def test_an_error_is_understood_by_botocore(client: Clients, wire: Wire, operation: str) -> None:
    service, method, parameters = ONE_OF_EACH_PROTOCOL[operation]
    message = 'The role <"defined"> for the function & such cannot be assumed: ü.'
    wire.fail(operation, code="NotYetException", message=message, status=409)

    with pytest.raises(ClientError) as caught:
        getattr(client(service), method)(**parameters)

    response: Any = caught.value.response
    assert (response["Error"]["Code"], response["Error"]["Message"]) == ("NotYetException", message)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert (wire.calls[0].name, wire.calls[0].status, wire.calls[0].error) == (operation, 409, "NotYetException")


def test_a_modelled_error_is_its_class(client: Clients, wire: Wire) -> None:
    wire.fail("lambda:GetFunction", code="ResourceNotFoundException", status=404)

    with pytest.raises(client("lambda").exceptions.ResourceNotFoundException):
        client("lambda").get_function(FunctionName="hello")


def test_an_error_of_a_head_has_no_body_and_its_connection_can_be_used_again(client: Clients, wire: Wire) -> None:
    wire.fail("s3:HeadBucket", code="Forbidden", status=403)

    with pytest.raises(ClientError, match="403"):
        client("s3").head_bucket(Bucket="bucket")
    client("s3").list_buckets()


def group_names(emulator: Emulator) -> list[str]:
    return [group["logGroupName"] for group in emulator.client("logs").describe_log_groups()["logGroups"]]


@pytest.mark.parametrize(("when", "done"), [("before", []), ("after", ["group"])])
def test_an_error_comes_before_or_after_the_call_is_done(
    client: Clients, wire: Wire, emulator: Emulator, when: Any, done: list[str]
) -> None:
    wire.fail("logs:CreateLogGroup", code="Busy", when=when)

    with pytest.raises(ClientError, match="Busy"):
        client("logs").create_log_group(logGroupName="group")
    assert group_names(emulator) == done


@pytest.mark.parametrize(("when", "done"), [("before", []), ("after", ["group"])])
def test_a_connection_is_closed_before_or_after_the_call_is_done(
    client: Clients, wire: Wire, emulator: Emulator, when: Any, done: list[str]
) -> None:
    wire.drop("logs:CreateLogGroup", when=when)

    with pytest.raises(ConnectionClosedError):
        client("logs").create_log_group(logGroupName="group")
    assert group_names(emulator) == done
    assert wire.calls[0].status is None


def outcomes(wire: Wire, clients: Clients, count: int) -> list[str | None]:
    for _ in range(count):
        with contextlib.suppress(ClientError):
            clients("sts").get_caller_identity()
    return [call.error for call in wire.calls]


def test_a_fault_strikes_once_from_the_nth_call_on_or_for_ever(client: Clients, wire: Wire) -> None:
    wire.fail("sts:*", code="First")
    wire.fail("sts:GetCallerIdentity", code="Third", nth=2, times=2)
    last = wire.fail("*", code="Last", nth=2, times=FOREVER)

    # Each counts the calls that those before it left to it.
    assert outcomes(wire, client, 6) == ["First", None, "Third", "Third", "Last", "Last"]
    assert last.struck == 2


def test_a_fault_is_meant_for_the_calls_that_match(client: Clients, wire: Wire) -> None:
    wire.fail("logs:CreateLogGroup", code="Busy", matching=lambda call: call.parameters["logGroupName"] == "b")

    client("logs").create_log_group(logGroupName="a")
    with pytest.raises(ClientError, match="Busy"):
        client("logs").create_log_group(logGroupName="b")


def test_nothing_goes_wrong_any_more_when_it_is_healed(client: Clients, wire: Wire) -> None:
    wire.drop("*", times=FOREVER)
    wire.heal()

    client("sts").get_caller_identity()


def test_a_call_is_held_until_it_is_released(client: Clients, wire: Wire, emulator: Emulator) -> None:
    hold = wire.hold("logs:CreateLogGroup")
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client("logs").create_log_group, logGroupName="group")
        hold.wait()
        assert (group_names(emulator), wire.calls[0].status) == ([], None)
        hold.release()
        call.result()

    assert group_names(emulator) == ["group"]


def test_a_call_that_does_not_arrive_is_not_waited_for_long(ministack: Emulator, wire: Wire) -> None:
    with pytest.raises(TimeoutError):
        wire.hold("*").wait(timeout=0.01)


def test_closing_releases_what_is_held_or_slow(ministack: Emulator) -> None:
    with ThreadPoolExecutor(2) as pool:
        with Wire(ministack.address) as wire:
            wire.slow("sts:*", 1000)
            hold = wire.hold("iam:*")
            arrived = threading.Event()
            wire.on("sts:*", lambda _: arrived.set())
            slow = pool.submit(ministack.client("sts", address=wire.address).get_caller_identity)
            held = pool.submit(ministack.client("iam", address=wire.address).list_roles)
            hold.wait()
        for call in (slow, held):
            assert call.exception(timeout=30) is None or isinstance(call.exception(), ConnectionClosedError)


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_call_that_is_left_unanswered_was_passed_on_or_not(
    client: Clients, wire: Wire, emulator: Emulator, when: When, made: int
) -> None:
    arrived = threading.Event()
    wire.on("iam:CreateRole", lambda call: arrived.set(), when=when)
    wire.leave_unanswered("iam:CreateRole", when=when)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(client("iam").create_role, RoleName="role", AssumeRolePolicyDocument=TRUST)
        assert arrived.wait(30)
        wire.close()
        assert isinstance(call.exception(timeout=30), ConnectionClosedError)
    assert len(emulator.client("iam").list_roles()["Roles"]) == made


def test_something_can_be_done_behind_the_back_of_a_call(client: Clients, wire: Wire, emulator: Emulator) -> None:
    logs = emulator.client("logs")
    wire.on("logs:CreateLogGroup", lambda call: logs.create_log_group(logGroupName=call.parameters["logGroupName"]))

    with pytest.raises(ClientError, match="ResourceAlreadyExists"):
        client("logs").create_log_group(logGroupName="group")


CREATE = """
import sys, botocore.session
client = botocore.session.Session().create_client(
    "logs", region_name="eu-west-1", endpoint_url=sys.argv[1], aws_access_key_id=sys.argv[2], aws_secret_access_key="x"
)
client.create_log_group(logGroupName="group")
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
@pytest.mark.parametrize(("when", "done"), [("before", []), ("after", ["group"])])
def test_a_process_can_be_killed_before_or_after_its_call_is_done(
    ministack: Emulator, wire: Wire, when: Any, done: list[str]
) -> None:
    process = subprocess.Popen([sys.executable, "-c", CREATE, ministack.address, ministack.access_key_id])

    def kill(_: Call) -> None:
        process.kill()
        process.wait()
        raise Dropped

    wire.on("logs:CreateLogGroup", kill, when=when)

    assert process.wait() == -signal.SIGKILL
    assert group_names(ministack) == done


def test_an_answer_can_be_edited(client: Clients, wire: Wire) -> None:
    wire.replace("sts:GetCallerIdentity", lambda body: body.replace(b"<Account>", b"<Account>0"), nth=2)
    sts = client("sts")

    first, second = (sts.get_caller_identity()["Account"] for _ in range(2))
    assert second == f"0{first}"


def test_a_mistake_of_the_test_itself_comes_out(ministack: Emulator) -> None:
    wire = Wire(ministack.address)
    wire.on("*", lambda call: call.parameters["missing"])

    with pytest.raises(ConnectionClosedError):
        ministack.client("sts", address=wire.address).get_caller_identity()
    with pytest.raises(ExceptionGroup) as caught:
        wire.close()
    assert isinstance(caught.value.exceptions[0], KeyError)


def test_many_connections_at_once(client: Clients, wire: Wire) -> None:
    sts = client("sts")
    with ThreadPoolExecutor(64) as pool:
        for answer in [pool.submit(sts.get_caller_identity) for _ in range(256)]:
            answer.result()

    assert wire.counts() == {"sts:GetCallerIdentity": 256}
