"""Networks, in the tests that go over all types: they are only named."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.calls import Call
from tests.support.cases import Cases, TypeCases
from tests.support.emulators import Emulator
from touchdown.aws.ec2.security_group import SecurityGroup
from touchdown.aws.ec2.subnets import Subnets

_NAMED = "it is only named"


def arns(call: Call, account_id: str) -> list[str]:
    return ["*"]


def contents(emulator: Emulator) -> Mapping[str, object]:
    return {}


def nothing(emulator: Emulator) -> None:
    """Nothing of it is ever ours."""


CASES = Cases(
    types=(
        TypeCases(
            cls=Subnets,
            declare=lambda aws, given: aws.get_subnets(vpc="vpc-0a1b2c3d"),
            fields={},
            left_out=_NAMED,
        ),
        TypeCases(
            cls=SecurityGroup,
            declare=lambda aws, given: aws.get_security_group(name="web"),
            fields={},
            left_out=_NAMED,
        ),
    ),
    everything=(),
    arns=arns,
    strip_tags=nothing,
    contents=contents,
    put_stranger=nothing,
    stranger=contents,
    not_called=dict.fromkeys(("ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"), "test_network.py"),
)
