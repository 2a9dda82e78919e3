"""What a function's role has to allow because of the function's configuration (FUNCTION.md, 7, 12 and 15).

Lambda checks it for the network and for dead letters when the function is written, and never for X-Ray. A KMS key needs
nothing of the role (FUNCTION.md, 13).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from touchdown.aws.grants import Allowance, Grant
from touchdown.aws.lambda_.invocation.destinations import sending_to

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function

_INTERFACES: Final = Allowance(
    (
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    )
)
_TRACES: Final = Allowance(("xray:PutTraceSegments", "xray:PutTelemetryRecords"))
_EVERYTHING: Final = "*"


def needed_for_configuration(function: Function) -> Iterator[Grant]:
    """The grants that follow from the function's fields."""
    if function.subnets:
        yield Grant(_EVERYTHING, (_INTERFACES,), function.where)
    if function.tracing == "Active":
        yield Grant(_EVERYTHING, (_TRACES,), function.where)
    yield from sending_to(function.dead_letter, function.where)
