"""A function's configuration as it is compared and sent.

Rules: a member that AWS replaces whole is sent whole. What has its default isn't sent when a function is created,
except what each function has. Layers are only sent when they change: AWS refuses a layer that was deleted since
(FUNCTION.md, 18), and layers that aren't declared are others' (FAULTS.md, 21).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, Final

from touchdown.aws.ec2.subnets import SEPARATOR, Subnets
from touchdown.aws.lambda_.configuration.configured import Configured, ids_of
from touchdown.aws.lambda_.packaging.code import wanted_code
from touchdown.aws.lifecycle import declared_values
from touchdown.aws.members import values_in
from touchdown.aws.resource import AwsResource
from touchdown.engine.observed import Values
from touchdown.engine.record import Record
from touchdown.model.field import defaults_of
from touchdown.model.resource import Resource, arn_of

if TYPE_CHECKING:
    from touchdown.aws.lambda_.function import Function

_ALWAYS: Final = ("description", "role", "handler", "runtime", "timeout", "memory", "environment")
_LOGGING: Final = ("log_group", "log_format", "application_log_level", "system_log_level")
_NETWORK: Final = ("subnets", "security_groups", "ipv6")
_RARE: Final = ("ephemeral_storage", "kms_key", "layers", *_NETWORK, "dead_letter", "tracing", "snap_start")

CONFIGURATION: Final = (*_ALWAYS, *_LOGGING, *_RARE)
"""The fields that UpdateFunctionConfiguration changes."""

IN_TAGS: Final = frozenset({"tags", "attached"})
"""The fields that tags carry: a change of these publishes nothing."""

# Lambda encrypts the variables anew only when they are sent (FUNCTION.md, 13).
_TOGETHER: Final = (_LOGGING, _NETWORK, ("kms_key", "environment"))
_LEVELS: Final = ("application_log_level", "system_log_level")
_DEFAULT_LEVEL: Final = "INFO"

MEANING: Final[Mapping[str, Callable[[Any], object]]] = {
    "subnets": ids_of,
    "security_groups": ids_of,
    "layers": lambda layers: layers or None,
}
"""The forms in which fields are compared: sets, and layers of which there are none."""


def configuration_of(values: Values) -> dict[str, Any]:
    """The fields that publish a version, but for the code."""
    found = {name: values[name] for name in (*CONFIGURATION, "architecture")}
    return {**found, **{name: meaning(values[name]) for name, meaning in MEANING.items()}}


def desired(function: Function) -> Values:
    """The declared values, in the form in which they are compared."""
    values = _wanted(function)
    return {
        **{name: values[name] for name in (*CONFIGURATION, "architecture")},
        "code": wanted_code(function),
        **{name: values[name] for name in sorted(IN_TAGS, reverse=True)},
    }


def _wanted(function: Function) -> dict[str, Any]:
    assert function.log_group is not None
    values = {**declared_values(function), "handler": function.entry_point, "log_group": function.log_group.name}
    subnets, groups = function.subnets, function.security_groups or ()
    values["subnets"] = subnets.ids if isinstance(subnets, Subnets) else SEPARATOR.join(subnets or ()) or None
    values["security_groups"] = SEPARATOR.join(one if isinstance(one, str) else one.id for one in groups) or None
    if function.layers is not None:
        values["layers"] = [arn_of(one) if isinstance(one, Resource) else one for one in function.layers]
    return _with_levels(values)


def present_configuration(cls: type[AwsResource], live: Mapping[str, Any]) -> dict[str, Any]:
    """The values in what GetFunction says."""
    values = values_in(cls, live, only=(*CONFIGURATION, "architecture"))
    values["log_group"] = values["log_group"] or f"/aws/lambda/{live['FunctionName']}"
    return _with_levels(values)


def are_others(layers: Sequence[str] | None, record: Record | None, cls: type[AwsResource]) -> bool:
    """Whether the layers of a function are others': none is declared, and we have attached none."""
    return layers is None and (record is None or record.fits(cls.lifecycle, "layers", None))


def to_create(values: Values) -> list[str]:
    """The fields that are sent when a function is created."""
    defaults = defaults_of(Configured)
    return [*_ALWAYS, *_LOGGING, *(name for name in _RARE if values[name] != defaults[name])]


def to_update(changed: Set[str]) -> list[str]:
    """The fields that are sent for a change: also those that travel with one that has changed. If the last change
    failed (`state`), all are sent again, since nothing tells of what it failed."""
    wanted = {*changed, *(set(CONFIGURATION) - {"layers"} if "state" in changed else ())}
    wanted.update(*(some for some in _TOGETHER if wanted & set(some) - {"environment"}))
    return [name for name in CONFIGURATION if name in wanted]


def _with_levels(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the levels that AWS takes where none is given; text has no levels."""
    json = values["log_format"] == "JSON"
    return {**values, **{name: (values[name] or _DEFAULT_LEVEL) if json else None for name in _LEVELS}}
