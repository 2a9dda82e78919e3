"""Endpoints of subscriptions: what a topic sends to, the protocol by which it does, and the name that this gives.

A subscription is named after its endpoint: `lambda_function.worker`, `sqs_queue.orders`, or the address itself. When
it was read, the ARN of its endpoint gives it the same name.
"""

from __future__ import annotations

import hashlib

from touchdown.model.place import Place
from touchdown.model.resource import Resource, label_of

_TYPES = {
    "lambda_function": ("lambda", "lambda", "function:"),
    "lambda_function:alias": ("lambda", "lambda", "function:"),
    "sqs_queue": ("sqs", "sqs", ""),
}
"""By type the protocol, and the beginning of its ARNs: a service, and what follows region and account."""
BY_ADDRESS = ("https", "http", "email")
RAW = ("sqs", "https", "http")
"""The protocols that have raw delivery (bc Subscribe)."""


def protocol_of(target: Resource | str) -> str:
    """The protocol of a target; empty for what can't be one."""
    if isinstance(target, Resource):
        return _TYPES[target.TYPE][0] if target.TYPE in _TYPES else ""
    scheme, found, _ = target.partition("://")
    if found:
        return scheme if scheme in BY_ADDRESS else ""
    return "email" if "@" in target else ""


def name_of(target: Resource | str) -> str:
    """The name of a subscription, by its target."""
    return target.label if isinstance(target, Resource) else target


def name_of_endpoint(endpoint: str, place: Place) -> str:
    """The name of a subscription that was read."""
    for kind, (_, service, start) in _TYPES.items():
        prefix = place.arn(service, start)
        name = endpoint.removeprefix(prefix)
        if name != endpoint and name.count(":") == kind.count(":"):
            return label_of(kind, name)
    return endpoint


def parts(name: str) -> tuple[str, str]:
    """The type and the identity of the resource that a subscription is named after; an empty type for an address."""
    pairs = [part.partition(".") for part in name.split(":")]
    kind = ":".join(one for one, _, _ in pairs)
    return (kind, ":".join(rest for _, _, rest in pairs)) if kind in _TYPES else ("", name)


def mark_of(name: str) -> str:
    """The entry of a topic's index for a subscription of ours to something that isn't."""
    return f"subscription.{hashlib.sha256(name.encode()).hexdigest()[:12]}"
