"""Queues: created, left, changed, adopted, replaced and deleted, and the calls that this takes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.aws.sqs.cases import may_send, queue
from tests.support.emulators import Emulator
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import Account, destroy
from touchdown.model.errors import AccountError, ChangedMeanwhile, DeclarationError, NotOurs

HELLO = "eu-west-1/sqs_queue.hello"


def url(emulator: Emulator, name: str = "hello") -> str:
    return str(emulator.client("sqs").get_queue_url(QueueName=name)["QueueUrl"])


def names(emulator: Emulator) -> list[str]:
    found = emulator.client("sqs").list_queues().get("QueueUrls", ())
    return sorted(one.rpartition("/")[2] for one in found)


def attributes(emulator: Emulator, name: str = "hello") -> dict[str, str]:
    found = emulator.client("sqs").get_queue_attributes(QueueUrl=url(emulator, name), AttributeNames=["All"])
    return dict(found["Attributes"])


def tags(emulator: Emulator) -> dict[str, str]:
    return dict(emulator.client("sqs").list_queue_tags(QueueUrl=url(emulator)).get("Tags", {}))


def send(emulator: Emulator, name: str = "hello") -> None:
    emulator.client("sqs").send_message(QueueUrl=url(emulator, name), MessageBody="an order")


def with_dead_letters(count: int = 3) -> Declare:
    return lambda aws: aws.add_queue(
        name="hello", dead_letter_queue=aws.add_queue(name="dead"), max_receive_count=count
    )


def fifo(**fields: Any) -> Declare:
    given: dict[str, Any] = {"name": "hello.fifo", "fifo": True, "dead_letter_queue": False, **fields}
    return lambda aws: aws.add_queue(**given)


def test_a_queue_is_created_as_declared_in_one_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, queue(retention=600, policy=may_send("events.amazonaws.com"), tags={"team": "shop"}))
    assert wire.writes() == ["sqs:CreateQueue"]
    made = attributes(emulator)
    assert made["MessageRetentionPeriod"] == "600"
    assert made["ReceiveMessageWaitTimeSeconds"] == "20"
    assert json.loads(made["Policy"]) == may_send("events.amazonaws.com")
    assert tags(emulator).items() >= {"team": "shop", "touchdown:workspace": "shop", "touchdown:id": HELLO}.items()


def test_a_queue_that_is_as_declared_is_left(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, queue())
    wire.forget()
    assert planned(emulator, queue()).to_do == ()
    # Each plan also looks for types that the emulators' tagging API misses.
    own = [name for name in wire.names() if name.startswith(("sts:", "tagging:", "sqs:"))]
    assert Counter(own) == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        "sqs:GetQueueAttributes": 1,
        "sqs:ListQueueTags": 1,
    }


def test_a_change_writes_only_what_differs(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, queue(delay=5, tags={"a": "b"}))
    wire.forget()
    applied(emulator, queue(delay=6, tags={"c": "d"}))
    (call,) = [call for call in wire.calls if call.name == "sqs:SetQueueAttributes"]
    assert call.parameters["Attributes"] == {"DelaySeconds": "6"}
    assert wire.writes() == ["sqs:SetQueueAttributes", "sqs:UntagQueue", "sqs:TagQueue"]
    assert attributes(emulator)["DelaySeconds"] == "6"
    assert (tags(emulator).get("a"), tags(emulator).get("c")) == (None, "d")


def test_only_tags_that_differ_are_written_alone(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, queue())
    wire.forget()
    applied(emulator, queue(tags={"a": "b"}))
    assert wire.writes() == ["sqs:TagQueue"]


def test_dead_letters_go_to_another_queue_that_is_made_first(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, with_dead_letters())
    assert [call.parameters["QueueName"] for call in wire.calls if call.name == "sqs:CreateQueue"] == ["dead", "hello"]
    policy = json.loads(attributes(emulator)["RedrivePolicy"])
    assert policy["deadLetterTargetArn"] == f"arn:aws:sqs:eu-west-1:{emulator.account_id}:dead"
    assert int(policy["maxReceiveCount"]) == 3
    assert planned(emulator, with_dead_letters()).to_do == ()
    applied(emulator, with_dead_letters(4))
    assert planned(emulator, with_dead_letters(4)).to_do == ()
    applied(emulator, queue())
    assert not attributes(emulator).get("RedrivePolicy")


def test_a_dead_letter_queue_is_deleted_after_the_queue_that_uses_it(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, with_dead_letters())
    wire.forget()
    destroy(made)
    deleted = [call.parameters["QueueUrl"].rpartition("/")[2] for call in wire.calls if call.name == "sqs:DeleteQueue"]
    assert deleted == ["hello", "dead"]


def test_a_queue_of_somebody_else_is_refused(emulator: Emulator) -> None:
    emulator.client("sqs").create_queue(QueueName="hello")
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, queue())


def test_a_queue_of_somebody_else_is_adopted_with_its_messages_when_asked_to(emulator: Emulator) -> None:
    emulator.client("sqs").create_queue(QueueName="hello", Attributes={"DelaySeconds": "0"})
    send(emulator)
    applied(emulator, queue(retention=600), adopt=["hello"])
    assert planned(emulator, queue(retention=600)).to_do == ()
    assert attributes(emulator)["ApproximateNumberOfMessages"] == "1"
    assert tags(emulator)["touchdown:id"] == HELLO


def test_a_queue_that_becomes_fifo_is_another_one(emulator: Emulator) -> None:
    applied(emulator, queue())
    assert actions(planned(emulator, fifo())) == {"eu-west-1/sqs_queue.hello.fifo": "create", HELLO: "delete"}
    applied(emulator, fifo())
    assert names(emulator) == ["hello.fifo"]


@pytest.mark.parametrize("declared", [queue(), fifo(content_based_deduplication=True)], ids=["standard", "fifo"])
def test_a_queue_that_is_no_longer_declared_is_deleted(emulator: Emulator, declared: Declare) -> None:
    applied(emulator, declared)
    applied(emulator, nothing)
    assert names(emulator) == []
    assert planned(emulator, nothing).changes == ()


def test_a_queue_with_messages_is_not_deleted(emulator: Emulator) -> None:
    made = applied(emulator, queue())
    send(emulator)
    with pytest.raises(NotOurs, match=r"The queue hello holds about 1 message\."):
        destroy(made)
    with pytest.raises(NotOurs, match="can't be deleted"):
        planned(emulator, nothing)
    assert names(emulator) == ["hello"]


def test_a_queue_with_messages_is_deleted_where_it_says_so(emulator: Emulator) -> None:
    made = applied(emulator, queue(force_destroy=True))
    send(emulator)
    assert destroy(made).complete
    assert names(emulator) == []


def test_a_queue_of_another_workspace_is_not_taken_for_ours(emulator: Emulator) -> None:
    applied(emulator, queue(), name="theirs")
    with pytest.raises(NotOurs, match='belongs to the workspace "theirs"'):
        planned(emulator, queue())


def test_a_queue_whose_creation_was_answered_by_nobody_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("sqs:CreateQueue", when="after")
    assert applied(emulator, queue(tags={"a": "b"}))
    assert planned(emulator, queue(tags={"a": "b"})).to_do == ()


def test_a_queue_that_somebody_changes_meanwhile_is_not_written_over(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, queue())
    client, address = ministack.client("sqs"), url(ministack)
    wire.on(
        "sqs:GetQueueAttributes",
        lambda call: client.set_queue_attributes(QueueUrl=address, Attributes={"DelaySeconds": "9"}),
        when="after",
    )
    with pytest.raises(AccountError) as raised:
        applied(ministack, queue(delay=3))
    assert [type(one) for one in raised.value.others] == [ChangedMeanwhile]
    assert attributes(ministack)["DelaySeconds"] == "9"


def test_a_queue_that_is_only_named_is_read_and_left(emulator: Emulator) -> None:
    emulator.client("sqs").create_queue(QueueName="theirs")

    def declare(aws: Account) -> None:
        aws.add_queue(name="hello", dead_letter_queue=aws.get_queue(name="theirs"))

    destroy(applied(emulator, declare))
    assert names(emulator) == ["theirs"]


def test_the_name_of_a_queue_that_was_just_deleted_is_waited_for(moto: Emulator, wire: Wire) -> None:
    wire.fail("sqs:CreateQueue", code="AWS.SimpleQueueService.QueueDeletedRecently", message="wait 60 seconds", times=2)
    applied(moto, queue())
    assert wire.counts()["sqs:CreateQueue"] == 3


def test_what_is_no_longer_declared_stays_where_its_tags_cannot_be_seen(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, queue())
    wire.fail("tagging:GetResources", code="AccessDeniedException", status=403, times=FOREVER)
    found = planned(emulator, nothing)
    assert found.to_do == ()
    assert "what is no longer declared can't be seen" in " ".join(found.notes)


WRONG = {
    "a name with a dot": (queue, {"name": "a.b"}, "name= doesn't have the form that AWS wants"),
    "a name that is too long": (queue, {"name": "a" * 81}, "name= is 81 characters long, AWS allows 80"),
    "fifo without the ending": (queue, {"fifo": True}, "fifo=True and a name that ends in .fifo go together"),
    "the ending without fifo": (queue, {"name": "a.fifo"}, "fifo=True and a name that ends in .fifo go together"),
    "a visibility timeout": (
        queue,
        {"visibility_timeout": 43_201},
        "visibility_timeout= is 43201, the most is 43200 seconds",
    ),
    "a retention": (queue, {"retention": 59}, "retention= is 59, the least is 60 seconds"),
    "a delay": (queue, {"delay": 901}, "delay= is 901, the most is 900 seconds"),
    "a wait": (queue, {"receive_wait": 21}, "receive_wait= is 21, the most is 20 seconds"),
    "a size": (queue, {"maximum_message_size": 1023}, "maximum_message_size= is 1023, the least is 1024 bytes"),
    "a scope": (
        queue,
        {"deduplication_scope": "messageGroup"},
        "deduplication_scope= is for FIFO queues only: add fifo=True, or leave it out",
    ),
    "a limit without its scope": (
        fifo,
        {"throughput_limit": "perMessageGroupId"},
        'throughput_limit="perMessageGroupId" needs deduplication_scope="messageGroup"',
    ),
    "a count without a queue": (
        queue,
        {"max_receive_count": 3},
        "max_receive_count= is for a queue with a dead_letter_queue=: add that, or leave it out",
    ),
    "too many tags": (queue, {"tags": {f"t{n}": "x" for n in range(48)}}, "tags= has 48 tags, AWS allows 47"),
}


@pytest.mark.parametrize(("kind", "fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_queue_is_refused_in_a_sentence_before_any_call(
    kind: Any, fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    def declare(aws: Account) -> None:
        given: dict[str, Any] = {"name": "hello.fifo" if kind is fifo else "hello", "fifo": kind is fifo}
        given |= {"dead_letter_queue": False, **fields}
        aws.add_queue(**given)

    with pytest.raises(DeclarationError) as raised:
        planned(moto, declare)
    assert sentence in raised.value.what
    assert raised.value.what.count(". ") == 0
    assert wire.names() == []


def test_dead_letters_of_a_fifo_queue_go_to_a_fifo_queue(moto: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.add_queue(name="hello.fifo", fifo=True, dead_letter_queue=aws.add_queue(name="dead"))

    with pytest.raises(DeclarationError, match="dead letters of a FIFO queue go to another FIFO queue"):
        planned(moto, declare)
