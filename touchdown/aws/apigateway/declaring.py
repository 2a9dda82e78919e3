"""What is declared on a REST API with its methods: authorizers and routes, which are parts of its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from touchdown.aws.apigateway.authorizer import AUTHORIZATION, Authorizer, Kind
from touchdown.aws.apigateway.route import LONGEST, Auth, Route
from touchdown.aws.apigatewayv2.invoking import allow_api
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import Permission
from touchdown.aws.resource import TaggedResource
from touchdown.model.adder import checked
from touchdown.model.errors import DeclarationError
from touchdown.model.field import resource
from touchdown.model.place import Place
from touchdown.model.resource import output
from touchdown.model.source import caller


@resource
class Declaring(TaggedResource):
    """The base of a REST API: the methods by which a user says what it has."""

    authorizers: list[Authorizer] = attrs.field(init=False, factory=list[Authorizer], repr=False)
    targets: list[Route] = attrs.field(init=False, factory=list[Route], repr=False)
    routes: list[Route] = attrs.field(init=False, factory=list[Route], repr=False)

    @output
    def execution_arn(self, place: Place) -> None:
        """The beginning of the ARNs by which policies name the API's routes: `EXECUTION_ARN/STAGE/METHOD/PATH`."""

    @checked
    def add_authorizer(
        self,
        *,
        name: str,
        target: Function | Alias | None = None,
        user_pools: Sequence[str] = (),
        kind: Kind = "REQUEST",
        identity_sources: Sequence[str] = (AUTHORIZATION,),
        cache: int = 300,
    ) -> Authorizer:
        """Adds what says who may call a route: a function, or user pools of Cognito.

        :param name: the authorizer's name among those of the API.
        :param target: a function, which gets the request and answers with a policy.
        :param user_pools: the ARNs of user pools, whose tokens are let in.
        :param kind: what the function gets: the `REQUEST`, or only its `TOKEN`.
        :param identity_sources: where in a request callers are known by; a request without any of it is refused.
        :param cache: how long the function's answer is kept for the same caller, in seconds: up to 3600.
        """
        made = Authorizer(
            name=name,
            target=target,
            user_pools=user_pools,
            kind=kind,
            identity_sources=identity_sources,
            cache=cache,
        )
        if any(one.name == name for one in self.authorizers):
            raise DeclarationError(f"{self.label} has the authorizer {name} twice.", where=caller())
        _refuse(self, made.problems())
        made = attrs.evolve(made, permission=self._allowed(target))
        self.authorizers.append(made)
        return made

    @checked
    def add_route(
        self,
        *,
        route: str,
        target: Function | Alias | str,
        timeout: float = LONGEST,
        auth: Auth = "NONE",
        authorizer: Authorizer | None = None,
        scopes: Sequence[str] = (),
        api_key: bool = False,
        body: Mapping[str, Any] | None = None,
        query: Sequence[str] = (),
    ) -> Route:
        """Adds a route, with the permission by which the API invokes its function.

        :param route: method and path, as `GET /orders/{id}`: `ANY` is any method, `{id}` a part of a path, `{rest+}`
            the rest of it.
        :param target: what requests are passed on to: a function, or an address, as `https://example.com/{id}`.
        :param timeout: how long an answer may take, in seconds: up to 29.
        :param auth: who may call it: with `NONE`, anybody; with `AWS_IAM`, those whom IAM allows to.
        :param authorizer: an authorizer of the API (`add_authorizer`), which says who may call it.
        :param scopes: the scopes of which a token of Cognito needs one.
        :param api_key: whether a caller needs a key of the API (`add_api_key`), in the header `x-api-key`.
        :param body: the JSON schema of the body; a request with another body is refused.
        :param query: the names of parameters of the query; a request without one of them is refused.
        """
        made = Route(
            route=route,
            target=target,
            timeout=timeout,
            auth=auth,
            authorizer=authorizer,
            scopes=scopes,
            api_key=api_key,
            body=body,
            query=query,
        )
        if any(one.route == route for one in self.routes):
            raise DeclarationError(f"{self.label} has the route {route} twice.", where=caller())
        if authorizer is not None and authorizer not in self.authorizers:
            raise DeclarationError(f"{self.label}: authorizer= has to be one of the same API.", where=caller())
        _refuse(self, made.problems(self.routes))
        made = attrs.evolve(made, permission=self._allowed(target))
        self.routes.append(made)
        return made

    @checked
    def add_target(self, *, operation: str, target: Function | Alias | str, timeout: float = LONGEST) -> Route:
        """Puts a target into an operation of `definition=`, with the permission by which the API invokes its function.

        :param operation: the `operationId`.
        :param target: what requests are passed on to: a function, or an address.
        :param timeout: how long an answer may take, in seconds: up to 29.
        """
        made = Route(route="", operation=operation, target=target, timeout=timeout)
        if any(one.operation == operation for one in self.targets):
            raise DeclarationError(f"{self.label} has a target for {operation} twice.", where=caller())
        _refuse(self, made.target_problems())
        made = attrs.evolve(made, permission=self._allowed(target))
        self.targets.append(made)
        return made

    def _allowed(self, target: object) -> Permission | None:
        """The permission to invoke the target, if it is a function."""
        return allow_api(self, self.execution_arn, target) if isinstance(target, Invocable) else None


def _refuse(api: Declaring, problems: Iterable[str]) -> None:
    for problem in problems:
        raise DeclarationError(f"{api.label}: {problem}", where=caller())
