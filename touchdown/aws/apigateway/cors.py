"""CORS of a REST API: what browsers let pages of other sites do (APIS.md, 7).

API Gateway answers the browser's question itself: each path gets a method OPTIONS that calls nothing. Errors of the
gateway's own get the header, too. Answers of functions are passed on as they are, so the functions write it themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from touchdown.aws.apigatewayv2.cors import Cors, cors_problems

_ALL = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_HEADER = "Access-Control-"
# The star isn't for Authorization: it has to be named (Fetch, "CORS-preflight fetch").
_ANY_HEADER = "*,Authorization"


def problems(cors: Cors | None) -> Iterator[str]:
    """What a REST API can't do of it."""
    yield from cors_problems(cors)
    known = ("AllowCredentials", "AllowHeaders", "AllowMethods", "AllowOrigins", "MaxAge")
    for name in (cors or {}).keys() - set(known):
        yield f"cors= has {name}: a REST API answers with {', '.join(known)}, and functions with the rest."
    if cors is not None and len(cors.get("AllowOrigins", ())) != 1:
        yield 'cors= takes a single origin in AllowOrigins, or "*": a REST API gives the same answer to all.'


def _headers(cors: Cors, methods: Iterable[str]) -> dict[str, str]:
    """The headers of an answer to OPTIONS, as API Gateway takes them: constants in quotes."""
    allowed = cors.get("AllowMethods") or ["*"]
    taken = sorted({*methods, "OPTIONS"}) if "*" in allowed else list(allowed)
    headers = [str(one) for one in cors.get("AllowHeaders", ())]
    found: dict[str, str | None] = {
        "Allow-Origin": _origin(cors),
        "Allow-Methods": ",".join(_ALL if "ANY" in taken else taken),
        "Allow-Headers": _ANY_HEADER if "*" in headers else ",".join(headers) or None,
        "Allow-Credentials": "true" if cors.get("AllowCredentials") else None,
        "Max-Age": str(cors["MaxAge"]) if cors.get("MaxAge") else None,
    }
    return {f"{_HEADER}{name}": f"'{value}'" for name, value in found.items() if value}


def _origin(cors: Cors) -> str:
    return str(cors["AllowOrigins"][0])


def options(cors: Cors, methods: Iterable[str]) -> Mapping[str, Any]:
    """The operation OPTIONS of a path that has these methods."""
    headers = _headers(cors, methods)
    described = {name: {"schema": {"type": "string"}} for name in headers}
    parameters = {f"method.response.header.{name}": value for name, value in headers.items()}
    return {
        "responses": {"200": {"description": "what pages of other sites may do", "headers": described}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": '{"statusCode":200}'},
            # Otherwise it fails where all content is binary.
            "contentHandling": "CONVERT_TO_TEXT",
            "responses": {"default": {"statusCode": "200", "responseParameters": parameters}},
        },
    }


def gateway_responses(cors: Cors) -> Mapping[str, Any]:
    """The errors of the gateway's own, which a page may read."""
    names = {"Allow-Origin": _origin(cors), **({"Allow-Credentials": "true"} if cors.get("AllowCredentials") else {})}
    headers = {f"gatewayresponse.header.{_HEADER}{name}": f"'{value}'" for name, value in names.items()}
    return {f"DEFAULT_{kind}": {"responseParameters": headers} for kind in ("4XX", "5XX")}
