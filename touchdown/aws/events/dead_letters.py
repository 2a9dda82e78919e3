"""Queues for events that couldn't be delivered, of a bus, a rule's target or a schedule."""

from __future__ import annotations

from collections.abc import Iterator

from touchdown.aws.sqs.queue import Queue
from touchdown.model.field import Form

FORM = Form(send=lambda arn: {"Arn": arn}, read=lambda found: found.get("Arn"))
"""A queue's ARN as AWS's DeadLetterConfig."""


def problems(queue: Queue | str | None) -> Iterator[str]:
    """EventBridge sends what it couldn't deliver to standard queues only."""
    if isinstance(queue, Queue) and queue.fifo:
        yield f"dead_letter_queue= is {queue.address}: EventBridge sends dead letters to standard queues only."
