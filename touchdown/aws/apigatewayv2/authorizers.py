"""What authorizers of HTTP and WebSocket APIs have in common. AWS's name of an authorizer ends in the mark of the
workspace, `NAME-touchdown-1a2b3c4d`, since no other text of it has room for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from touchdown.aws.apigatewayv2.children import Children, api_of
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.marks import of_workspace
from touchdown.aws.members import sent, values_in
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Values
from touchdown.model.resource import arn_of, split_identity


def marked(name: str, workspace: str | None) -> str:
    """AWS's name of an authorizer of ours."""
    return f"{name}-{of_workspace(workspace)}"[:-1]


def desired(authorizer: AttachedResource) -> Values:
    assert authorizer.parent is not None
    return {**declared_values(authorizer), "api": arn_of(authorizer.parent)}


def read_by_name(cls: type[AttachedResource], authorizers: Children, authorizer: Named) -> Found:
    name = split_identity(cls.TYPE, authorizer.identity)[1]
    ours = marked(name, authorizer.reading.workspace)
    found, arn = authorizers.found(authorizer, lambda one: one["Name"] in (ours, name))
    return Found({**values_in(cls, found), "api": api_of(arn)}, arn=arn, marked=found["Name"] == ours)


def names_of(authorizers: Children, reading: Reading, api: str) -> Iterable[str]:
    ending = marked("", reading.workspace)
    return [one["Name"].removesuffix(ending) for one in authorizers.ours(reading, api)]


def create_of_kind(authorizers: Children, step: Step[AttachedResource], operation: str, kind: str) -> Outputs:
    name = marked(step.resource.name, step.workspace)
    members: dict[str, Any] = sent(type(step.resource), operation, step.values)
    return authorizers.create(step, lambda one: one["Name"] == name, **members, Name=name, AuthorizerType=kind)
