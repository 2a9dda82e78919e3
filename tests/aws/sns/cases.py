"""Topics, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.pairs import TAGS, Maker, chosen, plain, policy
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.sns.subscription import Subscription
from touchdown.aws.sns.topic import Topic

_SENDERS = ("events.amazonaws.com", "s3.amazonaws.com")
_KEYS = ("alias/aws/sns", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")


def may_publish(service: str) -> dict[str, Any]:
    return policy("sns:Publish", Principal={"Service": service}, Resource="*")


def topics(version: Version) -> None:
    first, aws = version.first, version.aws
    paid = aws.add_topic(
        name="paid",
        display_name=version.text,
        kms_key=None if first else "alias/aws/sns",
        policy=may_publish(_SENDERS[version.number - 1]),
        tracing="Active" if first else "PassThrough",
        tags=version.tags,
    )
    aws.add_topic(name="payments.fifo", fifo=True, content_based_deduplication=first, tags=version.tags)
    dead = aws.add_queue(name="undelivered", dead_letter_queue=False)
    paid.add_subscription(
        target=aws.add_queue(name="receipts", dead_letter_queue=False),
        filter_policy={"kind": ["paid"]} if first else {"order": {"kind": ["paid"]}},
        filter_policy_scope="MessageAttributes" if first else "MessageBody",
        raw_message_delivery=first,
        dead_letter_queue=dead if first else None,
    )
    paid.add_subscription(target="shop@example.com")
    paid.add_subscription(target=aws.add_lambda_function(name="bookkeeper", code=hello()))


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


def _subscribed(aws: Account, given: Mapping[str, Any]) -> Subscription:
    """To a queue, unless a target is given; the scope of a filter needs a filter."""
    fields: dict[str, Any] = {"filter_policy": {"a": ["b"]}} if "filter_policy_scope" in given else {}
    fields |= {"target": _queue_named("hello")(aws)} if "target" not in given else {}
    return aws.add_topic(name="hello").add_subscription(**{**fields, **given})


def _queue_named(name: str) -> Maker:
    return lambda aws: aws.add_queue(name=name, dead_letter_queue=False)


_FILTERS = ({"kind": ["paid", "open"]}, {"amount": [{"numeric": [">", 100]}], "kind": [{"prefix": "p"}]})

SUBSCRIPTION = TypeCases(
    cls=Subscription,
    declare=_subscribed,
    fields={
        "target": chosen(_queue_named("one"), lambda aws: "two@example.com"),
        "filter_policy": plain(st.sampled_from(_FILTERS)),
        "filter_policy_scope": plain(st.sampled_from(["MessageAttributes", "MessageBody"])),
        "raw_message_delivery": plain(st.booleans()),
        "dead_letter_queue": chosen(_queue_named("one"), lambda aws: _queue_named("two")(aws).arn),
    },
    replacing=frozenset({"target"}),
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    arn = given.get("TopicArn") or given.get("ResourceArn") or given.get("SubscriptionArn", "").rpartition(":")[0]
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
        subscriptions = client.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        endpoints = sorted(one["Endpoint"] for one in subscriptions)
        yield arn.rpartition(":")[2], (tags_of_list(client.list_tags_for_resource(ResourceArn=arn)["Tags"]), endpoints)


def put_stranger(emulator: Emulator) -> None:
    emulator.client("sns").create_topic(Name="stranger", Tags=[{"Key": "owner", "Value": "somebody"}])


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("sns")
    (arn,) = [arn for arn in _arns(client) if arn.endswith(":stranger")]
    attributes = client.get_topic_attributes(TopicArn=arn)["Attributes"]
    return without_what_moves(attributes), client.list_tags_for_resource(ResourceArn=arn)["Tags"]


def topic(**fields: Any) -> Declare:
    return lambda aws: aws.add_topic(name="hello", **fields)


def subscribed(**fields: Any) -> Declare:
    return lambda aws: _subscribed(aws, fields)


CASES = Cases(
    types=(TOPIC, SUBSCRIPTION),
    everything=(topics,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "sns:CreateTopic": (nothing, topic()),
        "sns:SetTopicAttributes": (topic(), topic(display_name="Hello")),
        "sns:Subscribe": (topic(), subscribed()),
        "sns:Unsubscribe": (subscribed(), topic()),
        "sns:SetSubscriptionAttributes": (subscribed(), subscribed(raw_message_delivery=True)),
        "sns:TagResource": (topic(), topic(tags={"a": "b"})),
        "sns:UntagResource": (topic(tags={"a": "b"}), topic()),
    },
    not_called={"sns:Publish": "by a command of its own"},
)
