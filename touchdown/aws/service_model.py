"""Botocore's models of AWS's services: which members an operation takes, and of what shape each is.

The models are read as botocore ships them, without a session and without a client, once a process and service: about
ten milliseconds each. Botocore itself is imported with the first one, because commands that ask nothing of AWS must
start quickly.

An operation is written `lambda:CreateFunction`. A member of its input is a path: `Timeout`, `Environment.Variables`,
and below maps and lists `Tags.key`, `Tags.value`, `Layers.member`. Where the model enumerates a map's keys, each is a
step of its own: `Attributes.DelaySeconds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

Shape: TypeAlias = Mapping[str, Any]
"""A shape as the model's JSON has it: `type`, and what applies of `members`, `required`, `min`, `max`, `pattern`."""


@cache
def loader() -> Any:
    """The loader of botocore's models, for all of this process: clients need the models that values are checked by."""
    from botocore.loaders import create_loader

    return create_loader()


@cache
def _model(service: str) -> Mapping[str, Any]:
    # load_service_model would do as well, but it lists the folders of all four hundred services first: 100 ms.
    version = loader().determine_latest_version(service, "service-2")
    return loader().load_data(f"{service}/{version}/service-2")


def shape(operation: str, member: str = "") -> Shape:
    """The shape of a member of an operation's input, or of the whole input."""
    shapes, found = _input(operation)
    for step in member.split(".") if member else ():
        below = _below(found, shapes)
        if step not in below:
            raise LookupError(f"{operation} has no member {member}: {step} is none of {', '.join(below) or 'nothing'}")
        found = shapes[below[step]["shape"]]
    return found


def members(operation: str) -> tuple[str, ...]:
    """The members that an operation takes."""
    shapes, found = _input(operation)
    return tuple(_below(found, shapes))


def required_members(operation: str) -> tuple[str, ...]:
    """The members that an operation can't do without."""
    return tuple(shape(operation).get("required", ()))


def operations(service: str) -> tuple[str, ...]:
    """All operations of a service, as `lambda:CreateFunction`."""
    return tuple(f"{service}:{name}" for name in _model(service)["operations"])


def _input(operation: str) -> tuple[Mapping[str, Shape], Shape]:
    service, _, name = operation.partition(":")
    model = _model(service)
    if name not in model["operations"]:
        raise LookupError(f"{service} has no operation {name}")
    reference = model["operations"][name].get("input")
    nothing: Shape = {"type": "structure", "members": {}}
    return model["shapes"], model["shapes"][reference["shape"]] if reference else nothing


def _below(shape: Shape, shapes: Mapping[str, Shape]) -> Mapping[str, Mapping[str, str]]:
    """What a step of a path may name below a shape; of a map, the keys as well that the model enumerates."""
    match shape["type"]:
        case "structure":
            return shape["members"]
        case "map":
            known = {str(key): shape["value"] for key in shapes[shape["key"]["shape"]].get("enum", ())}
            return {"key": shape["key"], "value": shape["value"], **known}
        case "list":
            return {"member": shape["member"]}
        case _:
            return {}
