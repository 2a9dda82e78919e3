"""The settings of a stage, as the patches by which AWS changes them one by one (APIS.md, 15)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from touchdown.engine.observed import Values

Patch = Mapping[str, str]

ALL = "/*/*"
"""All methods of all paths."""
_LIMITS = {"ThrottlingRateLimit": ("throttlingRateLimit", float), "ThrottlingBurstLimit": ("throttlingBurstLimit", int)}
"""The names of HTTP APIs, with those of REST APIs."""
NO_LIMITS: Mapping[str, float] = {"ThrottlingRateLimit": 10_000.0, "ThrottlingBurstLimit": 5000}
"""AWS, "Throttle requests to your REST APIs": the account's, which a stage without limits reads as."""

_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "time": "$context.requestTime",
        "ip": "$context.identity.sourceIp",
        "method": "$context.httpMethod",
        "path": "$context.path",
        "status": "$context.status",
        "latency": "$context.responseLatency",
        "length": "$context.responseLength",
        "error": "$context.error.message",
        "integrationError": "$context.integrationErrorMessage",
    }
)


def limits_of(stage: Mapping[str, Any]) -> Mapping[str, float] | None:
    """The limits of a stage, for all methods; None for the account's."""
    settings: dict[str, Any] = stage.get("methodSettings") or {}
    found: dict[str, Any] = settings.get("*/*") or {}
    # AWS has -1 where a method has other settings, and no limits.
    given = {name: kind(found[member]) for name, (member, kind) in _LIMITS.items() if found.get(member, -1) >= 0}
    return None if not given or given == NO_LIMITS else given


def logged_to(stage: Mapping[str, Any]) -> str | None:
    """The ARN of the log group; with a note, if somebody else has given the lines another format."""
    found: dict[str, str] = stage.get("accessLogSettings") or {}
    if not found.get("destinationArn"):
        return None
    arn = str(found["destinationArn"]).removesuffix(":*")
    return arn if found.get("format") == _FORMAT else f"{arn} in another format"


def meaning_of_limits(limits: Mapping[str, Any] | None) -> object:
    """The form in which limits are compared: the account's own are as good as none."""
    return {name: kind((limits or NO_LIMITS).get(name, 0)) for name, (_, kind) in _LIMITS.items()}


def limit_problems(limits: Mapping[str, Any] | None) -> Iterator[str]:
    if limits is not None and limits.keys() != _LIMITS.keys():
        yield f"throttling= takes {' and '.join(_LIMITS)}, both of them."


def patches(wanted: Values, present: Values) -> Iterator[Patch]:
    """The patches by which a stage gets what it is to have."""
    yield from _variables(wanted["variables"], present["variables"])
    if wanted["tracing"] != present["tracing"]:
        yield replaced("/tracingEnabled", str(wanted["tracing"]).lower())
    if wanted["throttling"] != present["throttling"]:
        yield from _throttling(wanted["throttling"], present["throttling"])
    if wanted["access_log"] != present["access_log"]:
        yield from _access_log(wanted["access_log"])


def _variables(wanted: Mapping[str, str], present: Mapping[str, str]) -> Iterator[Patch]:
    for name in present.keys() - wanted.keys():
        yield {"op": "remove", "path": f"/variables/{name}"}
    for name, value in wanted.items():
        if present.get(name) != value:
            yield replaced(f"/variables/{name}", value)


def _throttling(wanted: Mapping[str, float] | None, present: Mapping[str, float] | None) -> Iterator[Patch]:
    """AWS refuses to remove a single limit, so all settings go, and come again."""
    if present is not None:
        yield {"op": "remove", "path": ALL}
    for name, value in (wanted or {}).items():
        short = name.removeprefix("Throttling")
        yield replaced(f"{ALL}/throttling/{short[0].lower()}{short[1:]}", f"{value:.10g}")


def _access_log(arn: str | None) -> Iterator[Patch]:
    if arn is None:
        yield {"op": "remove", "path": "/accessLogSettings"}
        return
    yield replaced("/accessLogSettings/destinationArn", arn)
    yield replaced("/accessLogSettings/format", _FORMAT)


def replaced(path: str, value: str) -> Patch:
    return {"op": "replace", "path": path, "value": value}
