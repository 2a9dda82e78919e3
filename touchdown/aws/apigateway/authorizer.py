"""Authorizers of a REST API: functions or user pools that say who may call a route. They are parts of its document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs

from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.permission import Permission
from touchdown.model.output import has_unknown
from touchdown.model.resource import Resource, arn_of

Kind = Literal["REQUEST", "TOKEN"]

AUTHORIZATION = "method.request.header.Authorization"
_SOURCE = re.compile(r"method\.request\.(header|querystring)\.[\w-]+|(stageVariables|context)\.[\w.-]+", re.ASCII)
_HEADER = "method.request.header."
_LONGEST = 3600
"""Seconds: AWS, "CreateAuthorizer", authorizerResultTtlInSeconds."""
_NAME = re.compile(r"[\w-]{1,128}", re.ASCII)


@attrs.frozen(kw_only=True)
class Authorizer:
    """An authorizer, as it was declared."""

    name: str
    target: Function | Alias | None = None
    user_pools: Sequence[str] = ()
    kind: Kind = "REQUEST"
    identity_sources: Sequence[str] = (AUTHORIZATION,)
    cache: int = 300
    permission: Permission | None = None

    def references(self) -> Iterator[Resource]:
        yield from (one for one in (self.target, self.permission) if one is not None)

    def problems(self) -> Iterator[str]:
        """Why AWS wouldn't take it."""
        if not _NAME.fullmatch(self.name):
            yield f'name= is "{self.name}": it takes up to 128 letters, digits, hyphens and underscores.'
        if (self.target is None) == (not self.user_pools):
            yield "it takes either target=, a function, or user_pools=, the ARNs of user pools of Cognito."
        if isinstance(self.identity_sources, str) or isinstance(self.user_pools, str):
            yield 'identity_sources= and user_pools= take lists, as ["method.request.header.Authorization"].'
            return
        pools = [one for one in self.user_pools if not has_unknown(one) and ":userpool/" not in one]
        yield from (f'user_pools= has "{one}", which is no ARN of a user pool.' for one in pools)
        wrong = [one for one in self.identity_sources if not _SOURCE.fullmatch(one)]
        yield from (f'identity_sources= has "{one}": as AWS has it, "{AUTHORIZATION}".' for one in wrong)
        if not 0 <= self.cache <= _LONGEST:
            yield f"cache= is {self.cache}: API Gateway keeps an answer for 0 to {_LONGEST} seconds."
        yield from self._sources()

    def _sources(self) -> Iterator[str]:
        """APIS.md, 8."""
        if self.kind == "TOKEN" or self.user_pools:
            if len(self.identity_sources) != 1 or not self.identity_sources[0].startswith(_HEADER):
                yield "identity_sources= takes a single header here: the token is in it."
        elif self.cache and not self.identity_sources:
            yield "identity_sources= is empty, and cache= isn't 0: AWS keeps answers by what they say of a request."

    def scheme(self, prefix: str) -> Mapping[str, Any]:
        """The security scheme of the document (APIS.md, 8)."""
        token = self.kind == "TOKEN" or bool(self.user_pools)
        name = self.identity_sources[0].removeprefix(_HEADER) if token else "Unused"
        return {
            "type": "apiKey",
            "name": name,
            "in": "header",
            "x-amazon-apigateway-authtype": "cognito_user_pools" if self.user_pools else "custom",
            "x-amazon-apigateway-authorizer": self._settings(prefix),
        }

    def _settings(self, prefix: str) -> Mapping[str, Any]:
        if self.user_pools:
            return {"type": "cognito_user_pools", "providerARNs": list(self.user_pools)}
        assert self.target is not None
        found = {
            "type": self.kind.lower(),
            "authorizerUri": f"{prefix}:lambda:path/2015-03-31/functions/{arn_of(self.target)}/invocations",
            "authorizerResultTtlInSeconds": self.cache,
        }
        sources = {"identitySource": ",".join(self.identity_sources)} if self.kind == "REQUEST" else {}
        return {**found, **sources}
