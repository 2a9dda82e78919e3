"""The fields of a function's configuration, apart from its code: what UpdateFunctionConfiguration changes.

Fields that travel in a single member, as subnets and security groups in VpcConfig, are sent together
(`configuration.py`), since AWS replaces such a member whole. What AWS would refuse of them is in
`rules.py`, what the function's role needs for them in `role_needs.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from touchdown.aws.ec2.security_group import SecurityGroup
from touchdown.aws.ec2.subnets import SEPARATOR, Subnets
from touchdown.aws.lambda_.layers.layer import Layer
from touchdown.aws.lambda_.packaging.fields import Packaged
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.members import TEXT, carried_by
from touchdown.model.field import Form, field, resource
from touchdown.model.resource import Resource

_member = carried_by("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")

_VARIABLES = Form(send=lambda variables: {"Variables": variables}, read=lambda found: found.get("Variables", {}))
_SNAP_START = Form(
    send=lambda on: {"ApplyOn": "PublishedVersions" if on else "None"},
    read=lambda found: found.get("ApplyOn") == "PublishedVersions",
)
_LAYERS = Form(send=list, read=lambda found: [one["Arn"] for one in found] or None)


def ids_of(text: str | None) -> list[str]:
    """The ids in the text that stands for a set of them."""
    return sorted(text.split(SEPARATOR)) if text else []


_IDS = Form(send=ids_of, read=lambda found: SEPARATOR.join(sorted(found)) or None)


def _in_vpc(name: str) -> dict[str, Any]:
    return _member(f"VpcConfig.{name}", form=_IDS, clear=[], opaque=True)


@resource
class Configured(Packaged):
    """The base of what has a function's configuration."""

    @property
    def own_layers(self) -> list[Layer]:
        """Those of its layers that are declared here."""
        return [one for one in self.layers or () if isinstance(one, Layer)]

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from (("layers", one) for one in self.own_layers)
        groups = self.security_groups or ()
        yield from (("security_groups", one) for one in groups if isinstance(one, SecurityGroup))

    timeout: int = field(default=3, **_member("Timeout"))
    """For how long an invocation may run, in seconds: 1 to 1,800. Above 900 the plan has a warning: not each region
    takes it yet."""

    memory: int = field(default=128, **_member("MemorySize"))
    """Memory in MB: 128 to 10,240. The share of a processor grows with it."""

    ephemeral_storage: int = field(default=512, **_member("EphemeralStorage.Size"))
    """The size of `/tmp` in MB: 512 to 10,240."""

    environment: Mapping[str, str] = field(
        factory=dict[str, str], **_member("Environment", form=_VARIABLES, sensitive=True)
    )
    """Environment variables, 4 KB in sum. Values whose names say that they are secret are masked in all output."""

    kms_key: str | None = field(default=None, **_member("KMSKeyArn", form=TEXT, clear=""))
    """The ARN of the KMS key that encrypts the variables, and the snapshots of SnapStart. Left out, AWS's own. Whoever
    applies needs kms:CreateGrant, kms:Encrypt and kms:Decrypt on it; the function's role needs nothing."""

    layers: Sequence[Layer | str] | None = field(default=None, **_member("Layers", form=_LAYERS, clear=[]))
    """Layers, at most five: of `add_layer` or `get_layer`, or ARNs of versions. They are unpacked in this order, so
    that a later one overwrites files of an earlier one. Left out, layers that others attach stay; `[]` takes them
    away."""

    subnets: Subnets | Sequence[str] | None = field(default=None, **_in_vpc("SubnetIds"))
    """The subnets whose network the function is in: `get_subnets(...)`, or up to 16 ids, in any order.
    `security_groups` belong to them. The role is allowed to make network interfaces."""

    security_groups: Sequence[SecurityGroup | str] | None = field(default=None, **_in_vpc("SecurityGroupIds"))
    """The security groups of the function's network interfaces, up to five, in any order: `get_security_group(...)`, or
    ids."""

    ipv6: bool = field(default=False, **_member("VpcConfig.Ipv6AllowedForDualStack"))
    """Whether the function may open IPv6 connections, in subnets that have both IPv4 and IPv6."""

    dead_letter: Resource | str | None = field(
        default=None, **_member("DeadLetterConfig.TargetArn", form=TEXT, clear="")
    )
    """Where Lambda sends asynchronous events that the function couldn't handle: a queue, a topic, or the ARN of one."""

    tracing: Literal["Active", "PassThrough"] = field(default="PassThrough", **_member("TracingConfig.Mode"))
    """Whether Lambda sends traces of its own to X-Ray, or only passes on those of the callers. With `Active` the role
    is allowed to write them."""

    log_group: LogGroup | None = field(default=None, **_member("LoggingConfig.LogGroup"))
    """Where the function logs. Left out, it owns `/aws/lambda/NAME`."""

    log_format: Literal["Text", "JSON"] = field(default="Text", **_member("LoggingConfig.LogFormat"))
    """Whether a line of the log is text as it was written, or JSON with its time, level and request."""

    application_log_level: Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] | None = field(
        default=None, **_member("LoggingConfig.ApplicationLogLevel")
    )
    """With `log_format="JSON"`: the least important lines of the function that are kept. Left out, `INFO`."""

    system_log_level: Literal["DEBUG", "INFO", "WARN"] | None = field(
        default=None, **_member("LoggingConfig.SystemLogLevel")
    )
    """With `log_format="JSON"`: the least important lines of Lambda itself that are kept. Left out, `INFO`."""

    snap_start: bool = field(default=False, **_member("SnapStart", form=_SNAP_START))
    """Whether published versions start from a snapshot, made when they are published: for Python 3.12, Java 11 and .NET
    8, and newer. Python and .NET pay for each version's snapshot, so keep few."""
