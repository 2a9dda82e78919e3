"""Accounts that are declared wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.declaring import Outcome, in_process, write

WRONG = {
    "an account's number that is too short": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", account="1234")
""",
        """\
error: add_aws(): account='1234' is no account number: it takes twelve digits, as "123456789012".
  where: Touchdownfile:2
""",
    ),
    "an account's number without quotes": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", account=123456789012)
""",
        """\
error: add_aws(): account= takes a text, and is a number.
  where: Touchdownfile:2
""",
    ),
    "an access key without its secret": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", access_key_id="AKIA")
""",
        """\
error: add_aws(): access_key_id= and secret_access_key= belong together.
  where: Touchdownfile:2
""",
    ),
    "a secret without its access key": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", secret_access_key="AKIA")
""",
        """\
error: add_aws(): access_key_id= and secret_access_key= belong together.
  where: Touchdownfile:2
""",
    ),
    "a token without a key": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", session_token="AKIA")
""",
        """\
error: add_aws(): session_token= needs access_key_id= and secret_access_key=.
  where: Touchdownfile:2
""",
    ),
    "a profile beside a key": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", profile="dev", access_key_id="AKIA", secret_access_key="made up")
""",
        """\
error: add_aws(): profile= and access_key_id= both say who we are: give one of them.
  where: Touchdownfile:2
""",
    ),
    "no region": (
        """\
workspace.name = "shop"
aws = workspace.add_aws()
""",
        """\
error: add_aws() needs a region.
  where: Touchdownfile:2
  do:    As in add_aws(region="eu-west-1").
""",
    ),
    "a region by the name of its city": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="Frankfurt")
""",
        """\
error: add_aws(): region='Frankfurt' is no region: they are written as "eu-west-1".
  where: Touchdownfile:2
""",
    ),
    "a region that is a number": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region=1)
""",
        """\
error: add_aws(): region= takes a text, and is a number.
  where: Touchdownfile:2
""",
    ),
    "an account's name with a slash": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", name="a/b")
""",
        """\
error: add_aws(): name='a/b' takes up to 64 letters, digits, dots, hyphens and underscores.
  where: Touchdownfile:2
""",
    ),
    "an endpoint without a scheme": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", endpoint_url="localhost:4566", access_key_id="a", secret_access_key="b")
""",
        """\
error: add_aws(): endpoint_url='localhost:4566' doesn't begin with http:// or https://.
  where: Touchdownfile:2
""",
    ),
    "an emulator without an address": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", emulator=True)
""",
        """\
error: add_aws(): emulator=True needs the address of the emulator, as endpoint_url="http://localhost:4566".
  where: Touchdownfile:2
""",
    ),
    "a role to assume by name": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", role_arn="deployer")
""",
        """\
error: add_aws(): role_arn='deployer' is no ARN, as "arn:aws:iam::123456789012:role/NAME".
  where: Touchdownfile:2
""",
    ),
    "tags of an account in a list": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", tags=["a"])
""",
        """\
error: add_aws(): tags= takes a mapping of texts to texts, and is a list.
  where: Touchdownfile:2
""",
    ),
    "an account's tag that AWS keeps": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", tags={"aws:owner": "me"})
""",
        """\
error: add_aws(): tags= has the key 'aws:owner', which begins with aws:, which AWS reserves.
  where: Touchdownfile:2
""",
    ),
    "ignored tags outside of a list": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", ignore_tags="owner")
""",
        """\
error: add_aws(): ignore_tags= takes a list of texts, and is a text.
  where: Touchdownfile:2
""",
    ),
    "local in quotes": (
        """\
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", local="no")
""",
        """\
error: add_aws(): local= takes True or False, and is a text.
  where: Touchdownfile:2
""",
    ),
    "a mistyped argument of add_aws": (
        """\
workspace.name = "shop"
workspace.add_aws(regoin="eu-west-1")
""",
        """\
error: add_aws() has no argument regoin=.
  where: Touchdownfile:2
  do:    Did you mean region=?
""",
    ),
    "a region without its name": (
        """\
workspace.name = "shop"
workspace.add_aws("eu-west-1")
""",
        """\
error: add_aws() takes keyword arguments only.
  where: Touchdownfile:2
  do:    As in add_aws(region=...).
""",
    ),
    "two accounts of one name": (
        """\
workspace.name = "shop"
workspace.add_aws(region="eu-west-1")
workspace.add_aws(region="eu-west-1")
""",
        """\
error: There are two accounts named "eu-west-1".
  where: Touchdownfile:3
  why:   The other is declared in Touchdownfile:2.
  do:    Give one of them another name, as in add_aws(name=...).
""",
    ),
    "an account named like another's region": (
        """\
workspace.name = "shop"
workspace.add_aws(region="eu-west-1")
workspace.add_aws(region="us-east-1", name="eu-west-1")
""",
        """\
error: There are two accounts named "eu-west-1".
  where: Touchdownfile:3
  why:   The other is declared in Touchdownfile:2.
  do:    Give one of them another name, as in add_aws(name=...).
""",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_account_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, text)
    assert in_process(tmp_path, "plan") == Outcome(1, "", said)


def test_a_profile_of_the_command_line_is_for_accounts_without_keys_of_their_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        'workspace.name = "shop"\n'
        'aws = workspace.add_aws(region="eu-west-1", access_key_id="AKIA", secret_access_key="made up")\n',
    )
    assert in_process(tmp_path, "permissions", "--profile", "dev").code == 0
