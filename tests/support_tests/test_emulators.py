"""One emulator for the whole run, an account for each test, and no way to a real AWS."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from tests.support import emulators
from tests.support.emulators import Emulator, Name
from tests.support.wire import Wire

TRUST = '{"Version": "2012-10-17", "Statement": []}'

HOLD = """
import sys
from pathlib import Path
from typing import Any
from tests.support import emulators
with emulators.running(sys.argv[1], Path(sys.argv[2])) as address:
    print(address, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(emulator: Emulator) -> Emulator:
    """Another account in the same emulator."""
    return emulators.account_in(emulator.name, emulator.direct_address)


def test_an_account_is_who_it_says(emulator: Emulator) -> None:
    assert emulator.client("sts").get_caller_identity()["Account"] == emulator.account_id


def test_an_account_starts_empty_and_does_not_see_another(emulator: Emulator, other: Emulator) -> None:
    bucket = f"bucket-{emulator.account_id}"
    emulator.client("iam").create_role(RoleName="role", AssumeRolePolicyDocument=TRUST)
    emulator.client("logs").create_log_group(logGroupName="group")
    emulator.client("s3").create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": emulators.REGION}
    )

    assert [role["Arn"] for role in emulator.client("iam").list_roles()["Roles"]] == [
        f"arn:aws:iam::{emulator.account_id}:role/role"
    ]
    assert [each["Name"] for each in emulator.client("s3").list_buckets()["Buckets"]] == [bucket]
    assert other.client("iam").list_roles()["Roles"] == []
    assert other.client("logs").describe_log_groups()["logGroups"] == []
    assert other.client("lambda").list_functions()["Functions"] == []
    assert other.client("s3").list_buckets()["Buckets"] == []


def test_regions_of_an_account_are_told_apart(emulator: Emulator) -> None:
    emulator.client("logs", "us-east-1").create_log_group(logGroupName="group")

    assert emulator.client("logs", "eu-west-1").describe_log_groups()["logGroups"] == []


def test_the_policies_that_functions_use_can_be_attached(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    iam.create_role(RoleName="role", AssumeRolePolicyDocument=TRUST)

    for name in ("service-role/AWSLambdaBasicExecutionRole", "AmazonS3ReadOnlyAccess"):
        iam.attach_role_policy(RoleName="role", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    with pytest.raises(ClientError):
        iam.delete_role(RoleName="role")


def test_a_wire_leads_to_the_emulator_and_does_not_count_the_test_itself(emulator: Emulator, wire: Wire) -> None:
    emulator.client("iam").list_roles()
    emulator.client("sts", address=emulator.address).get_caller_identity()

    assert emulator.address == wire.address
    assert wire.names() == ["sts:GetCallerIdentity"]


def test_it_can_only_be_reached_from_this_machine(emulator: Emulator) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        try:
            route.connect(("192.0.2.1", 9))  # sends nothing: only asks which address would be used
        except OSError:
            pytest.skip("this machine has no other address")
        other_address = route.getsockname()[0]

    with socket.socket() as probe:
        assert probe.connect_ex((other_address, urlsplit(emulator.address).port)) != 0


def holder(name: Name, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, name, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def answers(address: str) -> bool:
    location = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((location.hostname, location.port)) == 0


def wait_for_the_end_of(address: str) -> None:
    bound = time.monotonic() + 10
    while answers(address):
        assert time.monotonic() < bound, "it did not end"


@pytest.mark.parametrize("name", ["ministack", "moto"])
def test_processes_share_one_which_ends_with_the_last_even_if_they_are_killed(name: Name, tmp_path: Path) -> None:
    holders = [holder(name, tmp_path) for _ in range(2)]
    first, second = (each.stdout.readline().strip() for each in holders if each.stdout)
    assert first == second

    with emulators.running(name, tmp_path) as third:
        for each in holders:
            each.kill()
            each.communicate()
        assert third == first
        assert answers(first)
    wait_for_the_end_of(first)


def test_one_that_has_ended_is_started_again(tmp_path: Path) -> None:
    for _ in range(2):
        with emulators.running("moto", tmp_path) as address:
            assert answers(address)
        wait_for_the_end_of(address)


def test_one_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(AssertionError, match="moto did not start"), emulators.running("moto", tmp_path):
        pass


# Surroundings


def test_nothing_leads_to_a_real_account() -> None:
    session = botocore.session.Session()

    assert session.get_credentials() is None
    assert session.available_profiles == []
    assert {name for name in os.environ if name.startswith("AWS_")} == {
        "AWS_CONFIG_FILE",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_SHARED_CREDENTIALS_FILE",
    }


def test_a_command_that_is_started_has_no_credentials_either() -> None:
    program = "import botocore.session as b; print(b.Session().get_credentials(), b.Session().available_profiles)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stdout == "None []\n"


def test_a_client_without_credentials_calls_nobody() -> None:
    sts: Any = botocore.session.Session().create_client("sts", region_name="eu-west-1")

    with pytest.raises(NoCredentialsError):
        sts.get_caller_identity()


def test_the_home_is_empty_and_the_tests_own(home: Path) -> None:
    assert Path.home() == home
    assert list(home.iterdir()) == []


def test_the_caches_are_not_in_that_home(home: Path) -> None:
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME", "UV_PYTHON_INSTALL_DIR", "TOUCHDOWN_CACHE_DIR"):
        assert not Path(os.environ[name]).is_relative_to(home)
