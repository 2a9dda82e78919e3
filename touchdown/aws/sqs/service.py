"""What Touchdown knows of SQS as a service (sources: EVENTS.md, section 2; botocore's model)."""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.aws.corrections import Correction
from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet

_GONE = "AWS.SimpleQueueService.NonExistentQueue"

_NOT_YET = (
    NotYet(
        "sqs:CreateQueue",
        "AWS.SimpleQueueService.QueueDeletedRecently",
        "60 seconds",
        90,
        "waiting for SQS to let go of the queue's name",
        hint="SQS keeps the name of a deleted queue for 60 seconds.",
        samples=("You must wait 60 seconds after deleting a queue before you can create another with the same name.",),
    ),
)

_SECONDS: Correction = {"kind": "integer", "unit": "second"}

# bc CreateQueue: the texts of the attributes. MaximumMessageSize: EVENTS.md, 23.
_ATTRIBUTES: Mapping[str, Correction] = {
    "VisibilityTimeout": {**_SECONDS, "minimum": 0, "maximum": 43_200},
    "MessageRetentionPeriod": {**_SECONDS, "minimum": 60, "maximum": 1_209_600},
    "DelaySeconds": {**_SECONDS, "minimum": 0, "maximum": 900},
    "ReceiveMessageWaitTimeSeconds": {**_SECONDS, "minimum": 0, "maximum": 20},
    "MaximumMessageSize": {"kind": "integer", "unit": "byte", "minimum": 1024, "maximum": 1_048_576},
}
_CORRECTIONS: Mapping[tuple[str, str], Correction] = {
    # EVENTS.md, 16.
    ("sqs:CreateQueue", "QueueName"): {
        "minimum": 1,
        "maximum": 80,
        "unit": "character",
        "pattern": r"[A-Za-z0-9_-]+(\.fifo)?",
        "form": "letters, digits, hyphens and underscores; a FIFO queue's name ends in .fifo",
    },
    **{
        (operation, f"Attributes.{name}"): correction
        for operation in ("sqs:CreateQueue", "sqs:SetQueueAttributes")
        for name, correction in _ATTRIBUTES.items()
    },
}

SERVICE = Service(
    name="sqs",
    corrections=_CORRECTIONS,
    subjects=("QueueName", "QueueUrl"),
    never_repeated=frozenset({"sqs:SendMessage", "sqs:SendMessageBatch"}),
    missing=(_GONE, "QueueDoesNotExist", "KmsNotFound"),
    exists=("QueueAlreadyExists", "QueueNameExists"),
    not_yet=_NOT_YET,
)
