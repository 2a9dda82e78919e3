"""The dead-letter queue that a queue brings along."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown import Account, apply, destroy
from touchdown.aws.sqs.dead_letters import name_of
from touchdown.engine.change import Reason
from touchdown.model.errors import NotOurs

HELLO, DEAD = "eu-west-1/sqs_queue.hello", "eu-west-1/sqs_queue.hello-dead"


def queue(name: str = "hello", **fields: Any) -> Declare:
    return lambda aws: aws.add_queue(name=name, **fields)


def attributes(emulator: Emulator, name: str) -> dict[str, str]:
    client = emulator.client("sqs")
    url = client.get_queue_url(QueueName=name)["QueueUrl"]
    return dict(client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])


def dead_letters_of(emulator: Emulator, name: str = "hello") -> str:
    policy = json.loads(attributes(emulator, name).get("RedrivePolicy") or "{}")
    return str(policy.get("deadLetterTargetArn", "")).rpartition(":")[2]


def names(emulator: Emulator) -> list[str]:
    found = emulator.client("sqs").list_queues().get("QueueUrls", ())
    return sorted(one.rpartition("/")[2] for one in found)


def die(emulator: Emulator, name: str = "hello-dead") -> None:
    """Puts a message into a dead-letter queue."""
    client = emulator.client("sqs")
    client.send_message(QueueUrl=client.get_queue_url(QueueName=name)["QueueUrl"], MessageBody="an order")


def declared_names(emulator: Emulator, declare: Declare) -> list[str]:
    return sorted(change.address.rpartition("sqs_queue.")[2] for change in planned(emulator, declare).changes)


def test_a_queue_brings_along_a_dead_letter_queue_that_keeps_messages_for_fourteen_days(emulator: Emulator) -> None:
    applied(emulator, queue(max_receive_count=3))
    assert names(emulator) == ["hello", "hello-dead"]
    assert dead_letters_of(emulator) == "hello-dead"
    assert attributes(emulator, "hello-dead")["MessageRetentionPeriod"] == "1209600"
    assert dead_letters_of(emulator, "hello-dead") == ""
    assert planned(emulator, queue(max_receive_count=3)).to_do == ()


def test_a_fifo_queue_brings_along_a_fifo_queue(emulator: Emulator) -> None:
    applied(emulator, queue("hello.fifo", fifo=True))
    assert names(emulator) == ["hello-dead.fifo", "hello.fifo"]
    assert dead_letters_of(emulator, "hello.fifo") == "hello-dead.fifo"


def test_dead_letters_are_encrypted_with_the_key_of_their_queue(moto: Emulator) -> None:
    applied(moto, queue(kms_key="alias/mine"))
    assert attributes(moto, "hello-dead")["KmsMasterKeyId"] == "alias/mine"


def test_a_queue_without_dead_letters_brings_nothing_along(moto: Emulator) -> None:
    assert declared_names(moto, queue(dead_letter_queue=False)) == ["hello"]


@pytest.mark.parametrize("by", ["queue", "arn"])
@pytest.mark.parametrize("first", ["dead", "hello"])
def test_a_dead_letter_queue_brings_none_along_whichever_is_declared_first(by: str, first: str, moto: Emulator) -> None:
    def declare(aws: Account) -> None:
        hello = aws.add_queue(name="hello") if first == "hello" else None
        dead = aws.add_queue(name="dead")
        hello = hello or aws.add_queue(name="hello")
        hello.dead_letter_queue = dead if by == "queue" else dead.arn

    assert declared_names(moto, declare) == ["dead", "hello"]


@pytest.mark.parametrize("first", ["hello-dead", "hello"])
def test_a_queue_that_is_declared_with_the_name_is_the_dead_letter_queue(first: str, moto: Emulator) -> None:
    def declare(aws: Account) -> None:
        for name in (first, *{"hello", "hello-dead"} - {first}):
            aws.add_queue(name=name, retention=600)

    applied(moto, declare)
    assert names(moto) == ["hello", "hello-dead"]
    assert dead_letters_of(moto) == "hello-dead"
    assert attributes(moto, "hello-dead")["MessageRetentionPeriod"] == "600"


def test_a_queue_that_is_only_named_brings_nothing_along(moto: Emulator) -> None:
    moto.client("sqs").create_queue(QueueName="theirs")
    assert declared_names(moto, lambda aws: aws.get_queue(name="theirs")) == ["theirs"]


def test_a_workspace_that_is_planned_twice_is_the_same(moto: Emulator) -> None:
    made = workspace(moto, queue())
    apply(made)
    assert apply(made).done == ()


def test_a_target_takes_its_dead_letter_queue_along(moto: Emulator) -> None:
    apply(workspace(moto, queue()), target=["hello"])
    assert names(moto) == ["hello", "hello-dead"]


def test_a_long_name_gets_a_hash_in_the_name_of_its_dead_letter_queue() -> None:
    one, other = name_of("a" * 79 + "b"), name_of("a" * 79 + "c")
    assert one != other
    assert len(one) == len(other) == len(name_of("a" * 75 + ".fifo")) == 80
    assert name_of("a" * 75 + ".fifo").endswith("-dead.fifo")
    assert name_of("a" * 75) == "a" * 75 + "-dead"


def test_a_dead_letter_queue_is_destroyed_with_its_queue(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, queue())
    wire.forget()
    assert destroy(made).complete
    deleted = [call.parameters["QueueUrl"].rpartition("/")[2] for call in wire.calls if call.name == "sqs:DeleteQueue"]
    assert deleted == ["hello", "hello-dead"]


def test_a_dead_letter_queue_that_holds_messages_stays_when_the_rest_is_destroyed(emulator: Emulator) -> None:
    made = applied(emulator, queue())
    die(emulator)
    assert destroy(made).complete
    assert names(emulator) == ["hello-dead"]


def test_a_dead_letter_queue_that_holds_messages_stays_when_its_queue_is_no_longer_declared(emulator: Emulator) -> None:
    applied(emulator, queue())
    die(emulator)
    plan = planned(emulator, nothing)
    assert actions(plan) == {HELLO: "delete", DEAD: "leave"}
    left = plan.by_address[DEAD]
    assert left.reason is Reason.NOT_EMPTY
    assert left.notes == (
        "The queue hello-dead holds about 1 message. "
        "Empty it, or declare it with force_destroy=True to have it deleted with them.",
    )
    applied(emulator, nothing)
    assert names(emulator) == ["hello-dead"]


def test_a_dead_letter_queue_that_stayed_goes_once_it_is_empty(moto: Emulator) -> None:
    applied(moto, queue())
    die(moto)
    applied(moto, nothing)
    client = moto.client("sqs")
    client.purge_queue(QueueUrl=client.get_queue_url(QueueName="hello-dead")["QueueUrl"])
    applied(moto, nothing)
    assert names(moto) == []


def test_a_queue_that_shall_have_none_any_more_leaves_its_dead_letters(moto: Emulator) -> None:
    applied(moto, queue())
    die(moto)
    declared = queue(dead_letter_queue=False)
    applied(moto, declared)
    assert dead_letters_of(moto) == ""
    assert actions(planned(moto, declared)) == {DEAD: "leave"}


def test_dead_letters_go_with_a_queue_that_is_deleted_with_its_messages(moto: Emulator) -> None:
    made = applied(moto, queue(force_destroy=True))
    die(moto)
    assert destroy(made).complete
    assert names(moto) == []


def test_dead_letters_stay_also_in_a_queue_that_is_kept_by_its_own_messages(moto: Emulator) -> None:
    made = applied(moto, queue())
    die(moto)
    die(moto, "hello")
    with pytest.raises(NotOurs, match=r"The queue hello holds about 1 message\."):
        destroy(made)
    assert names(moto) == ["hello", "hello-dead"]
