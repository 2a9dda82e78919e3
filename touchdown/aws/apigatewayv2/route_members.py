"""What the routes of HTTP and WebSocket APIs have in common: integration and authorizer, as they are sent and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.apigatewayv2.children import Children, Item, id_in
from touchdown.aws.members import changed
from touchdown.aws.reading import Reading
from touchdown.engine.observed import Values

_TOGETHER = frozenset({"auth", "authorizer"})


def in_common(values: Values) -> dict[str, dict[str, Any]]:
    """By field, the members that carry it."""
    return {
        "target": {"Target": f"integrations/{id_in(values['target'])}"},
        "authorizer": {"AuthorizerId": id_in(values["authorizer"] or "")},
        "auth": {"AuthorizationType": values["auth"]},
    }


def read_in_common(
    reading: Reading, found: Item, api: str, integrations: Children, authorizers: Children
) -> dict[str, Any]:
    """The values of these fields in a route that was read, and the API that it is in."""
    target, authorizer = found.get("Target"), found.get("AuthorizerId")
    return {
        "target": integrations.arn_in(reading, id_in(api), id_in(target)) if target else None,
        "authorizer": authorizers.arn_in(reading, id_in(api), authorizer) if authorizer else None,
        "auth": found.get("AuthorizationType") or "NONE",
        "api": api,
    }


def to_update(members: Mapping[str, Mapping[str, Any]], wanted: Values, present: Values) -> dict[str, Any]:
    """The members of the fields that differ."""
    differing = {name for name in changed(wanted, present) if name in members}
    if differing & _TOGETHER:
        differing |= _TOGETHER  # AWS looks at both together
    return {member: value for name in differing for member, value in members[name].items()}
