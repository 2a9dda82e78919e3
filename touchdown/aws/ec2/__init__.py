"""EC2: the networks that functions are in. Nothing of it is declared, it is only named.

    named.py          how EC2 is asked for both
    subnets.py        subnets, found by their VPC and tags
    security_group.py a security group, found by its name
    service.py        what is known of the service, as data

Public is what `__all__` names.
"""

from touchdown.aws.ec2.security_group import SecurityGroup
from touchdown.aws.ec2.subnets import Subnets

__all__ = ["SecurityGroup", "Subnets"]
