"""The ARNs that API Gateway's actions are needed on: they are named after HTTP's methods, and ARNs after paths.

AWS makes up the ids in the paths, so `*` stands for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from touchdown.model.place import Place

_DELIVERY = "logs:"


def arns(resource: Any, place: Place, action: str) -> Iterator[str]:
    """The ARNs of an API and of what it has, for an action."""
    if action.startswith(_DELIVERY):
        yield from ["*"] if getattr(resource, "access_log", None) else []
        return
    start = f"arn:{place.partition}:apigateway:{place.region}::"
    if action in ("apigateway:GET", "apigateway:POST"):
        yield from (f"{start}/{kind}" for kind in ("restapis", "apikeys", "usageplans"))
    yield from (f"{start}/{kind}/*" for kind in ("restapis", "apikeys", "usageplans"))
    yield f"{start}/tags/*"
