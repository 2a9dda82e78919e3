"""Which operation a request calls, by the names that botocore has for them: `lambda:CreateFunction`.

The service is the one that the request is signed for, so the tagging API is `tagging`. The operation is told by what
the request's protocol has for it; for the REST protocols by the service's model (`rest`), never by a table of ours.

What can't be named is still a call: of the service `unsigned`, or with the operation `unknown`. S3 Control signs as
`s3`, and its requests are taken for those of S3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

import attrs
import botocore.session
from botocore.exceptions import UnknownServiceError

from tests.support.rest import Routes

# Services that sign with another name than the one that botocore has their model under.
_MODEL_NAMES = {"tagging": "resourcegroupstaggingapi"}

_SIGNED_AS = {"states": "stepfunctions"}
"""Services whose requests are signed with another name than botocore's."""
_CREDENTIAL = re.compile(r"Credential=[^/]+/\d+/[^/]+/(?P<service>[^/]+)/aws4_request")
_VIRTUAL_HOST = re.compile(r"(?P<bucket>.+)\.(?:s3[.-].+|localhost(?::\d+)?)")


@attrs.frozen
class Request:
    """A request as it was sent. The names of its headers are in no particular case; the mapping takes any."""

    method: str
    target: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


@attrs.frozen
class Operation:
    """What a request calls, the protocol it speaks, and the parameters that are in its path."""

    service: str
    name: str
    protocol: str
    labels: Mapping[str, str] = attrs.field(factory=dict[str, str])

    def __str__(self) -> str:
        return f"{self.service}:{self.name}"


def identify(request: Request) -> Operation:
    """The operation that a request calls."""
    service = _signed_for(request)
    if service is None:
        return Operation("unsigned", request.method, "rest-json")
    if target := request.headers.get("X-Amz-Target"):
        return Operation(service, target.rpartition(".")[2], "json")
    if request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        return Operation(service, form.get("Action", "unknown"), "query")
    return _by_model(service, request)


def _signed_for(request: Request) -> str | None:
    authorization = request.headers.get("Authorization", "")
    presigned = f"Credential={request.query.get('X-Amz-Credential', '')}"
    found = _CREDENTIAL.search(authorization) or _CREDENTIAL.match(presigned)
    if found and found["service"] == "apigateway" and request.path.startswith("/v2/"):
        return "apigatewayv2"  # both versions sign alike
    return _SIGNED_AS.get(found["service"], found["service"]) if found else None


def _by_model(service: str, request: Request) -> Operation:
    routes = _routes(service)
    if routes is None:
        return Operation(service, "unknown", "rest-json")
    found = routes.find(request.method, _path(service, request), request.query, request.headers)
    if found is None:
        return Operation(service, "unknown", routes.protocol)
    name, labels = found
    return Operation(service, name, routes.protocol, {label: unquote(value) for label, value in labels.items()})


def _path(service: str, request: Request) -> str:
    """The path as the model has it: with the bucket in front, also if it was sent in the host's name."""
    host = _VIRTUAL_HOST.fullmatch(request.headers.get("Host", "")) if service == "s3" else None
    return f"/{host['bucket']}{request.path}" if host else request.path


@cache
def _session() -> Any:
    return botocore.session.Session()


@cache
def _routes(service: str) -> Routes | None:
    try:
        return Routes(_session().get_service_model(_MODEL_NAMES.get(service, service)))
    except UnknownServiceError:
        return None
