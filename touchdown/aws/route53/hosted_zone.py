"""A hosted zone that exists, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.named_only import NamedOnly, lifecycle_of, nothing_fits
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading
from touchdown.model.field import field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_READ = "route53:ListHostedZones"
_START = "/hostedzone/"


@resource
class HostedZone(NamedOnly):
    """A public hosted zone that exists (AWS: "ListHostedZones")."""

    TYPE: ClassVar[str] = "route53_hosted_zone"
    CALLS: ClassVar[Calls] = Calls(arns=lambda one, place, action: ["*"], read={_READ: ""}, named=frozenset({_READ}))

    name: str = field()
    """Its name, as `example.com`."""

    @output
    def id(self, place: Place) -> None:
        """Its id, as `Z0123456789ABC`."""


def look(reading: Reading, zone: HostedZone) -> Mapping[str, str]:
    """Exactly one fits; otherwise it is an error. Private zones may have the name of a public zone."""
    zones = [one for one in reading.api.pages(_READ, "HostedZones") if not one["Config"].get("PrivateZone")]
    found = [one for one in zones if one["Name"].rstrip(".") == zone.name.rstrip(".")]
    if len(found) != 1:
        raise nothing_fits(zone, [f"{one['Name']} ({one['Id'].removeprefix(_START)})" for one in found or zones])
    return {"id": str(found[0]["Id"]).removeprefix(_START)}


HostedZone.lifecycle = lifecycle_of(HostedZone, look)
