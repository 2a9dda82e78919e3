"""What Touchdown knows of EC2 as a service."""

from __future__ import annotations

from touchdown.aws.service import Service
from touchdown.engine.waits import Settling

INTERFACES_GONE = Settling(
    "ec2:DescribeNetworkInterfaces",
    1200,
    "waiting for Lambda to remove the function's network interfaces",
    hint="The function is gone, and its role is left. Other functions may use the interfaces: then run it again.",
    gone=True,
)
"""Up to 20 minutes (FUNCTION.md, 9)."""

SERVICE = Service(
    name="ec2",
    missing=("InvalidGroup.NotFound", "InvalidSubnetID.NotFound", "InvalidVpcID.NotFound"),
    settling=(INTERFACES_GONE,),
)
