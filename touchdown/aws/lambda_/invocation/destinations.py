"""Destinations: where Lambda sends what a function couldn't handle, or what came of it.

Each kind has what the function's role needs for it (FUNCTION.md, section 4). Lambda accepts a FIFO queue or topic, and
never delivers to it (FUNCTION.md, 12 and 2.4), so it is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from touchdown.aws.grants import Allowance, Grant
from touchdown.model.output import has_unknown
from touchdown.model.resource import Resource, arn_of
from touchdown.model.source import Source


@attrs.frozen
class Kind:
    """A kind of destination."""

    type: str
    noun: str
    allowances: tuple[Allowance, ...]


KINDS: Final = {
    "sqs": Kind("sqs_queue", "a queue", (Allowance(("sqs:SendMessage",)),)),
    "sns": Kind("sns_topic", "a topic", (Allowance(("sns:Publish",)),)),
    "lambda": Kind("lambda_function", "a function", (Allowance(("lambda:InvokeFunction",), ("", ":*")),)),
    "events": Kind("events_event_bus", "an event bus", (Allowance(("events:PutEvents",)),)),
    "s3": Kind("s3_bucket", "a bucket", (Allowance(("s3:PutObject",), ("/*",)), Allowance(("s3:ListBucket",)))),
}
"""By the service in an ARN."""


def kind_of_destination(target: Resource | str) -> Kind | None:
    """The kind of a destination; None for what is no destination, or not known yet."""
    if isinstance(target, Resource):
        return next((kind for kind in KINDS.values() if kind.type == target.TYPE.removesuffix(":alias")), None)
    parts = target.split(":") if not has_unknown(target) else []
    return KINDS.get(parts[2]) if len(parts) > 5 and parts[0] == "arn" else None


def sending_to(target: Resource | str | None, where: Source | None) -> Iterator[Grant]:
    """What a function's role needs to send to a destination."""
    kind = kind_of_destination(target) if isinstance(target, Resource | str) else None
    if kind is not None and target is not None:
        yield Grant(target if isinstance(target, str) else arn_of(target), kind.allowances, where)


def destination_problems(name: str, target: Resource | str | None, services: Iterable[str]) -> Iterator[str]:
    """What is wrong with a destination in a field that takes those of some services."""
    if target is None or (isinstance(target, str) and has_unknown(target)):
        return
    known = [KINDS[service] for service in services]
    if kind_of_destination(target) not in known:
        nouns = ", ".join(kind.noun for kind in known)
        yield f"{name}= takes {nouns}, or the ARN of one."
    elif str(target.name if isinstance(target, Resource) else target).endswith(".fifo"):
        yield f"{name}= is FIFO, and Lambda delivers nothing to a FIFO queue or topic: take another one."
