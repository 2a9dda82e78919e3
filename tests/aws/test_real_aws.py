"""What is called only where AWS itself answers: bulk reads that an emulator may not have, and limiters.

moto has them, so here it is taken for AWS.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.like_aws import take_for_aws
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, planned
from touchdown import Account, Workspace, apply, plan
from touchdown.aws.api import Call
from touchdown.aws.limits import Limiters
from touchdown.engine.waits import Clock

NAMES = ("one", "two", "three", "four")


@pytest.fixture(autouse=True)
def _moto_is_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    take_for_aws(monkeypatch)


def groups(*names: str) -> Declare:
    return lambda aws: [aws.add_log_group(name=name, retention=7) for name in names]


def roles(names: Sequence[str], **fields: Any) -> Declare:
    return lambda aws: [aws.add_role(name=name, **fields) for name in names]


def nothing(aws: Account) -> None:
    """An account without declarations."""


def prefixes(wire: Wire) -> list[str | None]:
    return [call.parameters.get("logGroupNamePrefix") for call in wire.calls if call.name == "logs:DescribeLogGroups"]


def test_a_log_group_is_read_by_its_name_and_not_taken_for_one_that_begins_with_it(moto: Emulator, wire: Wire) -> None:
    moto.client("logs").create_log_group(logGroupName="hello-other")
    applied(moto, groups("hello"))
    wire.forget()
    assert not planned(moto, groups("hello")).to_do
    assert prefixes(wire) == ["hello"]


def test_a_log_group_that_is_no_longer_declared_is_found_by_its_tag(moto: Emulator, wire: Wire) -> None:
    applied(moto, groups("hello"))
    moto.client("logs").create_log_group(logGroupName="other")
    assert actions(planned(moto, nothing)) == {"eu-west-1/logs_log_group.hello": "delete"}


def test_only_log_groups_that_a_tag_leads_to_are_looked_at(moto: Emulator, wire: Wire) -> None:
    applied(moto, groups("hello"))
    moto.client("logs").create_log_group(logGroupName="other")
    wire.forget()
    planned(moto, nothing)
    assert prefixes(wire) == ["hello"]


def test_the_log_group_of_a_function_is_found_by_the_function(moto: Emulator, wire: Wire) -> None:
    applied(moto, lambda aws: aws.add_lambda_function(name="hello", code=hello()))
    wire.forget()
    assert actions(planned(moto, nothing))["eu-west-1/logs_log_group./aws/lambda/hello"] == "delete"
    assert set(prefixes(wire)) == {"/aws/lambda/hello"}


def test_four_roles_are_read_in_two_calls(moto: Emulator, wire: Wire) -> None:
    declared = roles(NAMES, description="What it is for", max_session_duration=7200)
    applied(moto, declared)
    wire.forget()
    assert not planned(moto, declared).to_do
    assert [name for name in sorted(wire.names()) if name.startswith("iam:")] == [
        "iam:GetAccountAuthorizationDetails",
        "iam:ListRoles",
    ]


def test_a_difference_in_what_only_the_list_of_roles_has_is_seen(moto: Emulator, wire: Wire) -> None:
    applied(moto, roles(NAMES))
    moto.client("iam").update_role(RoleName="two", Description="Changed by hand")
    assert actions(planned(moto, roles(NAMES))) == {"eu-west-1/iam_role.two": "update"}


def test_calls_are_limited_as_soon_as_it_is_known_whose_they_are(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    acquired: list[str] = []
    monkeypatch.setattr(Limiters, "acquire", lambda self, operation: acquired.append(operation))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    made = Workspace("shop")
    keys = {"access_key_id": moto.access_key_id, "secret_access_key": moto.secret_access_key}
    aws = made.add_aws(region="eu-west-1", endpoint_url=moto.address, session_token=moto.session_token, **keys)
    aws.add_log_group(name="hello")
    apply(made)
    assert not plan(made).to_do
    assert sorted(acquired) == sorted(name for name in wire.names() if name != "sts:GetCallerIdentity")


def test_the_wait_for_a_limit_is_recorded_beside_the_call(moto: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = 0.05
    monkeypatch.setattr(Limiters, "acquire", lambda self, operation: Clock().pause(waited))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    made, calls = Workspace("shop"), list[Call]()
    keys = {"access_key_id": moto.access_key_id, "secret_access_key": moto.secret_access_key}
    aws = made.add_aws(region="eu-west-1", endpoint_url=moto.address, session_token=moto.session_token, **keys)
    aws.add_log_group(name="hello")
    aws.record = calls.append
    plan(made)
    limited = {call.operation: call.limited for call in calls}
    assert limited["logs:DescribeLogGroups"] >= waited
    assert limited["sts:GetCallerIdentity"] < waited
