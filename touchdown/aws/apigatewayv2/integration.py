"""Integrations: how an API passes requests on. Routes bring them along: one for each target, format and timeout.

An integration is named after these, so each of them is another integration when it is changed. Ours are known by the
mark in their description.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

from touchdown.aws.apigatewayv2.api import HttpApi
from touchdown.aws.apigatewayv2.children import Children, Item, api_of, mark_for, mark_of
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.services import API_GATEWAY, PARAMETERS, changed_parameters
from touchdown.aws.apigatewayv2.unsupported import INTEGRATION
from touchdown.aws.attached import Attached
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.members import carried_by, changed, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import IDENTITY, Form, field, resource
from touchdown.model.resource import arn_of

_CREATE, _UPDATE = "apigatewayv2:CreateIntegration", "apigatewayv2:UpdateIntegration"
_READ, _DELETE = "apigatewayv2:GetIntegrations", "apigatewayv2:DeleteIntegration"
MILLISECONDS = Form(send=lambda seconds: seconds * 1000, read=lambda found: found / 1000)
INTEGRATIONS = Children("Integration", mark="Description")
LONGEST = 30
"""Seconds (EVENTS.md, 73)."""

_member = carried_by(_CREATE, _UPDATE)


@resource
class Integration(AttachedResource):
    """An integration of an HTTP API (AWS: "CreateIntegration"). Routes bring it along."""

    TYPE: ClassVar[str] = "apigatewayv2_api:integration"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: INTEGRATION,
        _UPDATE: {**INTEGRATION, "IntegrationId": "the integration itself", "Description": "its mark"},
    }

    name: str = field(create=f"{_CREATE}.Description", update=IDENTITY)
    """Its target, and format and timeout where they aren't the usual ones."""

    target: Function | Alias | str | None = field(default=None, **_member("IntegrationUri"), opaque=True)
    """A function, or an address that requests are passed on to; a service has `parameters` instead."""

    parameters: Mapping[str, str] | None = field(default=None, **_member("RequestParameters", form=PARAMETERS))
    """What a service is called with: a queue, a bus or a state machine."""

    role: Role | str | None = field(default=None, **_member("CredentialsArn"))
    """The role with which a service is called."""

    payload_format: Literal["1.0", "2.0"] = field(default="2.0", **_member("PayloadFormatVersion"))
    """The format of events and answers."""

    timeout: int = field(default=LONGEST, **_member("TimeoutInMillis", form=MILLISECONDS))
    """How long an answer may take, in seconds."""

    PASSES_TO: ClassVar[str] = API_GATEWAY


def name_of(target: object, payload_format: str, timeout: int) -> str:
    """The name of the integration for a target: a function's label or ARN, or an address."""
    usual = payload_format == ("1.0" if is_address(target) else "2.0")
    parts = [target.label if isinstance(target, Invocable) else str(target)]
    parts += [] if usual else [f"format {payload_format}"]
    return ", ".join([*parts, *([] if timeout == LONGEST else [f"{timeout} s"])])


def is_address(target: object) -> bool:
    """Whether requests are passed on to an address, not to a function."""
    return isinstance(target, str) and target.startswith(("http://", "https://"))


def desired(integration: Integration) -> Values:
    assert integration.parent is not None
    return {**declared_values(integration), "api": arn_of(integration.parent)}


def read(integration: Named) -> Found:
    reading = integration.reading
    mark = mark_of(reading.account.name, reading.workspace, Integration, integration.identity)
    name = integration.identity.partition(":")[2]
    found, arn = INTEGRATIONS.found(integration, lambda one: one.get("Description") in (mark, name))
    values = {**values_in(Integration, found), "api": api_of(arn)}
    if not reading.account.endpoint.keeps_roles_of_integrations:
        values["role"] = _declared_role(integration)
    return Found({**values, "target": values["target"] or None}, arn=arn)


def _declared_role(integration: Named) -> str | None:
    """The role as it is declared, where nothing tells which is there."""
    same = [one for one in integration.reading.declared if one.identity == integration.identity]
    roles = [one.role for one in same if isinstance(one, Integration)]
    role = roles[0] if roles else None
    return role.predict("arn", integration.reading.place) if isinstance(role, Role) else role


def names(reading: Reading, api: str) -> Iterable[str]:
    return INTEGRATIONS.names(reading, api, Integration)


def create(step: Step[Integration]) -> Outputs:
    mark = mark_for(step)
    kind: Item = {"IntegrationType": "AWS_PROXY"}
    if step.values["parameters"]:
        kind = {**kind, "IntegrationSubtype": step.resource.name.partition(" ")[0]}
    elif is_address(step.values["target"]):
        kind = {"IntegrationType": "HTTP_PROXY", "IntegrationMethod": "ANY"}
    members = {**kind, **sent(Integration, _CREATE, step.values), "Description": mark}
    return INTEGRATIONS.create(step, lambda one: one["Description"] == mark, **members)


def update(step: Step[Integration], present: Observed) -> None:
    members = sent(Integration, _UPDATE, step.values, only=changed(step.values, present.values))
    if "RequestParameters" in members:
        members["RequestParameters"] = changed_parameters(step.values["parameters"], present.values["parameters"])
    INTEGRATIONS.call(step, "Update", present.arn, **members)


def delete(step: Step[Integration]) -> None:
    INTEGRATIONS.call(step, "Delete", step.observed.arn)


Integration.lifecycle = Attached(
    Integration,
    to=HttpApi,
    rank=2,
    read=read,
    listed=names,
    create=create,
    update=update,
    delete=delete,
    desired=desired,
    lasting=frozenset({"arn"}),
).lifecycle()
