"""A declaration keeps what it was given when it was made, whatever becomes of the user's dictionaries and lists."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from tests.engine.fakes import Account, Cloud
from touchdown import Workspace
from touchdown.aws.account import Account as AwsAccount
from touchdown.model.copies import copied


@pytest.fixture
def account() -> Account:
    return Account("main", Cloud())


@pytest.fixture
def aws() -> AwsAccount:
    return Workspace("shop").add_aws(region="eu-west-1", account="123456789012")


def test_a_dictionary_that_two_declarations_share_may_change_in_between(account: Account) -> None:
    settings = {"tenant": "red"}
    red = account.add_thing(name="red", settings=settings)
    settings["tenant"] = "blue"
    blue = account.add_thing(name="blue", settings=settings)
    assert (red.settings, blue.settings) == ({"tenant": "red"}, {"tenant": "blue"})


def test_what_lies_deep_inside_is_copied_too(aws: AwsAccount) -> None:
    statement = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}
    policies = {"read": {"Version": "2012-10-17", "Statement": [statement]}}
    reader = aws.add_role(name="reader", policies=policies)
    statement["Action"].append("s3:PutObject")  # type: ignore[attr-defined]
    assert reader.policies["read"]["Statement"][0]["Action"] == ["s3:GetObject"]


def test_a_list_is_copied(aws: AwsAccount) -> None:
    policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
    role = aws.add_role(name="reader", managed_policies=policies)
    policies.clear()
    assert role.managed_policies == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]


def test_what_is_assigned_later_is_copied_too(account: Account) -> None:
    thing, settings = account.add_thing(name="a"), {"tenant": "red"}
    thing.settings = settings
    settings["tenant"] = "blue"
    assert thing.settings == {"tenant": "red"}


def test_what_is_set_in_a_declaration_itself_counts(account: Account) -> None:
    thing = account.add_thing(name="a", settings={"tenant": "red"})
    thing.settings["stage"] = "live"  # type: ignore[index]
    assert thing.settings == {"tenant": "red", "stage": "live"}


def test_the_tags_of_an_account_are_copied() -> None:
    tags, ignored = {"team": "web"}, ["cost"]
    aws = Workspace("shop").add_aws(region="eu-west-1", tags=tags, ignore_tags=ignored)
    tags["team"] = "shop"
    ignored.append("owner")
    assert (aws.tags, aws.ignore_tags) == ({"team": "web"}, ("cost",))


def test_resources_and_outputs_stay_what_they_are(aws: AwsAccount) -> None:
    role = aws.add_role(name="worker")
    kept = copied({"role": role, "arns": [role.arn], "pair": (role,), "view": MappingProxyType({"a": [1]})})
    assert kept == {"role": role, "arns": [role.arn], "pair": (role,), "view": {"a": [1]}}
    assert kept["arns"][0] is role.arn  # type: ignore[index]
