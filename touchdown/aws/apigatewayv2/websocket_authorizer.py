"""Authorizers of WebSocket APIs: functions that say who may connect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

import attrs

from touchdown.aws.apigatewayv2.authorizers import create_of_kind, desired, marked, names_of, read_by_name
from touchdown.aws.apigatewayv2.children import Children
from touchdown.aws.apigatewayv2.invoking import FUNCTION, allow_api
from touchdown.aws.apigatewayv2.listing import WEBSOCKET_APIS
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.unsupported import WEBSOCKET_AUTHORIZER
from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
from touchdown.aws.attached import Attached
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.permission import Permission
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import carried_by, sent
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource

_CREATE, _UPDATE = "apigatewayv2:CreateAuthorizer", "apigatewayv2:UpdateAuthorizer"
_READ, _DELETE = "apigatewayv2:GetAuthorizers", "apigatewayv2:DeleteAuthorizer"
AUTHORIZERS = Children("Authorizer", mark="Name", apis=WEBSOCKET_APIS)
_HEADER = "route.request.header.Authorization"
_SOURCE = re.compile(r"route\.request\.(header|querystring)\.[\w-]+|(stageVariables|context)\.[\w.-]+", re.ASCII)

_member = carried_by(_CREATE, _UPDATE)


@resource
class WebSocketAuthorizer(AttachedResource):
    """An authorizer of a WebSocket API (AWS: "Control access to WebSocket APIs with AWS Lambda")."""

    TYPE: ClassVar[str] = "apigatewayv2_websocket_api:authorizer"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: WEBSOCKET_AUTHORIZER,
        _UPDATE: {**WEBSOCKET_AUTHORIZER, "AuthorizerId": "the authorizer itself", "Name": "the authorizer itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the authorizer among those of the API."""

    target: Function | Alias = field(**_member("AuthorizerUri", form=FUNCTION, opaque=True))
    """A function, or an alias of it: it gets the request to connect, and answers with a policy."""

    identity_sources: Sequence[str] = field(factory=lambda: [_HEADER], **_member("IdentitySource"), opaque=True)
    """What a request to connect has to have, or else it is refused: `route.request.header.NAME`, or
    `route.request.querystring.NAME`, since a page in a browser can't send headers."""

    permission: Permission | None = attrs.field(init=False, default=None, repr=False)

    def implied(self) -> None:
        assert isinstance(self.parent, WebSocketApi)
        self.permission = allow_api(self.parent, self.parent.execution_arn, self.target)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        if self.permission is not None:
            yield "permission", self.permission

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if isinstance(self.identity_sources, str):
            yield f'identity_sources= takes a list, as ["{_HEADER}"].'
            return
        wrong = [one for one in self.identity_sources if not _SOURCE.fullmatch(one)]
        yield from (f'identity_sources= has "{one}": as AWS has it, "{_HEADER}".' for one in wrong)


def read(authorizer: Named) -> Found:
    return read_by_name(WebSocketAuthorizer, AUTHORIZERS, authorizer)


def names(reading: Reading, api: str) -> Iterable[str]:
    return names_of(AUTHORIZERS, reading, api)


def create(step: Step[WebSocketAuthorizer]) -> Outputs:
    return create_of_kind(AUTHORIZERS, step, _CREATE, "REQUEST")


def update(step: Step[WebSocketAuthorizer], present: Observed) -> None:
    name = marked(step.resource.name, step.workspace)
    AUTHORIZERS.call(step, "Update", present.arn, Name=name, **sent(WebSocketAuthorizer, _UPDATE, step.values))


def delete(step: Step[WebSocketAuthorizer]) -> None:
    AUTHORIZERS.call(step, "Delete", step.observed.arn)


WebSocketAuthorizer.lifecycle = attrs.evolve(
    Attached(
        WebSocketAuthorizer,
        to=WebSocketApi,
        rank=2,
        read=read,
        listed=names,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
        lasting=frozenset({"arn"}),
    ).lifecycle(),
    meaning={"identity_sources": sorted},
)
