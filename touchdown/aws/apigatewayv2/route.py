"""Routes: which requests an API passes on, and to what.

A route brings along the integration for its target (`integration.py`), which it shares with other routes, and the
permission by which the API invokes a function: one for each function and API, not for each route. Ours are known by the
mark in their operation name; a route that somebody made by hand on an API of ours is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

import attrs

from touchdown.aws.apigatewayv2 import services
from touchdown.aws.apigatewayv2.api import HttpApi
from touchdown.aws.apigatewayv2.authorizer import AUTHORIZERS, Authorizer
from touchdown.aws.apigatewayv2.children import Children, api_of, mark_for
from touchdown.aws.apigatewayv2.integration import INTEGRATIONS, LONGEST, Integration, is_address, name_of
from touchdown.aws.apigatewayv2.invoking import allow_api
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.route_members import in_common, read_in_common, to_update
from touchdown.aws.apigatewayv2.route_rules import route_problems, route_warnings
from touchdown.aws.apigatewayv2.services import SERVICES, parameters_of, role_for, subtype_of
from touchdown.aws.apigatewayv2.unsupported import ROUTE
from touchdown.aws.attached import Attached
from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import Permission
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import carried_by
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed, Values
from touchdown.model.adder import declare
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.resource import Resource, arn_of, split_identity

_CREATE, _UPDATE = "apigatewayv2:CreateRoute", "apigatewayv2:UpdateRoute"
_READ, _DELETE = "apigatewayv2:GetRoutes", "apigatewayv2:DeleteRoute"
ROUTES = Children("Route", mark="OperationName")

_member = carried_by(_CREATE, _UPDATE, opaque=True)


@resource
class Route(AttachedResource):
    """A route of an HTTP API (AWS: "Create routes for HTTP APIs")."""

    TYPE: ClassVar[str] = "apigatewayv2_api:route"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: ROUTE,
        _UPDATE: {**ROUTE, "RouteId": "the route itself", "RouteKey": "the route itself"},
    }

    name: str = attrs.field(init=False, default="", repr=False)
    """The route, as `GET /orders/{id}`."""

    route: str = field(create=f"{_CREATE}.RouteKey", update=IDENTITY)
    """Method and path, as `GET /orders/{id}`: `ANY` is any method, `{id}` a part of a path, `{rest+}` the rest of it;
    `$default` is any request that no other route takes."""

    target: Function | Alias | Queue | EventBus | StateMachine | str = field(**_member("Target"))
    """What requests are passed on to: a function or an alias of it; an address, as `https://example.com/{id}`; or,
    without a function between, a queue, a bus or a state machine, which gets the request's body."""

    parameters: Mapping[str, str] = field(factory=dict[str, str])
    """What a queue, a bus or a state machine gets besides, or instead, as AWS's parameters of the integration:
    `{"MessageGroupId": "$request.body.customer"}`, `{"DetailType": "order"}`."""

    role: Role | str | None = field(default=None)
    """The role with which a queue, a bus or a state machine is reached. Left out, the API brings a role along."""

    payload_format: Literal["1.0", "2.0"] = field(default="2.0")
    """The format of a function's events and answers; `1.0` is that of REST APIs."""

    timeout: int = field(default=LONGEST)
    """How long an answer may take, in seconds: 1 to 30."""

    authorizer: Authorizer | None = field(default=None, **_member("AuthorizerId"))
    """An authorizer of the API, which lets in requests that carry a token."""

    scopes: Sequence[str] = field(factory=list[str], **_member("AuthorizationScopes"))
    """The scopes of which a token needs one."""

    auth: Literal["NONE", "AWS_IAM"] = field(default="NONE", **_member("AuthorizationType"))
    """Who may call it, unless an authorizer says so: with `NONE`, anybody; with `AWS_IAM`, those whom IAM allows to."""

    integration: Integration | None = attrs.field(init=False, default=None, repr=False)
    permission: Permission | None = attrs.field(init=False, default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        self.name = self.route

    @property
    def api(self) -> HttpApi:
        assert isinstance(self.parent, HttpApi)
        return self.parent

    def implied(self) -> None:
        if isinstance(self.target, SERVICES):
            parameters = parameters_of(self.target, self.parameters, api=self.api.name, route=self.route)
            role = self.role or role_for(self.api, self.target, self)
            name = f"{subtype_of(self.target)} of {self.route}"
            made = Integration(name=name, parameters=parameters, role=role, payload_format="1.0", timeout=self.timeout)
            self.integration = declare(self.api, made, implied_by=self)
            return
        payload_format: Literal["1.0", "2.0"] = "1.0" if is_address(self.target) else self.payload_format
        name = name_of(self.target, payload_format, self.timeout)
        there = (one for one in self.api.children if isinstance(one, Integration) and one.name == name)
        wanted = Integration(name=name, target=self.target, payload_format=payload_format, timeout=self.timeout)
        self.integration = next(there, None) or declare(self.api, wanted, implied_by=self)
        if isinstance(self.target, Invocable):
            self.permission = allow_api(self.api, self.api.execution_arn, self.target)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        yield from ((name, one) for name in ("integration", "permission") if (one := getattr(self, name)))

    def warnings(self) -> Iterator[str]:
        yield from route_warnings(self.target, self.timeout)
        yield from services.warnings(self.target, local=self.account.local)
        if self.account.local and self.payload_format == "1.0" and not is_address(self.target):
            yield 'The local AWS sends events of the format 2.0 with payload_format="1.0", too.'

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        others = [one.route for one in self.api.children if isinstance(one, Route) and one is not self]
        yield from route_problems(self.route, others)
        yield from services.problems(self.target, self.parameters)
        if isinstance(self.target, str) and not is_address(self.target):
            yield "target= takes a function, or an address that begins with https:// or http://."
        if self.scopes and self.authorizer is None:
            yield "scopes= are of tokens, which only an authorizer looks at: add authorizer=, or leave it out."
        if self.authorizer is not None and self.auth != "NONE":
            yield "auth= and authorizer= both say who may call the route: give one of them."
        if self.authorizer is not None and self.authorizer.parent is not self.parent:
            yield f"authorizer= is {self.authorizer.address}: it has to be one of the same API."
        if not 1 <= self.timeout <= LONGEST:
            yield f"timeout= is {self.timeout}: API Gateway waits 1 to {LONGEST} seconds for an answer."


def desired(route: Route) -> Values:
    assert route.integration is not None
    return {
        "target": arn_of(route.integration),
        "authorizer": arn_of(route.authorizer) if route.authorizer else None,
        "scopes": list(route.scopes),
        "auth": "JWT" if route.authorizer else route.auth,
        "api": arn_of(route.api),
    }


def read(route: Named) -> Found:
    reading, key = route.reading, split_identity(Route.TYPE, route.identity)[1]
    found, arn = ROUTES.found(route, lambda one: one["RouteKey"] == key)
    values = {
        **read_in_common(reading, found, api_of(arn), INTEGRATIONS, AUTHORIZERS),
        "scopes": sorted(found.get("AuthorizationScopes") or ()),
    }
    return Found(values, arn=arn, marked=ROUTES.is_ours(reading, found))


def names(reading: Reading, api: str) -> Iterable[str]:
    return [one["RouteKey"] for one in ROUTES.ours(reading, api)]


def _members(values: Values) -> dict[str, Any]:
    return {**in_common(values), "scopes": {"AuthorizationScopes": values["scopes"]}}


def create(step: Step[Route]) -> Outputs:
    key, members = step.resource.route, _members(step.values)
    sent = {name: value for one in members.values() for name, value in one.items() if value}
    return ROUTES.create(step, lambda one: one["RouteKey"] == key, RouteKey=key, OperationName=mark_for(step), **sent)


def update(step: Step[Route], present: Observed) -> None:
    sent = to_update(_members(step.values), step.values, present.values)
    ROUTES.call(step, "Update", present.arn, OperationName=mark_for(step), **sent)


def delete(step: Step[Route]) -> None:
    ROUTES.call(step, "Delete", step.observed.arn)


Route.lifecycle = attrs.evolve(
    Attached(
        Route,
        to=HttpApi,
        rank=1,
        read=read,
        listed=names,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
    ).lifecycle(),
    meaning={"scopes": sorted},
)
