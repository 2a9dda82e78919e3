"""Kinesis streams: created, left, changed one thing after another and deleted, and the calls that this takes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws.kinesis.cases import going, saying, stream
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.like_aws import take_for_aws
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, nothing, planned
from touchdown import Account, destroy
from touchdown.aws.kinesis.changing import nearer
from touchdown.model.errors import AccountError, ChangedMeanwhile, DeclarationError, NotOurs, PartlyApplied

HELLO = "eu-west-1/kinesis_stream.hello"


def summary(emulator: Emulator) -> dict[str, Any]:
    found = emulator.client("kinesis").describe_stream_summary(StreamName="hello")
    return dict(found["StreamDescriptionSummary"])


def names(emulator: Emulator) -> list[str]:
    return sorted(emulator.client("kinesis").list_streams()["StreamNames"])


def tags(emulator: Emulator) -> dict[str, str]:
    found = emulator.client("kinesis").list_tags_for_stream(StreamName="hello")["Tags"]
    return {one["Key"]: one["Value"] for one in found}


def strangers(emulator: Emulator, name: str = "hello") -> None:
    client = emulator.client("kinesis")
    client.create_stream(StreamName=name, ShardCount=1)
    client.add_tags_to_stream(StreamName=name, Tags={"owner": "somebody"})


def writes(wire: Wire) -> list[str]:
    return [name.partition(":")[2] for name in wire.writes()]


def test_a_stream_is_created_with_its_tags(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, stream(shards=2, tags={"team": "shop"}))
    (call,) = [call for call in wire.calls if call.name == "kinesis:CreateStream"]
    assert call.parameters["ShardCount"] == 2
    ours = {"team": "shop", "touchdown:workspace": "shop", "touchdown:id": HELLO}
    assert call.parameters["Tags"].items() >= ours.items()
    # Both emulators drop them.
    assert writes(wire) == ["CreateStream", "AddTagsToStream"]
    assert tags(emulator).items() >= ours.items()


def test_on_aws_a_stream_is_created_in_one_call(moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    take_for_aws(monkeypatch)
    applied(moto, stream())
    assert writes(wire) == ["CreateStream"]


def test_a_stream_without_shards_is_on_demand(emulator: Emulator) -> None:
    applied(emulator, stream(shards=None))
    assert summary(emulator)["StreamModeDetails"]["StreamMode"] == "ON_DEMAND"
    assert planned(emulator, stream(shards=None)).to_do == ()


def test_a_stream_that_is_as_declared_is_left(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, stream())
    wire.forget()
    assert planned(emulator, stream()).to_do == ()
    found = {name: count for name, count in wire.counts().items() if name.startswith("kinesis:")}
    # The last one is for the emulators' tagging APIs, which don't know streams.
    assert found == {"kinesis:DescribeStreamSummary": 1, "kinesis:ListTagsForStream": 1, "kinesis:ListStreams": 1}


def test_each_thing_that_differs_has_a_call_and_settles(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, stream())
    wire.forget()
    applied(emulator, stream(shards=2, retention=48, kms_key="alias/aws/kinesis"))
    calls = [call.name.partition(":")[2] for call in wire.calls if call.name.startswith("kinesis:")]
    assert calls[calls.index("UpdateShardCount") :] == [
        "UpdateShardCount",
        "DescribeStreamSummary",
        "IncreaseStreamRetentionPeriod",
        "DescribeStreamSummary",
        "StartStreamEncryption",
        "DescribeStreamSummary",
        "AddTagsToStream",
    ]
    assert summary(emulator)["RetentionPeriodHours"] == 48


def test_shards_come_after_the_mode_and_are_counted_then(moto: Emulator, wire: Wire) -> None:
    applied(moto, stream(shards=None))
    there = summary(moto)["OpenShardCount"]
    wire.forget()
    applied(moto, stream(shards=3))
    assert writes(wire)[:2] == ["UpdateStreamMode", "UpdateShardCount"]
    assert there != 3
    assert summary(moto)["OpenShardCount"] == 3
    assert planned(moto, stream(shards=3)).to_do == ()
    applied(moto, stream(shards=None))
    assert planned(moto, stream(shards=None)).to_do == ()


def test_a_number_of_shards_far_away_takes_several_calls(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, stream())
    wire.forget()
    applied(ministack, stream(shards=5))
    assert [c.parameters["TargetShardCount"] for c in wire.calls if c.name == "kinesis:UpdateShardCount"] == [2, 4, 5]


@pytest.mark.parametrize(
    ("there", "wanted", "next_one"), [(1, 5, 2), (4, 5, 5), (9, 2, 5), (5, 3, 3), (3, 1, 2), (2, 1, 1)]
)
def test_a_call_at_most_doubles_or_halves_the_shards(there: int, wanted: int, next_one: int) -> None:
    assert nearer(there, wanted) == next_one


def test_a_stream_is_neither_deleted_nor_pruned_unless_it_says_so(emulator: Emulator) -> None:
    made = applied(emulator, stream())
    with pytest.raises(NotOurs, match="The stream hello may hold records"):
        destroy(made)
    with pytest.raises(NotOurs, match="can't be deleted"):
        planned(emulator, nothing)
    assert names(emulator) == ["hello"]


def test_a_stream_that_said_so_is_deleted_once_it_is_no_longer_declared(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, stream())
    applied(emulator, going())
    applied(emulator, nothing)
    (call,) = [call for call in wire.calls if call.name == "kinesis:DeleteStream"]
    assert call.parameters["EnforceConsumerDeletion"] is True
    assert names(emulator) == []
    assert planned(emulator, nothing).changes == ()


def test_a_stream_that_no_longer_says_so_stays(emulator: Emulator) -> None:
    applied(emulator, going())
    applied(emulator, stream())
    with pytest.raises(NotOurs, match="may hold records"):
        planned(emulator, nothing)


def test_a_stream_of_somebody_else_is_refused_and_adopted_when_asked_to(emulator: Emulator) -> None:
    strangers(emulator)
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, stream())
    applied(emulator, stream(retention=48), adopt=["hello"])
    assert planned(emulator, stream(retention=48)).to_do == ()


def test_a_stream_whose_creation_was_answered_by_nobody_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("kinesis:CreateStream", when="after")
    declared = stream(retention=48, tags={"a": "b"})
    assert applied(emulator, declared)
    assert planned(emulator, declared).to_do == ()


def test_a_run_that_ends_before_the_retention_is_set_goes_on_from_there(emulator: Emulator, wire: Wire) -> None:
    wire.fail("kinesis:IncreaseStreamRetentionPeriod", code="AccessDeniedException", message="no")
    with pytest.raises(PartlyApplied):
        applied(emulator, stream(retention=48))
    assert actions(planned(emulator, stream(retention=48))) == {HELLO: "update"}
    applied(emulator, stream(retention=48))
    assert planned(emulator, stream(retention=48)).to_do == ()


def test_a_stream_that_is_being_deleted_is_made_anew_once_it_is_gone(moto: Emulator, wire: Wire) -> None:
    strangers(moto)
    client = moto.client("kinesis")
    wire.answer("kinesis:DescribeStreamSummary", saying("DELETING"), times=3)
    wire.on("kinesis:DescribeStreamSummary", lambda call: client.delete_stream(StreamName="hello"), nth=4)
    applied(moto, stream())
    assert wire.counts()["kinesis:CreateStream"] == 2
    assert tags(moto)["touchdown:id"] == HELLO


def test_a_stream_that_somebody_changes_meanwhile_is_not_written_over(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, stream())
    client = emulator.client("kinesis")
    wire.on(
        "kinesis:DescribeStreamSummary",
        lambda call: client.start_stream_encryption(StreamName="hello", EncryptionType="KMS", KeyId="alias/theirs"),
        when="after",
    )
    with pytest.raises(AccountError) as raised:
        applied(emulator, stream(retention=48))
    assert [type(one) for one in raised.value.others] == [ChangedMeanwhile]


def test_tags_are_read_to_the_last_page(emulator: Emulator) -> None:
    declared = stream(tags={f"t{n}": "x" for n in range(46)}, force_destroy=True)
    applied(emulator, declared)
    assert planned(emulator, declared).to_do == ()


def test_a_stream_that_is_only_named_is_read_and_left(emulator: Emulator) -> None:
    strangers(emulator, "theirs")

    def declare(aws: Account) -> None:
        theirs = aws.get_kinesis_stream(name="theirs")
        aws.add_lambda_function(name="hello", code=hello(), environment={"STREAM": theirs.arn})

    destroy(applied(emulator, declare))
    assert names(emulator) == ["theirs"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a name with a slash": ({"name": "a/b"}, "name= has the character '/' at position 2"),
    "a long name": ({"name": "a" * 129}, "name= is 129 characters long, AWS allows 128"),
    "no shards": ({"shards": 0}, "shards= is 0, the least is 1"),
    "a short retention": ({"retention": 23}, "retention= is 23, the least is 24 hours"),
    "a long retention": ({"retention": 8761}, "retention= is 8761, the most is 8760 hours"),
    "too many tags": ({"tags": {f"t{n}": "x" for n in range(47)}}, "tags= has 47 tags, AWS allows 46"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_stream_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, stream(**fields))
    assert sentence in raised.value.what
    assert wire.names() == []
