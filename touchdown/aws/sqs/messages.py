"""The messages in a queue: they are counted, looked at and moved back (`touchdown queue`); a queue that holds any isn't
deleted.

Messages are looked at by receiving them, since SQS has no other way: for some seconds nobody else gets them, then they
are given back. Dead letters are moved by receiving, sending and deleting them, ten at a time, rather than by
StartMessageMoveTask: that ends when it ends, can't be watched, and doesn't keep a FIFO queue's groups apart by number.

Weakness: a process that is killed between sending and deleting leaves messages in both queues, as SQS itself delivers
at least once. Only as many messages are moved as there were at the beginning: those that fail again stay.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import attrs

from touchdown.aws.connection import Connection
from touchdown.engine.observed import Observed
from touchdown.model.errors import AccountError

_COUNTS: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_HIDDEN: Final = 30
"""For how many seconds nobody else gets a message that is looked at, or moved."""
_AT_ONCE: Final = 10
"""AWS, "Amazon SQS message quotas": messages in a call."""

USES: Final[Mapping[str, Mapping[str, str]]] = {
    "send": {"sqs:SendMessage": ""},
    "queue": dict.fromkeys(
        (
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ReceiveMessage",
            "sqs:ChangeMessageVisibilityBatch",
            "sqs:SendMessageBatch",
            "sqs:DeleteMessageBatch",
            "sqs:PurgeQueue",
        ),
        "",
    ),
}
"""By command, the operations by which it uses a queue."""


@attrs.frozen
class Counts:
    """About how many messages a queue has: SQS counts over its servers, and may be behind by a minute."""

    waiting: int
    in_flight: int
    """Received by somebody, and not deleted yet."""
    delayed: int

    @property
    def all(self) -> int:
        return self.waiting + self.in_flight + self.delayed


@attrs.frozen
class Looked:
    """A queue's counts, and those of its dead-letter queue, if it has one."""

    counts: Counts
    dead_url: str | None = None
    dead: Counts | None = None


@attrs.frozen
class Message:
    """A message that is looked at. `sent` is when it was sent first."""

    id: str
    body: str
    sent: datetime
    received: int
    """How often it was received."""


def look(account: Connection, url: str) -> Looked:
    """Counts the messages of a queue and of its dead-letter queue.

    :raises Missing: there is no such queue, or no such dead-letter queue.
    """
    attributes = _attributes(account, url, [*_COUNTS, "RedrivePolicy"])
    redrive = json.loads(attributes.get("RedrivePolicy") or "{}")
    if not redrive:
        return Looked(_counts(attributes))
    *_, owner, name = redrive["deadLetterTargetArn"].split(":")
    dead = account.api.call("sqs:GetQueueUrl", QueueName=name, QueueOwnerAWSAccountId=owner)["QueueUrl"]
    return Looked(_counts(attributes), dead, _counts(_attributes(account, dead, _COUNTS)))


def _attributes(account: Connection, url: str, names: Sequence[str]) -> Mapping[str, str]:
    answer = account.api.call("sqs:GetQueueAttributes", QueueUrl=url, AttributeNames=[*names])
    return answer["Attributes"]


def _counts(attributes: Mapping[str, str]) -> Counts:
    return Counts(*(int(attributes.get(name, 0)) for name in _COUNTS))


def messages(account: Connection, url: str, most: int) -> list[Message]:
    """The first messages of a queue. They are given back afterwards, and stay where they are."""
    found: dict[str, Mapping[str, Any]] = {}
    try:
        while len(found) < most and (some := _received(account, url, most - len(found))):
            found |= {one["MessageId"]: one for one in some}
    finally:
        _give_back(account, url, [*found.values()])
    return [_message(one) for one in found.values()]


def _message(received: Mapping[str, Any]) -> Message:
    attributes = received.get("Attributes", {})
    return Message(
        id=received["MessageId"],
        body=received["Body"],
        sent=datetime.fromtimestamp(int(attributes.get("SentTimestamp", 0)) / 1000, UTC),
        received=int(attributes.get("ApproximateReceiveCount", 0)),
    )


