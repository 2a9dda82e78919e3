"""What Touchdown knows of EC2 as a service."""

from __future__ import annotations

from touchdown.aws.service import Service

SERVICE = Service(
    name="ec2",
    missing=("InvalidGroup.NotFound", "InvalidSubnetID.NotFound", "InvalidVpcID.NotFound"),
)
