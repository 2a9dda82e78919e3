"""Subnets that exist, by their VPC and their tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

import attrs

from touchdown.aws.ec2.named import filters, named
from touchdown.aws.named_only import NamedOnly, lifecycle_of, nothing_fits
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading
from touchdown.model.field import field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_READ = "ec2:DescribeSubnets"
SEPARATOR: Final = ", "
"""Between ids in the text that stands for a set of them."""


def _name(subnets: Subnets) -> str:
    return "/".join([subnets.vpc, *(f"{key}={value}" for key, value in sorted(subnets.tags.items()))])


@resource
class Subnets(NamedOnly):
    """Subnets that exist (AWS: "DescribeSubnets")."""

    TYPE: ClassVar[str] = "ec2_subnets"
    CALLS: ClassVar[Calls] = Calls(arns=lambda one, place, action: ["*"], read={_READ: ""}, named=frozenset({_READ}))

    vpc: str = field()
    """The id of their VPC."""

    tags: Mapping[str, str] = field(factory=dict[str, str])
    """Tags that they have; all of the VPC, if none is given."""

    name: str = attrs.field(init=False, default=attrs.Factory(_name, takes_self=True))
    """They are named after VPC and tags."""

    @output
    def ids(self, place: Place) -> None:
        """Their ids, as a text with commas."""

    def problems(self) -> Iterator[str]:
        if not self.vpc.startswith("vpc-"):
            yield f'vpc= is "{self.vpc}", which is no id, as vpc-0a1b2c3d.'


def look(reading: Reading, subnets: Subnets) -> Mapping[str, str]:
    in_vpc = filters(vpc_id=subnets.vpc)
    tagged = [{"Name": f"tag:{key}", "Values": [value]} for key, value in subnets.tags.items()]
    found = reading.api.call(_READ, Filters=[*in_vpc, *tagged])["Subnets"]
    if not found:
        there = reading.api.call(_READ, Filters=in_vpc)["Subnets"]
        raise nothing_fits(subnets, [named(one, "SubnetId") for one in there])
    return {"ids": SEPARATOR.join(sorted(one["SubnetId"] for one in found))}


Subnets.lifecycle = lifecycle_of(Subnets, look)
