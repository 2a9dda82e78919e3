"""The OpenAPI document of a REST API: all that the API is, since AWS resets what a document lacks (APIS.md, 3).

Rules: `security` stands at each operation, since AWS ignores it at the root (APIS.md, 5); a digest, not what AWS reads
back, tells whether it is deployed (APIS.md, 9).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from touchdown.aws.apigateway import cors, definition
from touchdown.aws.apigateway.checks import VALIDATORS, model_name, validator
from touchdown.aws.apigateway.route import operation, security
from touchdown.aws.apigatewayv2.cors import wanted_cors
from touchdown.aws.marks import hashed
from touchdown.model.output import as_text, has_unknown, reveal

if TYPE_CHECKING:
    from touchdown.aws.apigateway.rest_api import RestApi

Document = Mapping[str, Any]

_EXTENSION = "x-amazon-apigateway-"
_ANY = f"{_EXTENSION}any-method"
_DIGEST = 16

_SCHEMES: Mapping[str, Any] = {
    "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
    "sigv4": {"type": "apiKey", "name": "Authorization", "in": "header", f"{_EXTENSION}authtype": "awsSigv4"},
}
"""APIS.md, 8."""


def of(api: RestApi) -> Document:
    """The document of an API."""
    place = api.account.expected_place("")
    prefix = f"arn:{place.partition}:apigateway:{place.region}"
    # The endpoint stands here so that another type of it is another document, which is deployed.
    info = {"title": api.name, "version": "1", "description": f"Declared with Touchdown, {api.endpoint}"}
    return {
        **(api.given or {"openapi": "3.0.1"}),
        "info": info,
        "paths": _paths(api, prefix),
        **_components(api, prefix),
        **_settings(api),
    }


def _paths(api: RestApi, prefix: str) -> Document:
    paths = definition.with_targets(api, prefix)
    for route in api.routes:
        method = _ANY if route.method == "ANY" else route.method.lower()
        paths.setdefault(route.path, {})[method] = operation(route, prefix)
    if wanted := wanted_cors(api.cors):
        for operations in paths.values():
            methods = ["ANY" if name == _ANY else name.upper() for name in operations if name in definition.METHODS]
            operations.setdefault("options", cors.options(wanted, sorted(methods)))
    return paths


def _components(api: RestApi, prefix: str) -> Document:
    """The schemes by which callers are known, those that a route names (AWS makes unused ones, too), and schemas."""
    authorizers = {one.name: one.scheme(prefix) for one in api.authorizers}
    used = {name for route in api.routes for name, _ in security(route)}
    found = {
        "securitySchemes": {name: one for name, one in {**_SCHEMES, **authorizers}.items() if name in used},
        "schemas": {model_name(one.route): one.body for one in api.routes if one.body is not None},
    }
    components = {name: one for name, one in found.items() if one}
    return {"components": components} if components else {}


def _settings(api: RestApi) -> Document:
    """The settings of an API that its document holds."""
    checks = {one for route in api.routes if (one := validator(route.body, route.query))}
    wanted = wanted_cors(api.cors)
    found: dict[str, Any] = {
        "request-validators": {name: VALIDATORS[name] for name in sorted(checks)} or None,
        "gateway-responses": cors.gateway_responses(wanted) if wanted else None,
        "binary-media-types": list(api.binary_types),
        "minimum-compression-size": api.minimum_size,
        "policy": api.policy,
    }
    return {f"{_EXTENSION}{name}": one for name, one in found.items() if one is not None and one != []}


def as_sent(document: Document) -> bytes:
    return json.dumps(document).encode()


def digest(document: Document | str | None) -> str | None:
    """A document in a few characters; a text is a digest already."""
    if document is None or isinstance(document, str):
        return document
    return hashed(as_text(document), _DIGEST)


def brief(document: Document | str | None) -> str | None:
    """What a plan shows of a document."""
    return "(known after apply)" if has_unknown(document) else digest(reveal(document))
