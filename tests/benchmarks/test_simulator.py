"""The simulator makes an emulator as slow, strict and unreliable as it is told to; on moto, over HTTP."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.request import urlopen

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectionError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from benchmarks.simulator.faults import parsed
from benchmarks.simulator.limits import Limit
from benchmarks.simulator.messages import MESSAGES
from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import Simulator, running
from tests.support.emulators import REGION, Emulator

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


class Account:
    """An account in moto, and a simulator in front of it whose time is moved by hand."""

    def __init__(self, simulator: Simulator, emulator: Emulator, clock: list[float]) -> None:
        self.simulator = simulator
        self.emulator = emulator
        self._clock = clock
        self.role = f"arn:aws:iam::{emulator.account_id}:role/worker"

    def client(self, service: str, region: str = REGION) -> Any:
        return self.emulator.client(service, region, address=self.simulator.address)

    def later(self, seconds: float) -> None:
        self._clock[0] += seconds

    def create(self, name: str = "hello", region: str = REGION) -> Any:
        return self.client("lambda", region).create_function(
            FunctionName=name, Role=self.role, Code={"ZipFile": zipped()}, Handler="main.main", Runtime="python3.13"
        )

    def configuration(self) -> Any:
        return self.client("lambda").get_function(FunctionName="hello")["Configuration"]


Simulate = Callable[..., Account]


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("main.py", "def main(event, context): return event\n")
    return buffer.getvalue()


@pytest.fixture
def simulate(moto: Emulator) -> Iterator[Simulate]:
    """Puts a simulator in front of moto. The role that its functions have is there."""
    moto.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=TRUST)
    with ExitStack() as stack:

        def put(**profile: Any) -> Account:
            clock = [0.0]
            made = Profile(**{"latency": 0.0, **profile})
            simulator = stack.enter_context(running(moto.direct_address, made, now=lambda: clock[0]))
            return Account(simulator, moto, clock)

        yield put


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


def test_calls_are_counted_by_operation_and_in_rounds(simulate: Simulate) -> None:
    account = simulate()
    account.create()
    account.configuration()
    account.configuration()
    counted = json.load(urlopen(f"{account.simulator.address}/_simulator/calls"))
    assert counted == {
        "by_operation": {"lambda:CreateFunction": 1, "lambda:GetFunction": 2},
        "calls": 3,
        "rounds": 3,
        "throttled": 0,
    }


def test_each_operation_takes_its_own_time(simulate: Simulate) -> None:
    account = simulate(latency=0.05, latencies={"sts:*": 0.0})
    account.client("sts").get_caller_identity()
    account.client("iam").list_roles()
    free, slow = account.simulator.calls
    assert slow.ended - slow.started >= 0.05
    assert free.name == "sts:GetCallerIdentity"


@pytest.mark.parametrize(
    ("service", "method", "limit", "code"),
    [
        ("lambda", "list_functions", "lambda", "TooManyRequestsException"),
        ("iam", "list_roles", "iam", "Throttling"),
        ("logs", "describe_log_groups", "logs:DescribeLogGroups", "ThrottlingException"),
        ("s3", "list_buckets", "s3", "SlowDown"),
    ],
)
def test_who_calls_too_often_is_throttled_as_the_service_does_it(
    simulate: Simulate, service: str, method: str, limit: str, code: str
) -> None:
    account = simulate(limits={limit: Limit(2)})
    call = getattr(account.client(service), method)
    call()
    call()
    assert code_of(call) == code
    account.later(0.5)
    call()
    assert account.simulator.counted().throttled == (1 if code != "SlowDown" else 0)


def test_operations_without_a_limit_of_their_own_share_that_of_the_service(simulate: Simulate) -> None:
    account = simulate(limits={"lambda": Limit(1), "lambda:GetFunction": Limit(5)})
    account.create()
    account.configuration()
    assert code_of(account.client("lambda").list_functions) == "TooManyRequestsException"


def test_a_new_role_can_be_assumed_later(simulate: Simulate) -> None:
    account = simulate(role_usable_after=5)
    account.client("iam").create_role(RoleName="new", AssumeRolePolicyDocument=TRUST)
    account.role = account.role.replace("worker", "new")
    account.later(4.9)
    assert code_of(account.create) == "InvalidParameterValueException"
    account.later(0.2)
    assert account.create()["Role"] == account.role


def test_a_new_function_is_pending_and_can_not_be_updated_then(simulate: Simulate) -> None:
    account = simulate(pending=2)
    assert account.create()["State"] == "Pending"
    update = account.client("lambda").update_function_configuration
    assert code_of(lambda: update(FunctionName="hello", Timeout=5)) == "ResourceConflictException"
    account.later(3)
    assert account.configuration()["State"] == "Active"
    update(FunctionName="hello", Timeout=5)


def test_the_revision_of_an_update_is_stale_when_the_update_has_settled(simulate: Simulate) -> None:
    account = simulate(updating=2)
    account.create()
    update = account.client("lambda").update_function_configuration
    answered = update(FunctionName="hello", Timeout=5)
    assert answered["LastUpdateStatus"] == "InProgress"
    account.later(3)
    stale = {"FunctionName": "hello", "RevisionId": answered["RevisionId"]}
    assert code_of(lambda: update(**stale)) == "PreconditionFailedException"
    update(FunctionName="hello", RevisionId=account.configuration()["RevisionId"])


def test_functions_of_one_name_in_two_regions_are_two(simulate: Simulate) -> None:
    account = simulate(pending=0)
    revisions = [account.create(region=region)["RevisionId"] for region in (REGION, "us-east-1")]
    for region, revision in zip((REGION, "us-east-1"), revisions, strict=True):
        update = account.client("lambda", region).update_function_configuration
        assert update(FunctionName="hello", Timeout=5, RevisionId=revision)["Timeout"] == 5


def test_the_tagging_api_misses_what_is_new_and_shows_what_is_gone(simulate: Simulate) -> None:
    account = simulate(tagging_late=60)
    logs, tagging = account.client("logs"), account.client("resourcegroupstaggingapi")

    def shown() -> int:
        return len(tagging.get_resources(TagFilters=[{"Key": "of"}])["ResourceTagMappingList"])

    logs.create_log_group(logGroupName="orders", tags={"of": "shop"})
    seen = [shown()]
    account.simulator.settle()
    seen.append(shown())
    logs.delete_log_group(logGroupName="orders")
    seen.append(shown())
    account.later(61)
    seen.append(shown())
    assert seen == [0, 1, 1, 0]


def test_the_tagging_api_knows_log_groups_though_the_emulator_does_not(ministack: Emulator) -> None:
    with running(ministack.direct_address, Profile(latency=0.0)) as simulator:
        logs, sts, tagging = (
            ministack.client(service, address=simulator.address)
            for service in ("logs", "sts", "resourcegroupstaggingapi")
        )
        sts.get_caller_identity()
        logs.create_log_group(logGroupName="orders", tags={"of": "shop"})
        logs.create_log_group(logGroupName="others", tags={"of": "others"})

        def found(**asked: Any) -> list[str]:
            shop = tagging.get_resources(TagFilters=[{"Key": "of", "Values": ["shop"]}], **asked)
            return [one["ResourceARN"].rpartition(":")[2] for one in shop["ResourceTagMappingList"]]

        assert found() == found(ResourceTypeFilters=["logs"]) == ["orders"]
        assert found(ResourceTypeFilters=["logs:log-group", "s3"]) == ["orders"]
        assert found(ResourceTypeFilters=["lambda"]) == []


def test_lists_have_the_page_sizes_of_aws_and_no_states(simulate: Simulate) -> None:
    account = simulate()
    for index in range(51):
        account.create(f"number-{index:02}")
    pages = list(account.client("lambda").get_paginator("list_functions").paginate())
    assert [len(page["Functions"]) for page in pages] == [50, 1]
    assert "State" not in pages[0]["Functions"][0]


def test_log_groups_are_found_by_their_names(simulate: Simulate) -> None:
    account = simulate()
    logs = account.client("logs")
    for name in ("a", "b", "c"):
        logs.create_log_group(logGroupName=name)
    found = logs.describe_log_groups(logGroupIdentifiers=["a", "c", "none"])["logGroups"]
    assert [one["logGroupName"] for one in found] == ["a", "c"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [("internal-error", "ServiceException"), ("throttling", "TooManyRequestsException"), ("denied", "AccessDenied")],
)
def test_the_chosen_call_fails_and_the_others_do_not(simulate: Simulate, fault: str, code: str) -> None:
    account = simulate()
    account.simulator.faults.add(f"lambda:ListFunctions@2={fault}")
    listed = account.client("lambda").list_functions
    listed()
    assert code_of(listed).startswith(code)
    listed()


@pytest.mark.parametrize(("fault", "done"), [("reset-before", False), ("reset-after", True)])
def test_a_connection_is_reset_before_or_after_the_call_was_done(simulate: Simulate, fault: str, done: bool) -> None:
    account = simulate()
    account.simulator.faults.add(f"lambda:CreateFunction={fault}")
    with pytest.raises((ConnectionClosedError, ConnectionError)):
        account.create()
    assert bool(account.emulator.client("lambda").list_functions()["Functions"]) == done


def test_an_answer_is_cut_in_the_middle(simulate: Simulate) -> None:
    account = simulate()
    account.simulator.faults.add("sts:GetCallerIdentity=cut")
    asked = account.client("sts").get_caller_identity
    with pytest.raises(ResponseParserError):  # botocore reads what there is
        asked()
    assert asked()["Account"] == account.emulator.account_id


def test_a_call_may_never_be_answered(simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    account = simulate()
    account.simulator.faults.add("sts:GetCallerIdentity=no-answer")
    client = account.client("sts")
    monkeypatch.setattr(client._endpoint.http_session, "_timeout", 0.1)
    client._endpoint.http_session._manager.connection_pool_kw["timeout"] = 0.1
    with pytest.raises(ReadTimeoutError):
        client.get_caller_identity()


def test_each_message_reaches_a_client_with_its_code(simulate: Simulate) -> None:
    account = simulate()
    listed = account.client("lambda").list_functions
    for name, (code, _, _) in MESSAGES.items():
        account.simulator.faults.add(f"lambda:ListFunctions={name}")
        assert code_of(listed) == code, name
        account.simulator.faults.clear()


def test_checksums_of_objects_are_told_and_kept_to_as_by_aws(simulate: Simulate) -> None:
    account = simulate()
    client = account.client("s3")
    client.create_bucket(Bucket="packages", CreateBucketConfiguration={"LocationConstraint": REGION})

    def told(key: str) -> tuple[str, str]:
        head = client.head_object(Bucket="packages", Key=key, ChecksumMode="ENABLED")
        return head["ChecksumType"], head["ChecksumSHA256"]

    def digest(data: bytes) -> str:
        return base64.b64encode(hashlib.sha256(data).digest()).decode()

    put = {"Bucket": "packages", "Key": "whole", "ChecksumAlgorithm": "SHA256"}
    client.put_object(**put, Body=b"whole", ChecksumSHA256=digest(b"whole"))
    assert told("whole") == ("FULL_OBJECT", digest(b"whole"))
    with pytest.raises(ClientError, match="BadDigest"):
        client.put_object(**put, Body=b"other", ChecksumSHA256=digest(b"whole"))
    upload = {"Bucket": "packages", "Key": "parts"}
    upload["UploadId"] = client.create_multipart_upload(**upload, ChecksumAlgorithm="SHA256")["UploadId"]
    part = client.upload_part(**upload, PartNumber=1, Body=b"part", ChecksumAlgorithm="SHA256")
    parts = [{"PartNumber": 1, "ETag": part["ETag"], "ChecksumSHA256": part["ChecksumSHA256"]}]
    client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    assert told("parts") == ("COMPOSITE", f"{digest(hashlib.sha256(b'part').digest())}-1")


@pytest.mark.parametrize("text", ["lambda:CreateFunction", "lambda:CreateFunction=nonsense", "@2=throttling"])
def test_a_fault_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"fault|written"):
        parsed(text)


def test_the_command_prints_its_address_and_answers_there(moto: Emulator) -> None:
    command = [sys.executable, "-m", "benchmarks.simulator", "--upstream", moto.direct_address, "--latency", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        moto.client("sts", address=address).get_caller_identity()
        counted = json.load(urlopen(f"{address}/_simulator/calls"))
        process.terminate()
    assert counted["by_operation"] == {"sts:GetCallerIdentity": 1}
