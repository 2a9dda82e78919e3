"""Forms in which EventBridge and its scheduler take values, and what they refuse of a queue for dead letters."""

from __future__ import annotations

from collections.abc import Iterator

from touchdown.aws.sqs.queue import Queue
from touchdown.model.field import Form

_STATES = {"ENABLED": True, "DISABLED": False}

STATE = Form(send=lambda enabled: "ENABLED" if enabled else "DISABLED", read=lambda state: _STATES.get(state, state))
"""Whether something is enabled; states of another kind stay texts, and differ from both."""

DEAD_LETTERS = Form(send=lambda arn: {"Arn": arn}, read=lambda found: found.get("Arn"))
"""A queue's ARN as AWS's DeadLetterConfig."""


def problems_of_dead_letters(queue: Queue | str | None) -> Iterator[str]:
    """EventBridge sends what it couldn't deliver to standard queues only."""
    if isinstance(queue, Queue) and queue.fifo:
        yield f"dead_letter_queue= is {queue.address}: EventBridge sends dead letters to standard queues only."
