"""Hosted zones that are named: exactly one fits, or the plan lists what is there."""

from __future__ import annotations

import pytest

from tests.support.emulators import Emulator
from tests.support.workspaces import actions, applied, planned
from touchdown import Account
from touchdown.model.errors import Missing


def named(aws: Account) -> None:
    aws.add_log_group(name="hello", tags={"zone": aws.get_hosted_zone(name="example.com").id})


def test_a_hosted_zone_is_found_by_its_name_if_it_is_the_only_one(ministack: Emulator) -> None:
    client = ministack.client("route53")
    client.create_hosted_zone(Name="other.com", CallerReference="other")
    with pytest.raises(Missing, match=r"isn't the only one(.|\n)*other\.com"):
        planned(ministack, named)
    made = client.create_hosted_zone(Name="example.com", CallerReference="one")["HostedZone"]["Id"]
    applied(ministack, named)
    group = f"arn:aws:logs:eu-west-1:{ministack.account_id}:log-group:hello"
    tags = ministack.client("logs").list_tags_for_resource(resourceArn=group)["tags"]
    assert f"/hostedzone/{tags['zone']}" == made
    assert set(actions(planned(ministack, named)).values()) == {"read"}
    client.create_hosted_zone(Name="example.com", CallerReference="two")
    with pytest.raises(Missing, match="isn't the only one"):
        planned(ministack, named)