def _received(account: Connection, url: str, most: int) -> Sequence[Mapping[str, Any]]:
    answer = account.api.call(
        "sqs:ReceiveMessage",
        QueueUrl=url,
        MaxNumberOfMessages=min(most, _AT_ONCE),
        VisibilityTimeout=_HIDDEN,
        WaitTimeSeconds=1,  # 0 asks some of SQS's servers only, and may find nothing where there is something
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    )
    return answer.get("Messages", ())


def _give_back(account: Connection, url: str, received: Sequence[Mapping[str, Any]]) -> None:
    for some in _batches(received):
        entries = [
            {"Id": str(number), "ReceiptHandle": one["ReceiptHandle"], "VisibilityTimeout": 0}
            for number, one in enumerate(some)
        ]
        account.api.call("sqs:ChangeMessageVisibilityBatch", QueueUrl=url, Entries=entries)


def _batches(received: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    return (received[at : at + _AT_ONCE] for at in range(0, len(received), _AT_ONCE))


def move_back(account: Connection, dead_url: str, url: str, did: Callable[[int], None] = lambda number: None) -> int:
    """Moves dead letters to the queue that they came from, and returns how many were moved.

    :param did: is called with how many were moved since the last call.
    :raises AccountError: SQS didn't take some; those stay where they are.
    """
    most, done = _counts(_attributes(account, dead_url, _COUNTS)).waiting, 0
    while done < most and (some := _received(account, dead_url, most - done)):
        moved = _move(account, some, dead_url, url)
        did(moved)
        done += moved
    return done


def _move(account: Connection, some: Sequence[Mapping[str, Any]], dead_url: str, url: str) -> int:
    entries = [{"Id": str(number), **_sent_again(one)} for number, one in enumerate(some)]
    answer = account.api.call("sqs:SendMessageBatch", QueueUrl=url, Entries=entries)
    taken = [some[int(one["Id"])] for one in answer.get("Successful", ())]
    if taken:
        receipts = [{"Id": str(number), "ReceiptHandle": one["ReceiptHandle"]} for number, one in enumerate(taken)]
        account.api.call("sqs:DeleteMessageBatch", QueueUrl=dead_url, Entries=receipts)
    for refused in answer.get("Failed", ()):
        _give_back(account, dead_url, [one for one in some if one not in taken])
        raise AccountError(f"SQS didn't take a message back: {refused.get('Message', '')}", code=refused["Code"])
    return len(taken)


def _sent_again(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message as it was sent, in its group. A FIFO queue would drop it if it had the same deduplication id."""
    system = message.get("Attributes", {})
    again: dict[str, Any] = {"MessageBody": message["Body"]}
    if "MessageAttributes" in message:
        again["MessageAttributes"] = message["MessageAttributes"]
    if "MessageGroupId" in system:
        again["MessageGroupId"] = system["MessageGroupId"]
    if "MessageDeduplicationId" in system:
        again["MessageDeduplicationId"] = str(uuid.uuid4())
    if "AWSTraceHeader" in system:
        header = {"DataType": "String", "StringValue": system["AWSTraceHeader"]}
        again["MessageSystemAttributes"] = {"AWSTraceHeader": header}
    return again


def purge(account: Connection, url: str) -> None:
    """Deletes all messages of a queue. SQS takes up to 60 seconds for it, and refuses a second purge meanwhile."""
    account.api.call("sqs:PurgeQueue", QueueUrl=url)


def blocked(account: Connection, queue: Any, present: Observed) -> str | None:
    """A queue with messages stays, unless it says otherwise itself."""
    if queue is not None and queue.force_destroy:
        return None
    held = _counts(_attributes(account, present.outputs["url"], _COUNTS)).all
    if not held:
        return None
    return (
        f"The queue {present.name} holds about {held} message{'' if held == 1 else 's'}. "
        "Empty it, or declare it with force_destroy=True to have it deleted with them."
    )
