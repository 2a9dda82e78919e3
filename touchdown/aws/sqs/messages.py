"""The messages in a queue: a queue that holds any isn't deleted."""

from __future__ import annotations

from typing import Any

from touchdown.aws.connection import Connection
from touchdown.engine.observed import Observed

_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")


def blocked(account: Connection, queue: Any, present: Observed) -> str | None:
    """A queue with messages stays, unless it says otherwise itself."""
    if queue is not None and queue.force_destroy:
        return None
    answer = account.api.call("sqs:GetQueueAttributes", QueueUrl=present.outputs["url"], AttributeNames=list(_COUNTS))[
        "Attributes"
    ]
    messages = sum(int(answer.get(name, 0)) for name in _COUNTS)
    if not messages:
        return None
    held = "1 message" if messages == 1 else f"{messages} messages"
    return (
        f"The queue {present.name} holds about {held}. "
        "Empty it, or declare it with force_destroy=True to have it deleted with them."
    )
