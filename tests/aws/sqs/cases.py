"""Queues, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_without_record, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, Maker, Pairs, chosen, from_model, plain, policy
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.sqs.queue import Queue

_FIFO_ONLY = ("content_based_deduplication", "deduplication_scope", "throughput_limit")
_SENDERS = ("events.amazonaws.com", "sns.amazonaws.com")
_KEYS = ("alias/aws/sqs", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")


def may_send(service: str) -> dict[str, Any]:
    return policy("sqs:SendMessage", Principal={"Service": service}, Resource="*")


def dead(version: Version) -> Queue:
    retention = 1_209_600 if version.first else 86_400
    return version.aws.add_queue(name="dead", retention=retention, force_destroy=version.force_destroy)


def queues(version: Version) -> None:
    first, aws = version.first, version.aws
    letters = version.the(dead)
    aws.add_queue(
        name="orders",
        visibility_timeout=60 if first else 90,
        retention=86_400 if first else 172_800,
        delay=1 if first else 2,
        receive_wait=10 if first else 5,
        maximum_message_size=2048 if first else 4096,
        dead_letter_queue=letters if first else False,
        max_receive_count=3 if first else 5,
        redrive_allow={"redrivePermission": "allowAll" if first else "denyAll"},
        kms_key=None if first else "alias/aws/sqs",
        policy=may_send(_SENDERS[version.number - 1]),
        tags=version.tags,
        force_destroy=version.force_destroy,
    )
    aws.add_queue(
        name="payments.fifo",
        fifo=True,
        content_based_deduplication=first,
        deduplication_scope="messageGroup" if first else "queue",
        throughput_limit="perMessageGroupId" if first else "perQueue",
        tags=version.tags,
        force_destroy=version.force_destroy,
    )


def _declare(aws: Account, given: Mapping[str, Any]) -> Queue:
    """A field that only a FIFO queue has makes it one, with the name that goes with it; a count needs a queue."""
    fifo = given.get("fifo", any(name in given for name in _FIFO_ONLY))
    if given.get("throughput_limit") == "perMessageGroupId":
        given = {**given, "deduplication_scope": "messageGroup"}
    if "max_receive_count" in given:
        given = {**given, "dead_letter_queue": aws.add_queue(name="dead")}
    fields: dict[str, Any] = {"dead_letter_queue": False, **given, "fifo": fifo}
    return aws.add_queue(name="hello.fifo" if fifo else "hello", **fields)


def _queue_named(name: str) -> Maker:
    return lambda aws: aws.add_queue(name=name)


def _number(attribute: str) -> Pairs:
    return from_model("sqs:CreateQueue", f"Attributes.{attribute}")


QUEUE = TypeCases(
    cls=Queue,
    declare=_declare,
    fields={
        "fifo": plain(st.booleans()),
        "visibility_timeout": _number("VisibilityTimeout"),
        "retention": _number("MessageRetentionPeriod"),
        "delay": _number("DelaySeconds"),
        "receive_wait": _number("ReceiveMessageWaitTimeSeconds"),
        "maximum_message_size": _number("MaximumMessageSize"),
        "dead_letter_queue": chosen(_queue_named("one"), lambda aws: aws.add_queue(name="two").arn),
        "max_receive_count": plain(st.integers(1, 1000)),
        "redrive_allow": plain(
            st.sampled_from(
                [
                    {"redrivePermission": "denyAll"},
                    {"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:eu-west-1:123456789012:one"]},
                ]
            )
        ),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "policy": plain(st.sampled_from([may_send(one) for one in _SENDERS])),
        "content_based_deduplication": plain(st.booleans()),
        "deduplication_scope": plain(st.sampled_from(["queue", "messageGroup"])),
        "throughput_limit": plain(st.sampled_from(["perQueue", "perMessageGroupId"])),
        "tags": TAGS,
    },
    replacing=frozenset({"fifo"}),
    gaps={("moto", "redrive_allow"): "moto doesn't return RedriveAllowPolicy"},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    name = given.get("QueueName") or str(given.get("QueueUrl", "*")).rpartition("/")[2]
    return [f"arn:aws:sqs:{REGION}:{account_id}:{name}"]


def _urls(client: Any) -> list[str]:
    return list(client.list_queues().get("QueueUrls", ()))


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("sqs")
    for url in _urls(client):
        client.untag_queue(QueueUrl=url, TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("sqs")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for url in _urls(client):
        tags = client.list_queue_tags(QueueUrl=url).get("Tags", {})
        yield url.rpartition("/")[2], tags_without_record(tags)


def put_stranger(emulator: Emulator) -> None:
    client = emulator.client("sqs")
    url = client.create_queue(QueueName="stranger", tags={"owner": "somebody"})["QueueUrl"]
    client.send_message(QueueUrl=url, MessageBody="theirs")


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("sqs")
    url = client.get_queue_url(QueueName="stranger")["QueueUrl"]
    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return without_what_moves(attributes), client.list_queue_tags(QueueUrl=url)["Tags"]


def queue(**fields: Any) -> Declare:
    """A queue by itself."""
    given: dict[str, Any] = {"name": "hello", "dead_letter_queue": False, **fields}
    return lambda aws: aws.add_queue(**given)


CASES = Cases(
    types=(QUEUE,),
    everything=(queues,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={"sqs:CreateQueue": (nothing, queue())},
    not_called=dict.fromkeys(
        (
            "sqs:SendMessage",
            "sqs:GetQueueUrl",
            "sqs:ReceiveMessage",
            "sqs:ChangeMessageVisibilityBatch",
            "sqs:SendMessageBatch",
            "sqs:DeleteMessageBatch",
            "sqs:PurgeQueue",
        ),
        "by a command of its own",
    ),
)
