"""Topics, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, plain, policy
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.sns.topic import Topic

_SENDERS = ("events.amazonaws.com", "s3.amazonaws.com")
_KEYS = ("alias/aws/sns", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")


def may_publish(service: str) -> dict[str, Any]:
    return policy("sns:Publish", Principal={"Service": service}, Resource="*")


def topics(version: Version) -> None:
    first, aws = version.first, version.aws
    aws.add_topic(
        name="paid",
        display_name=version.text,
        kms_key=None if first else "alias/aws/sns",
        policy=may_publish(_SENDERS[version.number - 1]),
        tracing="Active" if first else "PassThrough",
        tags=version.tags,
    )
    aws.add_topic(name="payments.fifo", fifo=True, content_based_deduplication=first, tags=version.tags)


def _declare(aws: Account, given: Mapping[str, Any]) -> Topic:
    """A field that only a FIFO topic has makes it one, with the name that goes with it."""
    fifo = given.get("fifo", "content_based_deduplication" in given)
    return aws.add_topic(name="hello.fifo" if fifo else "hello", **{**given, "fifo": fifo})


TOPIC = TypeCases(
    cls=Topic,
    declare=_declare,
    fields={
        "fifo": plain(st.booleans()),
        "display_name": plain(st.text("abc XYZ019-", max_size=100).filter(lambda text: text == text.strip())),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "policy": plain(st.sampled_from([may_publish(one) for one in _SENDERS])),
        "content_based_deduplication": plain(st.booleans()),
        "tracing": plain(st.sampled_from(["PassThrough", "Active"])),
        "tags": TAGS,
    },
    replacing=frozenset({"fifo"}),
    gaps={("moto", "tracing"): "moto doesn't return TracingConfig"},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    arn = given.get("TopicArn") or given.get("ResourceArn")
    return [arn or f"arn:aws:sns:{REGION}:{account_id}:{given.get('Name', '*')}"]


def _arns(client: Any) -> list[str]:
    return [one["TopicArn"] for one in client.list_topics()["Topics"]]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("sns")
    for arn in _arns(client):
        client.untag_resource(ResourceArn=arn, TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("sns")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for arn in _arns(client):
        yield arn.rpartition(":")[2], tags_of_list(client.list_tags_for_resource(ResourceArn=arn)["Tags"])


def put_stranger(emulator: Emulator) -> None:
    emulator.client("sns").create_topic(Name="stranger", Tags=[{"Key": "owner", "Value": "somebody"}])


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("sns")
    (arn,) = [arn for arn in _arns(client) if arn.endswith(":stranger")]
    attributes = client.get_topic_attributes(TopicArn=arn)["Attributes"]
    return without_what_moves(attributes), client.list_tags_for_resource(ResourceArn=arn)["Tags"]


def topic(**fields: Any) -> Declare:
    return lambda aws: aws.add_topic(name="hello", **fields)


CASES = Cases(
    types=(TOPIC,),
    everything=(topics,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "sns:CreateTopic": (nothing, topic()),
        "sns:SetTopicAttributes": (topic(), topic(display_name="Hello")),
        "sns:TagResource": (topic(), topic(tags={"a": "b"})),
        "sns:UntagResource": (topic(tags={"a": "b"}), topic()),
    },
)
