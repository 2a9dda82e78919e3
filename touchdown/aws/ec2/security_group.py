"""A security group that exists, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import attrs

from touchdown.aws.ec2.named import filters, named
from touchdown.aws.named_only import NamedOnly, lifecycle_of, nothing_fits
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading
from touchdown.model.field import field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_READ = "ec2:DescribeSecurityGroups"


def _name(group: SecurityGroup) -> str:
    return f"{group.vpc}/{group.group}" if group.vpc else group.group


@resource
class SecurityGroup(NamedOnly):
    """A security group that exists (AWS: "DescribeSecurityGroups")."""

    TYPE: ClassVar[str] = "ec2_security_group"
    CALLS: ClassVar[Calls] = Calls(arns=lambda one, place, action: ["*"], read={_READ: ""}, named=frozenset({_READ}))

    group: str = field()
    """Its name."""

    vpc: str | None = field(default=None)
    """The id of its VPC, where several have a group of the name."""

    name: str = attrs.field(init=False, default=attrs.Factory(_name, takes_self=True))
    """It is named after its VPC and its name."""

    @output
    def id(self, place: Place) -> None:
        """Its id, as `sg-0a1b2c3d`."""


def look(reading: Reading, group: SecurityGroup) -> Mapping[str, str]:
    """Exactly one fits; otherwise it is an error."""
    in_vpc = filters(vpc_id=group.vpc)
    found = reading.api.call(_READ, Filters=[*filters(group_name=group.group), *in_vpc])["SecurityGroups"]
    if len(found) != 1:
        there = found or reading.api.call(_READ, Filters=in_vpc)["SecurityGroups"]
        raise nothing_fits(group, [f"{named(one, 'GroupId')} in {one.get('VpcId')}" for one in there])
    return {"id": str(found[0]["GroupId"])}


SecurityGroup.lifecycle = lifecycle_of(SecurityGroup, look)
