"""Authorizers: they let requests in that carry a valid JSON Web Token of an issuer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar

import attrs

from touchdown.aws.apigatewayv2.api import HttpApi
from touchdown.aws.apigatewayv2.authorizers import create_of_kind, desired, marked, names_of, read_by_name
from touchdown.aws.apigatewayv2.children import Children
from touchdown.aws.apigatewayv2.operations import arns
from touchdown.aws.apigatewayv2.unsupported import AUTHORIZER
from touchdown.aws.attached import Attached
from touchdown.aws.lifecycle import Found, Named
from touchdown.aws.members import carried_by, sent
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AttachedResource, Step
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.output import has_unknown

_CREATE, _UPDATE = "apigatewayv2:CreateAuthorizer", "apigatewayv2:UpdateAuthorizer"
_READ, _DELETE = "apigatewayv2:GetAuthorizers", "apigatewayv2:DeleteAuthorizer"
AUTHORIZERS = Children("Authorizer", mark="Name")

_member = carried_by(_CREATE, _UPDATE)


@resource
class Authorizer(AttachedResource):
    """A JWT authorizer of an HTTP API (AWS: "Control access to HTTP APIs with JWT authorizers")."""

    TYPE: ClassVar[str] = "apigatewayv2_api:authorizer"
    CALLS: ClassVar[Calls] = calls(read=[_READ], write=[_CREATE, _UPDATE], delete=[_DELETE], arns=arns)
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: AUTHORIZER,
        _UPDATE: {**AUTHORIZER, "AuthorizerId": "the authorizer itself", "Name": "the authorizer itself"},
    }

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the authorizer among those of the API."""

    issuer: str = field(**_member("JwtConfiguration.Issuer"))
    """Who issues the tokens: the address that their `iss` has, as `https://cognito-idp.REGION.amazonaws.com/POOL`. AWS
    finds its keys below it."""

    audience: Sequence[str] = field(**_member("JwtConfiguration.Audience"))
    """Whom the tokens are for: their `aud` or `client_id` has to be among these."""

    identity_sources: Sequence[str] = field(
        factory=lambda: ["$request.header.Authorization"], **_member("IdentitySource"), opaque=True
    )
    """Where in a request the token is."""

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        if not has_unknown(self.issuer) and not self.issuer.startswith("https://") and self.account.endpoint.has_limits:
            yield "issuer= is the address of an issuer, which begins with https://."
        if not self.audience:
            yield "audience= is empty: then no token would be let in."
        if isinstance(self.audience, str) or isinstance(self.identity_sources, str):
            yield 'audience= and identity_sources= take lists, as ["shop"].'


def read(authorizer: Named) -> Found:
    return read_by_name(Authorizer, AUTHORIZERS, authorizer)


def names(reading: Reading, api: str) -> Iterable[str]:
    return names_of(AUTHORIZERS, reading, api)


def create(step: Step[Authorizer]) -> Outputs:
    return create_of_kind(AUTHORIZERS, step, _CREATE, "JWT")


def update(step: Step[Authorizer], present: Observed) -> None:
    # AWS replaces the configuration as a whole.
    members = {**sent(Authorizer, _UPDATE, step.values), "Name": marked(step.resource.name, step.workspace)}
    AUTHORIZERS.call(step, "Update", present.arn, **members)


def delete(step: Step[Authorizer]) -> None:
    AUTHORIZERS.call(step, "Delete", step.observed.arn)


Authorizer.lifecycle = attrs.evolve(
    Attached(
        Authorizer,
        to=HttpApi,
        rank=2,
        read=read,
        listed=names,
        create=create,
        update=update,
        delete=delete,
        desired=desired,
        lasting=frozenset({"arn"}),
    ).lifecycle(),
    meaning={"audience": sorted, "identity_sources": sorted},
)
