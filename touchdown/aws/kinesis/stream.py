"""Kinesis data streams.

A stream is created with its mode, its number of shards and its tags. Everything else has calls of its own, each of
which is waited for.

A stream holds records, and nothing tells whether there are any, so it is only deleted where it says so itself with
`force_destroy`. That is kept in a tag, so that it still holds once the stream is no longer declared.

Weakness: where an endpoint drops the tags of CreateStream, as both emulators do, they are written once the stream is
active; an own stream of a run that was killed in between is taken for ours there, because it has no tags at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import attrs

from touchdown.aws.kinesis.changing import update
from touchdown.aws.kinesis.creating import blocked, create, delete, lost_its_tags
from touchdown.aws.kinesis.live import TAGGING, read
from touchdown.aws.lifecycle import Tagged
from touchdown.aws.operations import Calls, calls
from touchdown.aws.reading import Reading
from touchdown.aws.resource import Store
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import output

_CREATE, _MODE, _SHARDS = "kinesis:CreateStream", "kinesis:UpdateStreamMode", "kinesis:UpdateShardCount"
_LONGER, _SHORTER = "kinesis:IncreaseStreamRetentionPeriod", "kinesis:DecreaseStreamRetentionPeriod"
_ENCRYPT, _TAG = "kinesis:StartStreamEncryption", TAGGING.write
_BY_ARN = {"StreamARN": "the stream itself", "StreamId": "the stream itself"}
_ITSELF = {"StreamName": "the stream itself", **_BY_ARN}


@resource
class Stream(Store):
    """A Kinesis data stream (AWS: "CreateStream", "Quotas and limits")."""

    TYPE: ClassVar[str] = "kinesis_stream"
    MOST_TAGS: ClassVar[int] = 46
    CALLS: ClassVar[Calls] = calls(
        read=["kinesis:DescribeStreamSummary", "kinesis:ListStreams"],
        write=[_CREATE, _MODE, _SHARDS, _LONGER, _SHORTER, _ENCRYPT, "kinesis:StopStreamEncryption"],
        delete=["kinesis:DeleteStream"],
        tagging=TAGGING,
        use={"send": {"kinesis:PutRecord": ""}},
    )
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        _CREATE: {
            "WarmThroughputMiBps": "costs for what a stream on demand grows into by itself",
            "MaxRecordSizeInKiB": "not declared yet: records have up to 1 MiB",
            "RecordDistributionStrategy": "not declared yet: the partition key decides",
        },
        _MODE: {**_BY_ARN, "WarmThroughputMiBps": "as when it is created"},
        _SHARDS: {**_ITSELF, "ScalingType": "AWS knows a single one"},
        _LONGER: _ITSELF,
        _SHORTER: _ITSELF,
        _ENCRYPT: {**_ITSELF, "EncryptionType": "KMS, where there is a key"},
        _TAG: _ITSELF,
    }

    name: str = field(create=f"{_CREATE}.StreamName", update=IDENTITY)
    """Name of the stream: up to 128 letters, digits, dots, hyphens and underscores."""

    shards: int | None = field(
        default=None,
        create=(f"{_CREATE}.ShardCount", f"{_CREATE}.StreamModeDetails"),
        update=(f"{_SHARDS}.TargetShardCount", f"{_MODE}.StreamModeDetails"),
    )
    """How many shards there are, each of which takes 1 MB a second. Left out, the stream is on demand: AWS chooses. In
    a call AWS at most doubles or halves the number, and takes ten such calls a day."""

    retention: int = field(
        default=24,
        create=f"{_LONGER}.RetentionPeriodHours",
        update=(f"{_LONGER}.RetentionPeriodHours", f"{_SHORTER}.RetentionPeriodHours"),
    )
    """For how long a record is kept, in hours: 24 to 8,760."""

    kms_key: str | None = field(default=None, create=f"{_ENCRYPT}.KeyId", update=f"{_ENCRYPT}.KeyId")
    """The KMS key that encrypts: an ID, an ARN or an alias, as `alias/aws/kinesis`. Left out, records aren't encrypted
    where they are kept."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{_TAG}.Tags")
    """Tags, besides those of the account: up to 46 together."""

    force_destroy: bool = field(default=False, create=f"{_CREATE}.Tags", update=f"{_TAG}.Tags")
    """Whether the stream may be deleted or replaced with the records in it, and with what reads it by itself. It is
    kept in a tag, so that it still holds when the stream is no longer declared."""

    @output
    def arn(self, place: Place) -> str:
        """The stream's ARN."""
        return place.arn("kinesis", f"stream/{self.name}")

    def problems(self) -> Iterator[str]:
        if self.external:
            return
        yield from super().problems()


def ours(reading: Reading) -> list[str]:
    return reading.names_of_ours(
        "kinesis",
        "stream/",
        listed=lambda: reading.api.pages("kinesis:ListStreams", "StreamNames"),
        tags=lambda name: TAGGING.read_tags(reading.api, name),
    )


STREAMS = Tagged(
    Stream,
    rank=3,
    tagging=TAGGING,
    read=read,
    create=create,
    update=update,
    delete=delete,
    ours=ours,
    tags_in_answer=True,
    adopts=lost_its_tags,
)
Stream.lifecycle = attrs.evolve(STREAMS.lifecycle(), blocked=blocked)
