"""Networks, in the tests that go over all types: they are only named."""

from __future__ import annotations

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.only_named import only_named
from tests.support.wire import Wire
from tests.support.workspaces import nothing as no_declaration
from touchdown import Account
from touchdown.aws.ec2.security_group import SecurityGroup
from touchdown.aws.ec2.service import INTERFACES_GONE
from touchdown.aws.ec2.subnets import Subnets

INTERFACES = (
    b'<DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><networkInterfaceSet><item>'
    b"<networkInterfaceId>eni-0a</networkInterfaceId>"
    b"</item></networkInterfaceSet></DescribeNetworkInterfacesResponse>"
)
"""An interface that is still there."""


def in_network(aws: Account) -> None:
    aws.add_lambda_function(name="hello", code=hello(), subnets=["subnet-0a"], security_groups=["sg-0a"])


def last_with_interfaces(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("ec2:DescribeNetworkInterfaces", lambda body: INTERFACES, times=looks)


CASES = only_named(
    {
        Subnets: lambda aws: aws.get_subnets(vpc="vpc-0a1b2c3d"),
        SecurityGroup: lambda aws: aws.get_security_group(name="web"),
    },
    lasting={INTERFACES_GONE: (in_network, no_declaration, last_with_interfaces)},
    not_called={
        **dict.fromkeys(("ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"), "test_network.py"),
        "ec2:DescribeNetworkInterfaces": "test_configuration.py: of a function in a network",
    },
)
