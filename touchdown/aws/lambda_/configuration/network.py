"""A function that leaves its network: Lambda removes the network interfaces afterwards, with the function's role.

So the role has to stay until they are gone, and a function's delete waits for them (FUNCTION.md, 9). Interfaces are
shared by functions with the same subnets and groups, and named after the function that was first.

Weakness: interfaces that other functions go on using are waited for in vain; the next run then finds no function, and
goes on with its role.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from touchdown.aws.ec2.named import filters
from touchdown.aws.ec2.service import INTERFACES_GONE
from touchdown.aws.ec2.subnets import SEPARATOR
from touchdown.aws.resource import Step
from touchdown.engine.events import Noted
from touchdown.engine.observed import Values
from touchdown.engine.waits import until_settled
from touchdown.model.errors import AccessDenied

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function

NO_NETWORK: Final[Mapping[str, Any]] = {"SubnetIds": [], "SecurityGroupIds": [], "Ipv6AllowedForDualStack": False}
_READ: Final = "ec2:DescribeNetworkInterfaces"


@attrs.frozen
class Network:
    """The subnets that a function is in."""

    subnets: tuple[str, ...]

    @classmethod
    def of(cls, values: Values) -> Network | None:
        """The network of a function that was read; None if it is in none."""
        subnets = values.get("subnets")
        return cls(tuple(subnets.split(SEPARATOR))) if subnets else None

    def freed(self, step: Step[Function]) -> None:
        """Waits until Lambda has removed the function's interfaces."""
        api = step.account.api
        named = filters(description=f"AWS Lambda VPC ENI-{step.observed.name}-*")
        inside = [{"Name": "subnet-id", "Values": list(self.subnets)}]

        def look() -> Any:
            found = api.call(_READ, Filters=[*named, *inside])["NetworkInterfaces"]
            return found or None

        try:
            until_settled(look, INTERFACES_GONE, api.clock, step.report)
        except AccessDenied as error:
            step.report(Noted(f"Its network interfaces may be there still, and need its role. {error.what}"))
