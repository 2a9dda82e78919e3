"""Subnets and security groups that exist, for functions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.workspaces import applied, planned
from touchdown.model.errors import AccountError, DeclarationError

HELLO = hello()


def network(emulator: Emulator) -> tuple[str, list[str], str]:
    """A VPC with two private subnets and a public one, and a group."""
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    found: list[str] = []
    for number, tier in enumerate(("private", "private", "public")):
        made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"]
        ec2.create_tags(Resources=[made], Tags=[{"Key": "tier", "Value": tier}])
        found.append(made)
    group = ec2.create_security_group(GroupName="workers", Description="workers", VpcId=vpc)["GroupId"]
    return vpc, found, group


def worker(vpc: str, tier: str = "private", group: str = "workers") -> Any:
    def declare(aws: Any) -> None:
        subnets = aws.get_subnets(vpc=vpc, tags={"tier": tier})
        groups = [aws.get_security_group(name=group, vpc=vpc)]
        aws.add_lambda_function(name="worker", code=HELLO, subnets=subnets, security_groups=groups)

    return declare


def test_a_function_is_in_a_network_that_exists(emulator: Emulator) -> None:
    vpc, (first, second, public), group = network(emulator)
    applied(emulator, worker(vpc))
    found = emulator.client("lambda").get_function_configuration(FunctionName="worker")["VpcConfig"]
    assert set(found["SubnetIds"]) == {first, second}
    assert found["SecurityGroupIds"] == [group]
    assert not planned(emulator, worker(vpc)).to_do
    # What is in a network may change without the Touchdownfile.
    emulator.client("ec2").create_tags(Resources=[public], Tags=[{"Key": "tier", "Value": "private"}])
    (change,) = planned(emulator, worker(vpc)).to_do
    assert {one.path[0] for one in change.differences} == {"subnets"}


def test_what_does_not_exist_is_an_error_that_lists_what_there_is(moto: Emulator) -> None:
    vpc, (first, *_), group = network(moto)
    with pytest.raises(AccountError) as raised:
        planned(moto, worker(vpc, tier="data"))
    assert first in str(raised.value)
    with pytest.raises(AccountError) as raised:
        planned(moto, worker(vpc, group="web"))
    assert f"{group} (workers) in {vpc}" in str(raised.value)


def test_a_name_of_a_vpc_is_refused_before_any_call(moto: Emulator) -> None:
    with pytest.raises(DeclarationError, match='vpc= is "main", which is no id'):
        planned(moto, worker("main"))
