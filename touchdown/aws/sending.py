"""Sends a message, an event or a record to what passes it on to functions: for trying out what is declared."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from touchdown.aws.connection import Connection
from touchdown.aws.resource import AwsResource
from touchdown.engine.events import Report, silent
from touchdown.model.errors import AccountError

_GROUP = "touchdown"
"""In a FIFO queue or topic, all that is sent from the command line keeps its order."""


def send(account: Connection, to: AwsResource, payload: str, report: Report = silent, **event: str) -> str:
    """Sends a text, and returns the id that AWS gives it.

    :param event: for a bus, the event's `source` and `detail_type`.
    :raises Missing: there is no such queue, topic, bus or stream.
    """
    operation, members, name = SENDERS[to.TYPE](to, account, payload, event)
    answer = account.api.call(operation, report=report, **members)
    for entry in answer.get("Entries", ()):
        if "ErrorCode" in entry:
            raise AccountError(f"{to.address} didn't take the event: {entry['ErrorMessage']}", code=entry["ErrorCode"])
        return str(entry["EventId"])
    return str(answer[name])


Sender = Callable[[AwsResource, Connection, str, Mapping[str, str]], tuple[str, dict[str, Any], str]]
"""The operation, its members, and the member of the answer that is the id."""


def _fifo(to: AwsResource) -> dict[str, str]:
    return {"MessageGroupId": _GROUP, "MessageDeduplicationId": str(uuid.uuid4())} if to.name.endswith(".fifo") else {}


def _to_queue(to: AwsResource, account: Connection, payload: str, event: Mapping[str, str]) -> Any:
    url = to.predict("url", account.place())
    return "sqs:SendMessage", {"QueueUrl": url, "MessageBody": payload, **_fifo(to)}, "MessageId"


def _to_topic(to: AwsResource, account: Connection, payload: str, event: Mapping[str, str]) -> Any:
    arn = to.predict("arn", account.place())
    return "sns:Publish", {"TopicArn": arn, "Message": payload, **_fifo(to)}, "MessageId"


def _to_bus(to: AwsResource, account: Connection, payload: str, event: Mapping[str, str]) -> Any:
    entry = {"Detail": payload, "Source": event["source"], "DetailType": event["detail_type"], "EventBusName": to.name}
    return "events:PutEvents", {"Entries": [entry]}, "EventId"


def _to_stream(to: AwsResource, account: Connection, payload: str, event: Mapping[str, str]) -> Any:
    arn = to.predict("arn", account.place())
    return "kinesis:PutRecord", {"StreamARN": arn, "Data": payload, "PartitionKey": str(uuid.uuid4())}, "SequenceNumber"


SENDERS: Mapping[str, Sender] = {
    "sqs_queue": _to_queue,
    "sns_topic": _to_topic,
    "events_event_bus": _to_bus,
    "kinesis_stream": _to_stream,
}
"""By type, how something is sent to it."""
