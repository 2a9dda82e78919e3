"""Checks of requests before they reach a function: the body against a schema, and parameters that have to be there.

A schema is a model of the document; which checks are made is a validator of it, which a route names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from touchdown.aws.marks import hashed

Schema = Mapping[str, Any]

_UNKNOWN = ("nullable", "default", "readOnly", "discriminator")
"""APIS.md, 5: what API Gateway doesn't know in a schema."""
_WITHIN = ("items", "additionalProperties", "not")
_SEVERAL = ("allOf", "anyOf", "oneOf")

VALIDATORS: Mapping[str, Mapping[str, bool]] = {
    "body": {"validateRequestBody": True, "validateRequestParameters": False},
    "parameters": {"validateRequestBody": False, "validateRequestParameters": True},
    "all": {"validateRequestBody": True, "validateRequestParameters": True},
}


def validator(body: Schema | None, query: Sequence[str]) -> str | None:
    """The name of the validator that checks as much."""
    if body is not None:
        return "all" if query else "body"
    return "parameters" if query else None


def model_name(route: str) -> str:
    """The name of a route's schema: letters and digits only (APIS.md, 5)."""
    method, _, path = route.partition(" ")
    words = re.findall(r"[A-Za-z0-9]+", path)
    return f"{method.title()}{''.join(word.title() for word in words)}{hashed(route, 6)}"


def schema_problems(schema: Any) -> Iterator[str]:
    """Why API Gateway wouldn't take a schema."""
    if not isinstance(schema, Mapping):
        yield f"body= has {schema!r} where it takes a schema, as {{'type': 'object', 'required': ['item']}}."
        return
    yield from (f"body= has {name}, which API Gateway doesn't know." for name in unknown_in(schema))
    if any(str(one.get("$ref", "")).startswith("#") for one in _schemas_in(schema)):
        yield "body= has $ref to a part of a document: write the schema where it is needed."


def unknown_in(schema: Any) -> Iterator[str]:
    """The words of a schema that API Gateway doesn't know."""
    yield from (name for one in _schemas_in(schema) for name in _UNKNOWN if name in one)


def _schemas_in(schema: Any) -> Iterator[Schema]:
    """A schema and all that it is made of."""
    if not isinstance(schema, Mapping):
        return
    found = cast("Mapping[str, Any]", schema)
    yield found
    properties: Mapping[str, Any] = found.get("properties", {})
    several = [one for name in _SEVERAL for one in found.get(name, ())]
    for part in (*(found.get(name) for name in _WITHIN), *properties.values(), *several):
        yield from _schemas_in(part)
