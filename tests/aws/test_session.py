"""Credentials: asked for once, where the account is, and kept for later commands."""

from __future__ import annotations

import functools
import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from botocore.credentials import AssumeRoleProvider

from tests.support.calls import Call
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import workspace
from touchdown import Workspace, plan

REGIONS = ("eu-west-1", "us-east-1")
ROLE = "arn:aws:iam::123456789012:role/deployer"
CONFIG = f"""\
[profile dev]
role_arn = {ROLE}
mfa_serial = arn:aws:iam::123456789012:mfa/ada
source_profile = base
[profile base]
aws_access_key_id = AKIAMADEUP
aws_secret_access_key = made up
"""


@pytest.fixture
def asked(home: Path, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a user with a profile that needs a second factor is asked for a code of it."""
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return "123456"

    (home / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", wire.address)
    asking = functools.partialmethod(AssumeRoleProvider.__init__, prompter=ask)
    monkeypatch.setattr(AssumeRoleProvider, "__init__", asking)
    return prompts


def assumed(wire: Wire) -> list[Call]:
    return [call for call in wire.calls if call.name == "sts:AssumeRole"]


def signed_for(call: Call) -> str:
    """The region that a call was signed for."""
    authorization = {name.lower(): value for name, value in dict(call.request.headers).items()}["authorization"]
    return authorization.partition("Credential=")[2].split("/")[2]


def look_around(*accounts: Any) -> None:
    for account in accounts:
        account.place()


def in_regions(**access: Any) -> list[Any]:
    """An account in two regions."""
    made = Workspace("shop")
    return [made.add_aws(region=region, **access) for region in REGIONS]


def test_a_profile_asks_for_a_code_once_for_all_regions(moto: Emulator, wire: Wire, asked: list[str]) -> None:
    look_around(*in_regions(profile="dev"))
    assert len(asked) == 1
    assert [signed_for(call) for call in assumed(wire)] == [REGIONS[0]]


def test_a_later_command_does_not_ask_for_a_code_again(moto: Emulator, wire: Wire, asked: list[str]) -> None:
    look_around(*in_regions(profile="dev"))
    look_around(*in_regions(profile="dev"))
    assert len(asked) == 1


def test_a_home_that_cannot_be_written_to_only_means_asking_again(
    moto: Emulator, wire: Wire, asked: list[str], home: Path
) -> None:
    (home / ".aws").write_text("no folder")
    look_around(*in_regions(profile="dev"))
    look_around(*in_regions(profile="dev"))
    assert len(asked) == 2


def test_a_role_is_assumed_at_the_address_and_in_the_region_of_the_account_and_once(moto: Emulator, wire: Wire) -> None:
    keys = {"access_key_id": "AKIAMADEUP", "secret_access_key": "made up"}
    look_around(*in_regions(role_arn=ROLE, endpoint_url=wire.address, **keys))
    assert [signed_for(call) for call in assumed(wire)] == [REGIONS[0]]
    assert [call.name for call in wire.calls].count("sts:GetCallerIdentity") == len(REGIONS)


def test_accounts_with_different_roles_assume_each(moto: Emulator, wire: Wire) -> None:
    made = Workspace("shop")
    keys = {"access_key_id": "AKIAMADEUP", "secret_access_key": "made up", "endpoint_url": wire.address}
    roles = [f"arn:aws:iam::{number:012}:role/deployer" for number in (1, 2)]
    accounts = [made.add_aws(region="eu-west-1", name=role[13:25], role_arn=role, **keys) for role in roles]
    look_around(*accounts)
    assert [account.place().account_id for account in accounts] == ["000000000001", "000000000002"]


def test_a_process_that_makes_many_workspaces_keeps_no_connection_of_them(moto: Emulator) -> None:
    made = workspace(
        moto, lambda aws: aws.add_log_group(name="orders", tags={"bucket": aws.add_bucket(name="b-1").arn})
    )
    plan(made)
    kept = weakref.ref(made.accounts["eu-west-1"])
    del made
    gc.collect()
    assert kept() is None
