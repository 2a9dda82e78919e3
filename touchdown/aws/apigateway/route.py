"""Routes of a REST API: which requests it passes on, and to what. They are parts of its document, not resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs

from touchdown.aws.apigateway.authorizer import Authorizer
from touchdown.aws.apigateway.checks import model_name, schema_problems, validator
from touchdown.aws.apigatewayv2.route_rules import DEFAULT, route_problems
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import Permission
from touchdown.model.output import shown
from touchdown.model.resource import Resource, arn_of

SHORTEST, LONGEST = 0.05, 29.0
"""Seconds (APIS.md, 20; AWS, "Amazon API Gateway quotas": integration timeout)."""
_ANSWER: Mapping[str, Any] = {"200": {"description": "what the target answers"}}
"""OpenAPI wants one; an answer of another status is passed on, too."""
_NAME = re.compile(r"\{([\w.-]+)\+?\}", re.ASCII)

Auth = Literal["NONE", "AWS_IAM"]


@attrs.frozen(kw_only=True)
class Route:
    """A route, as it was declared."""

    route: str
    target: Function | Alias | str
    operation: str = ""
    """The operationId in a document of the user's own, which says the rest."""
    timeout: float = LONGEST
    auth: Auth = "NONE"
    authorizer: Authorizer | None = None
    scopes: Sequence[str] = ()
    api_key: bool = False
    body: Mapping[str, Any] | None = None
    query: Sequence[str] = ()
    permission: Permission | None = None

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.route.partition(" ")[2]

    @property
    def parameters(self) -> list[str]:
        """The names in the path's braces."""
        return _NAME.findall(self.path)

    @property
    def uri(self) -> str:
        """What the target is known by: a function's ARN, or an address."""
        return self.target if isinstance(self.target, str) else arn_of(self.target)

    def references(self) -> Iterator[Resource]:
        yield from (one for one in (self.target, self.permission) if isinstance(one, Resource))
        yield from self.authorizer.references() if self.authorizer else ()

    def __str__(self) -> str:
        """The route in a few words, without outputs: what a plan shows of it."""
        target = self.target.label if isinstance(self.target, Invocable) else str(shown(self.target))
        return ", ".join([target, *self._settings()])

    def _settings(self) -> Iterator[str]:
        if self.auth != "NONE":
            yield f"with {self.auth}"
        if self.authorizer is not None:
            yield " ".join([f"with {self.authorizer.name}", *self.scopes])
        if self.api_key:
            yield "with a key"
        if checked := validator(self.body, self.query):
            yield f"{checked} checked"
        if self.timeout != LONGEST:
            yield f"{self.timeout:g} s"

    def problems(self, others: Iterable[Route]) -> Iterator[str]:
        """Why AWS wouldn't take it beside the others of its API."""
        if self.route == DEFAULT:
            yield 'route= is "$default", which only HTTP APIs have: "ANY /{proxy+}" takes any path but "/".'
        else:
            yield from route_problems(self.route, [one.route for one in others])
        yield from self.target_problems()
        if self.auth != "NONE" and self.authorizer is not None:
            yield "auth= and authorizer= both say who may call the route: give one of them."
        if self.scopes and not (self.authorizer and self.authorizer.user_pools):
            yield "scopes= are of tokens, which only an authorizer with user_pools= looks at."
        if isinstance(self.query, str) or isinstance(self.scopes, str):
            yield 'query= and scopes= take lists, as ["page"].'
        yield from schema_problems(self.body) if self.body is not None else ()
        yield from self._another_name(others)

    def target_problems(self) -> Iterator[str]:
        if isinstance(self.target, str) and not self.target.startswith(("https://", "http://")):
            yield "target= takes a function, or an address that begins with https:// or http://."
        if not SHORTEST <= self.timeout <= LONGEST:
            yield f"timeout= is {self.timeout:g}: API Gateway waits {SHORTEST:g} to {LONGEST:g} seconds for an answer."

    def _another_name(self, others: Iterable[Route]) -> Iterator[str]:
        """AWS takes one name for a part of a path: below /orders, {id} or {number}."""
        taken = {_above(part): part for one in others for part in _parts(one.path)}
        for part in _parts(self.path):
            other = taken.get(_above(part), part)
            if _NAME.sub(r"\1", part) != _NAME.sub(r"\1", other):
                yield f'route= is "{self.route}", and another route has "{other}": AWS takes one name for that part.'

    def warnings(self) -> Iterator[str]:
        if not isinstance(self.target, Invocable) or not self.target.is_ours:
            return
        longest = self.target.function.timeout
        if longest > self.timeout:
            yield (
                f"{self.target.label} may run for {longest} seconds, and the API waits {self.timeout:g}: "
                "the caller gets an error, while the function goes on."
            )


def _parts(path: str) -> Iterator[str]:
    """The beginnings of a path that end in a name in braces."""
    parts = path.split("/")
    for end, part in enumerate(parts, 1):
        if _NAME.fullmatch(part) and not part.endswith("+}"):
            yield "/".join(parts[:end])


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def operation(route: Route, prefix: str) -> dict[str, Any]:
    """What the document says of a route; `prefix` begins the addresses of what API Gateway calls."""
    called = integration(route, prefix)
    found: dict[str, Any] = {"responses": _ANSWER, "x-amazon-apigateway-integration": called}
    places = [("path", name) for name in route.parameters] + [("query", name) for name in route.query]
    if places:
        found["parameters"] = [_parameter(place, name) for place, name in places]
    if schemes := [{name: list(scopes)} for name, scopes in security(route)]:
        found["security"] = schemes
    if route.body is not None:
        schema = {"$ref": f"#/components/schemas/{model_name(route.route)}"}
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if checks := validator(route.body, route.query):
        found["x-amazon-apigateway-request-validator"] = checks
    return found


def security(route: Route) -> Iterator[tuple[str, Sequence[str]]]:
    """The names of the schemes that a request has to satisfy, all of them, with the scopes that it needs."""
    if route.auth == "AWS_IAM":
        yield "sigv4", []
    if route.authorizer is not None:
        yield route.authorizer.name, route.scopes
    if route.api_key:
        yield "api_key", []


def _parameter(place: str, name: str) -> Mapping[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string"}}


def integration(route: Route, prefix: str) -> Mapping[str, Any]:
    """How the target is called (APIS.md, 6)."""
    waits = {} if route.timeout == LONGEST else {"timeoutInMillis": round(route.timeout * 1000)}
    if isinstance(route.target, Invocable):
        uri = f"{prefix}:lambda:path/2015-03-31/functions/{route.uri}/invocations"
        return {"type": "aws_proxy", "httpMethod": "POST", "uri": uri, **waits}
    passed = {f"integration.request.path.{one}": f"method.request.path.{one}" for one in route.parameters}
    mapped = {"requestParameters": passed} if passed else {}
    return {"type": "http_proxy", "httpMethod": route.method, "uri": route.uri, **mapped, **waits}
