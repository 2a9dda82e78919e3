"""queue: what is in a declared queue, and the way back for its dead letters."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.support.project import Project

DECLARED = """
aws.add_queue(name="orders")
aws.add_queue(name="steps.fifo", fifo=True)
aws.add_queue(name="plain", dead_letter_queue=False)
"""


@pytest.fixture(scope="module")
def queues(tmp_path_factory: pytest.TempPathFactory, ministack_address: str) -> Project:
    from tests.support.emulators import account_in

    made = Project(tmp_path_factory.mktemp("queues"), account_in("ministack", ministack_address))
    made.declare(DECLARED)
    made.shows("apply", "--yes")
    return made


def put(project: Project, queue: str, *bodies: str, **more: Any) -> None:
    sqs = project.emulator.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body, **more)


def counts(project: Project, queue: str) -> dict[str, Any]:
    return json.loads(project.run("queue", f"sqs_queue.{queue}", "--json").stdout)


def test_dead_letters_are_counted_shown_and_moved_back_as_they_were_sent(queues: Project) -> None:
    colour = {"colour": {"DataType": "String", "StringValue": "red"}}
    put(queues, "orders-dead", '{"id": 1}', '{"id": 2}', MessageAttributes=colour)
    assert counts(queues, "orders") | {"waiting": 0, "dead": 2, "dead_letter_queue": "orders-dead"} == counts(
        queues, "orders"
    )
    for _ in range(2):  # they are still there after somebody looked
        shown = queues.run("queue", "sqs_queue.orders", "failed").stdout
        assert re.findall(r"received .*\n(.*)", shown) == ['{"id": 1}', '{"id": 2}']
    assert "2 moved back to eu-west-1/sqs_queue.orders." in queues.shows("queue", "sqs_queue.orders", "retry")
    assert (counts(queues, "orders")["waiting"], counts(queues, "orders")["dead"]) == (2, 0)
    sqs = queues.emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"]["colour"]["StringValue"] == "red"


def test_dead_letters_of_a_fifo_queue_keep_their_groups(queues: Project) -> None:
    for number in range(2):
        put(queues, "steps-dead.fifo", "again", MessageGroupId="ada", MessageDeduplicationId=f"{number}")
    assert "2 moved back" in queues.shows("queue", "sqs_queue.steps.fifo", "retry")
    sqs = queues.emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="steps.fifo")["QueueUrl"]
    found = sqs.receive_message(QueueUrl=url, AttributeNames=["All"], MaxNumberOfMessages=10)["Messages"]
    assert [one["Attributes"]["MessageGroupId"] for one in found] == ["ada", "ada"]


def test_a_queue_is_purged_after_a_question(queues: Project) -> None:
    put(queues, "plain", "one")
    refused = queues.shows("queue", "plain", "purge")
    assert refused.startswith("exit 1")
    assert counts(queues, "plain")["waiting"] == 1
    assert "eu-west-1/sqs_queue.plain is purged" in queues.shows("queue", "plain", "purge", "--yes")
    assert counts(queues, "plain")["waiting"] == 0


@pytest.mark.parametrize("action", ["failed", "retry"])
def test_a_queue_without_a_dead_letter_queue_has_no_dead_letters(queues: Project, action: str) -> None:
    found = queues.shows("queue", "plain", action)
    assert found.startswith("exit 1")
    assert "eu-west-1/sqs_queue.plain has no dead-letter queue." in found


def test_a_queue_that_does_not_exist_yet_is_named(project: Project) -> None:
    project.declare(DECLARED)
    assert "eu-west-1/sqs_queue.plain doesn't exist yet." in project.shows("queue", "plain")
