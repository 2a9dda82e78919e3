"""What Touchdown knows of Kinesis as a service (sources: EVENTS.md, section 9; botocore's model)."""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.aws.corrections import Correction
from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet, Settling, Status

_CHANGES = (
    "UpdateStreamMode",
    "UpdateShardCount",
    "IncreaseStreamRetentionPeriod",
    "DecreaseStreamRetentionPeriod",
    "StartStreamEncryption",
    "StopStreamEncryption",
    "AddTagsToStream",
    "RemoveTagsFromStream",
    "DeleteStream",
)

# EVENTS.md, 59 and 60.
_NOT_YET = tuple(
    NotYet(
        f"kinesis:{name}",
        "ResourceInUseException",
        "not ACTIVE",
        600,
        "waiting for another change of the stream to end",
        samples=("Stream hello under account 123456789012 not ACTIVE, instead in state UPDATING",),
    )
    for name in _CHANGES
)

_STATUSES = (Status(path="StreamStatus", done=frozenset({"ACTIVE"})),)
_SUMMARY = "kinesis:DescribeStreamSummary"
STREAM_ACTIVE = Settling(_SUMMARY, 600, "waiting for the stream to become active", statuses=_STATUSES)
STREAM_UPDATED = Settling(_SUMMARY, 1800, "waiting for the stream's change to settle", statuses=_STATUSES)
STREAM_GONE = Settling(_SUMMARY, 600, "waiting for the stream to be gone", gone=True)

# bc IncreaseStreamRetentionPeriod.
_RETENTION: Correction = {"minimum": 24, "maximum": 8760, "unit": "hour"}
_CORRECTIONS: Mapping[tuple[str, str], Correction] = {
    ("kinesis:IncreaseStreamRetentionPeriod", "RetentionPeriodHours"): _RETENTION,
}

SERVICE = Service(
    name="kinesis",
    corrections=_CORRECTIONS,
    subjects=("StreamName", "StreamARN"),
    never_repeated=frozenset({"kinesis:PutRecord"}),
    # bc: 5 a second of each operation, DescribeStreamSummary 20; EVENTS.md, 59.
    rates={
        "kinesis:CreateStream": 5,
        "kinesis:AddTagsToStream": 5,
        "kinesis:RemoveTagsFromStream": 5,
        "kinesis:ListTagsForStream": 5,
        "kinesis:ListStreams": 5,
        "kinesis:DeleteStream": 5,
        "kinesis:DescribeStreamSummary": 20,
    },
    missing=("ResourceNotFoundException", "KMSNotFoundException"),
    exists=("ResourceInUseException",),
    not_yet=_NOT_YET,
    settling=(STREAM_ACTIVE, STREAM_UPDATED, STREAM_GONE),
)
