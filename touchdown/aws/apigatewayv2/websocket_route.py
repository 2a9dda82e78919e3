"""Routes of WebSocket APIs: which messages an API passes on, and to which function.

A route brings along the integration for its function, which it shares with other routes, and the permission by which
the API invokes the function: one for each function and API. Ours are known by the mark in their operation name.

A function's answer reaches the client only with a route response, and an expression that chooses it (APIS.md, 28). The
expression is written last, so it says that the response is there, and a plan needn't ask. Weakness: a response that
somebody deletes by hand isn't missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal

import attrs

from touchdown.aws.apigatewayv2.children import Children, api_of, id_in, mark_for
from touchdown.aws.apigatewayv2.invoking import allow_api
from touchdown.aws.apigatewayv2.listing import WEBSOCKET_APIS
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.route_members import in_common, read_in_common, to_update
from touchdown.aws.apigatewayv2.route_rules import route_warnings
from touchdown.aws.apigatewayv2.unsupported import WEBSOCKET_ROUTE
from touchdown.aws.apigatewayv2.websocket_api import WebSocketApi
from touchdown.aws.apigatewayv2.websocket_authorizer import AUTHORIZERS, WebSocketAuthorizer
from touchdown.aws.apigatewayv2.websocket_integration import INTEGRATIONS, LONGEST, WebSocketIntegration
from touchdown.aws.attached import Attached
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.permission import Permission
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import carried_by, changed
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.adder import declare
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource, arn_of, split_identity

_CREATE, _UPDATE = "apigatewayv2:CreateRoute", "apigatewayv2:UpdateRoute"
_READ, _DELETE = "apigatewayv2:GetRoutes", "apigatewayv2:DeleteRoute"
_RESPONSES, _RESPOND = "apigatewayv2:GetRouteResponses", "apigatewayv2:CreateRouteResponse"
ROUTES = Children("Route", mark="OperationName", apis=WEBSOCKET_APIS)
_CONNECT, _DEFAULT = "$connect", "$default"
_OWN = (_CONNECT, "$disconnect", _DEFAULT)
_KEY = re.compile(r"[^\s$/]{1,128}")

_member = carried_by(_CREATE, _UPDATE, opaque=True)


@resource
class WebSocketRoute(AttachedResource):
    """A route of a WebSocket API (AWS: "Create routes for WebSocket APIs")."""

    TYPE: ClassVar[str] = "apigatewayv2_websocket_api:route"
    CALLS: ClassVar[Calls] = calls(
        read=[_READ], write=[_CREATE, _RESPONSES, _RESPOND, _UPDATE], delete=[_DELETE], arns=arns
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: WEBSOCKET_ROUTE,
        _UPDATE: {**WEBSOCKET_ROUTE, "RouteId": "the route itself", "RouteKey": "the route itself"},
    }

    name: str = attrs.field(init=False, default="", repr=False)
    """The route, as `say`."""

    route: str = field(create=f"{_CREATE}.RouteKey", update=IDENTITY)
    """What a message has where the API's `selection=` looks, as `say`; `$default` is any message that no other route
    takes; `$connect` and `$disconnect` are the beginning and the end of a connection."""

    target: Function | Alias = field(**_member("Target"))
    """The function that gets the message, or an alias of it."""

    answer: bool = field(default=False, **_member("RouteResponseSelectionExpression"))
    """Whether the body that the function returns is sent back to the client. A function that sends by
    `connections_url` needs none."""

    timeout: int = field(default=LONGEST)
    """How long the function may take, in seconds: 1 to 29."""

    authorizer: WebSocketAuthorizer | None = field(default=None, **_member("AuthorizerId"))
    """Of `$connect`: an authorizer of the API, which says who may connect."""

    auth: Literal["NONE", "AWS_IAM"] = field(default="NONE", **_member("AuthorizationType"))
    """Of `$connect`: who may connect, unless an authorizer says so: with `NONE`, anybody; with `AWS_IAM`, those whom
    IAM allows to."""

    integration: WebSocketIntegration | None = attrs.field(init=False, default=None, repr=False)
    permission: Permission | None = attrs.field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        self.name = self.route

    @property
    def api(self) -> WebSocketApi:
        assert isinstance(self.parent, WebSocketApi)
        return self.parent

    def implied(self) -> None:
        name = self.target.label + ("" if self.timeout == LONGEST else f", {self.timeout} s")
        there = (one for one in self.api.children if isinstance(one, WebSocketIntegration) and one.name == name)
        made = WebSocketIntegration(name=name, target=self.target, timeout=self.timeout)
        self.integration = next(there, None) or declare(self.api, made, implied_by=self)
        self.permission = allow_api(self.api, self.api.execution_arn, self.target)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from ((name, one) for name in ("integration", "permission") if (one := getattr(self, name)))

    def warnings(self) -> Iterator[str]:
        yield from route_warnings(self.target, self.timeout)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if self.route not in _OWN and not _KEY.fullmatch(self.route):
            yield f'route= is "{self.route}": it takes {", ".join(_OWN)}, or what messages have, as "say".'
        if self.route != _CONNECT and (self.authorizer is not None or self.auth != "NONE"):
            yield f"authorizer= and auth= are for {_CONNECT} only: AWS asks once, when a client connects."
        if self.answer and self.route in _OWN and self.route != _DEFAULT:
            yield f"answer= is for messages: {self.route} has none to be answered."
        if self.authorizer is not None and self.auth != "NONE":
            yield "auth= and authorizer= both say who may connect: give one of them."
        if self.authorizer is not None and self.authorizer.parent is not self.parent:
            yield f"authorizer= is {self.authorizer.address}: it has to be one of the same API."
        if not 1 <= self.timeout <= LONGEST:
            yield f"timeout= is {self.timeout}: API Gateway waits 1 to {LONGEST} seconds for an answer."


def desired(route: WebSocketRoute) -> Values:
    assert route.integration is not None
    return {
        "target": arn_of(route.integration),
        "answer": route.answer,
        "authorizer": arn_of(route.authorizer) if route.authorizer else None,
        "auth": "CUSTOM" if route.authorizer else route.auth,
        "api": arn_of(route.api),
    }


def read(route: Named) -> Found:
    reading, key = route.reading, split_identity(WebSocketRoute.TYPE, route.identity)[1]
    found, arn = ROUTES.found(route, lambda one: one["RouteKey"] == key)
    values = {
        **read_in_common(reading, found, api_of(arn), INTEGRATIONS, AUTHORIZERS),
        "answer": bool(found.get("RouteResponseSelectionExpression")),
    }
    return Found(values, arn=arn, marked=ROUTES.is_ours(reading, found))


def names(reading: Reading, api: str) -> Iterable[str]:
    return [one["RouteKey"] for one in ROUTES.ours(reading, api)]


def _members(values: Values) -> dict[str, dict[str, Any]]:
    return {
        **in_common(values),
        "answer": {"RouteResponseSelectionExpression": _DEFAULT if values["answer"] else ""},
    }


def create(step: Step[WebSocketRoute]) -> Outputs:
    key, members = step.resource.route, _members({**step.values, "answer": False})
    sent = {name: value for one in members.values() for name, value in one.items() if value}
    mark = mark_for(step)
    made = ROUTES.create(step, lambda one: one["RouteKey"] == key, RouteKey=key, OperationName=mark, **sent)
    if step.values["answer"]:
        _respond(step, made["arn"], looking=False)
        ROUTES.call(step, "Update", made["arn"], OperationName=mark, **_members(step.values)["answer"])
    return made


def update(step: Step[WebSocketRoute], present: Observed) -> None:
    if "answer" in changed(step.values, present.values) and step.values["answer"]:
        _respond(step, present.arn, looking=True)
    sent = to_update(_members(step.values), step.values, present.values)
    ROUTES.call(step, "Update", present.arn, OperationName=mark_for(step), **sent)


def _respond(step: Step[WebSocketRoute], arn: str, *, looking: bool) -> None:
    """Makes the route response; unless it is there from before, if that may be."""
    ids = {"ApiId": id_in(step.values["api"]), "RouteId": id_in(arn)}

    def find() -> Mapping[str, Any] | None:
        return next(iter(step.account.api.pages(_RESPONSES, "Items", **ids)), None)

    if not looking or find() is None:
        step.account.api.create_once(_RESPOND, find, report=step.report, RouteResponseKey=_DEFAULT, **ids)


def delete(step: Step[WebSocketRoute]) -> None:
    ROUTES.call(step, "Delete", step.observed.arn)


WebSocketRoute.lifecycle = Attached(
    WebSocketRoute,
    to=WebSocketApi,
    rank=1,
    read=read,
    listed=names,
    create=create,
    update=update,
    delete=delete,
    desired=desired,
).lifecycle()
