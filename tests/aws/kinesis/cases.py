"""Kinesis streams, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, from_model, plain
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.kinesis.live import FORCE_DESTROY
from touchdown.aws.kinesis.service import STREAM_ACTIVE, STREAM_GONE, STREAM_UPDATED
from touchdown.aws.kinesis.stream import Stream

_KEYS = ("alias/aws/kinesis", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")
_GONE = "Stream hello under account 123456789012 not found."


def streams(version: Version) -> None:
    """It may always be deleted: a stream that may not stays in any case (test_stream.py)."""
    first, aws = version.first, version.aws
    aws.add_kinesis_stream(
        name="clicks",
        shards=1 if first else 2,
        retention=48 if first else 24,
        kms_key=_KEYS[0] if first else None,
        tags=version.tags,
        force_destroy=True,
    )
    aws.add_kinesis_stream(name="views", shards=1, retention=24 if first else 48, force_destroy=True)


def _declare(aws: Account, given: Mapping[str, Any]) -> Any:
    fields: dict[str, Any] = {"name": "hello", "force_destroy": True, **given}
    return aws.add_kinesis_stream(**fields)


STREAM = TypeCases(
    cls=Stream,
    declare=_declare,
    fields={
        "retention": from_model("kinesis:IncreaseStreamRetentionPeriod", "RetentionPeriodHours"),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "force_destroy": plain(st.booleans()),
        "tags": TAGS,
    },
    tested_elsewhere={"shards": "test_stream.py: MiniStack doesn't know UpdateStreamMode"},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    if "StreamName" in given:
        return [f"arn:aws:kinesis:{REGION}:{account_id}:stream/{given['StreamName']}"]
    return [str(given.get("StreamARN", "*"))]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("kinesis")
    for name in client.list_streams()["StreamNames"]:
        client.remove_tags_from_stream(StreamName=name, TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("kinesis")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for name in client.list_streams()["StreamNames"]:
        one = client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        tags = client.list_tags_for_stream(StreamName=name)["Tags"]
        yield name, (one["OpenShardCount"], one["RetentionPeriodHours"], one["EncryptionType"], tags_of_list(tags))


def put_stranger(emulator: Emulator) -> None:
    client = emulator.client("kinesis")
    client.create_stream(StreamName="stranger", ShardCount=1)
    client.add_tags_to_stream(StreamName="stranger", Tags={"owner": "somebody"})


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("kinesis")
    found = client.describe_stream_summary(StreamName="stranger")["StreamDescriptionSummary"]
    return without_what_moves(found), client.list_tags_for_stream(StreamName="stranger")["Tags"]


def stream(**fields: Any) -> Declare:
    given: dict[str, Any] = {"name": "hello", "shards": 1, **fields}
    return lambda aws: aws.add_kinesis_stream(**given)


def going(**fields: Any) -> Declare:
    """A stream that may be deleted."""
    return stream(force_destroy=True, **fields)


def saying(status: str) -> Callable[[Call], object]:
    return lambda call: {"StreamDescriptionSummary": {"StreamName": "hello", "StreamStatus": status}}


def last_as_creating(emulator: Emulator, wire: Wire, looks: int) -> None:
    """The look of the plan comes first."""
    wire.answer("kinesis:DescribeStreamSummary", saying("CREATING"), nth=2, times=looks)


def last_as_updating(emulator: Emulator, wire: Wire, looks: int) -> None:
    """The looks of the plan and of the guard come first."""
    wire.answer("kinesis:DescribeStreamSummary", saying("UPDATING"), nth=3, times=looks)


def last_after_the_delete(emulator: Emulator, wire: Wire, looks: int) -> None:
    """Said to be done, and still going on."""
    client = emulator.client("kinesis")
    wire.fail("kinesis:DeleteStream", code="", status=200, times=FOREVER)
    if looks < FOREVER:

        def end(call: Call) -> None:
            client.delete_stream(StreamName="hello")

        wire.on("kinesis:DescribeStreamSummary", end, nth=1 + looks, when="after")


CASES = Cases(
    types=(STREAM,),
    everything=(streams,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "kinesis:UpdateStreamMode": (stream(), stream(shards=None)),
        "kinesis:UpdateShardCount": (stream(), stream(shards=2)),
        "kinesis:IncreaseStreamRetentionPeriod": (stream(), stream(retention=48)),
        "kinesis:DecreaseStreamRetentionPeriod": (stream(retention=48), stream()),
        "kinesis:StartStreamEncryption": (stream(), stream(kms_key=_KEYS[0])),
        "kinesis:StopStreamEncryption": (stream(kms_key=_KEYS[0]), stream()),
        "kinesis:AddTagsToStream": (stream(), stream(tags={"a": "b"})),
        "kinesis:RemoveTagsFromStream": (stream(tags={"a": "b"}), stream()),
        "kinesis:DeleteStream": (going(), nothing),
    },
    lasting={
        STREAM_ACTIVE: (nothing, stream(), last_as_creating),
        STREAM_UPDATED: (stream(), stream(retention=48), last_as_updating),
        STREAM_GONE: (going(), nothing, last_after_the_delete),
    },
    not_called={
        "kinesis:PutRecord": "by a command of its own",
        "kinesis:UpdateStreamMode": "MiniStack doesn't know it: test_stream.py",
    },
)

__all__ = ["CASES", "FORCE_DESTROY", "going", "saying", "stream"]
