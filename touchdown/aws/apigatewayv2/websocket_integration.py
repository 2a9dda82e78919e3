"""Integrations of WebSocket APIs: routes bring them along, one for each function and timeout.

An integration is named after these, so each of them is another integration when it is changed. Ours are known by the
mark in their description.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from touchdown.aws.apigatewayv2.children import Children, api_of, mark_for, mark_of
from touchdown.aws.apigatewayv2.integration import MILLISECONDS
from touchdown.aws.apigatewayv2.invoking import FUNCTION
from touchdown.aws.apigatewayv2.listing import WEBSOCKET_APIS
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.unsupported import WEBSOCKET_INTEGRATION
from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
from touchdown.aws.attached import Attached
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lifecycle import Found, Named, declared_values
from touchdown.aws.members import carried_by, changed, sent, values_in
from touchdown.aws.operations import Calls, calls
from touchdown.aws.resource import AttachedResource, Step
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import arn_of

_CREATE, _UPDATE = "apigatewayv2:CreateIntegration", "apigatewayv2:UpdateIntegration"
_READ, _DELETE = "apigatewayv2:GetIntegrations", "apigatewayv2:DeleteIntegration"
INTEGRATIONS = Children("Integration", mark="Description", apis=WEBSOCKET_APIS)
LONGEST = 29
"""Seconds (APIS.md, 31)."""

_member = carried_by(_CREATE, _UPDATE)


@resource
class WebSocketIntegration(AttachedResource):
    """An integration of a WebSocket API (AWS: "CreateIntegration"). Routes bring it along."""

    TYPE: ClassVar[str] = "apigatewayv2_websocket_api:integration"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: WEBSOCKET_INTEGRATION,
        _UPDATE: {**WEBSOCKET_INTEGRATION, "IntegrationId": "the integration itself", "Description": "its mark"},
    }

    name: str = field(create=f"{_CREATE}.Description", update=IDENTITY)
    """Its function, and the timeout where it isn't the usual one."""

    target: Function | Alias = field(**_member("IntegrationUri", form=FUNCTION, opaque=True))
    """A function, or an alias of it."""

    timeout: int = field(default=LONGEST, **_member("TimeoutInMillis", form=MILLISECONDS))
    """How long an answer may take, in seconds."""


def desired(integration: WebSocketIntegration) -> Values:
    assert integration.parent is not None
    return {**declared_values(integration), "api": arn_of(integration.parent)}


def read(integration: Named) -> Found:
    reading = integration.reading
    mark = mark_of(reading.account.name, reading.workspace, WebSocketIntegration, integration.identity)
    name = integration.identity.partition(":")[2]
    found, arn = INTEGRATIONS.found(integration, lambda one: one.get("Description") in (mark, name))
    return Found({**values_in(WebSocketIntegration, found), "api": api_of(arn)}, arn=arn)


def create(step: Step[WebSocketIntegration]) -> Outputs:
    mark = mark_for(step)
    members = {**sent(WebSocketIntegration, _CREATE, step.values), "Description": mark}
    kind = {"IntegrationType": "AWS_PROXY", "IntegrationMethod": "POST"}
    return INTEGRATIONS.create(step, lambda one: one.get("Description") == mark, **kind, **members)


def update(step: Step[WebSocketIntegration], present: Observed) -> None:
    members = sent(WebSocketIntegration, _UPDATE, step.values, only=changed(step.values, present.values))
    INTEGRATIONS.call(step, "Update", present.arn, **members)


def delete(step: Step[WebSocketIntegration]) -> None:
    INTEGRATIONS.call(step, "Delete", step.observed.arn)


WebSocketIntegration.lifecycle = Attached(
    WebSocketIntegration,
    to=WebSocketApi,
    rank=2,
    read=read,
    listed=lambda reading, api: INTEGRATIONS.names(reading, api, WebSocketIntegration),
    create=create,
    update=update,
    delete=delete,
    desired=desired,
    lasting=frozenset({"arn"}),
).lifecycle()
