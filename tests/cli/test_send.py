"""send: a message to a queue or topic, an event to a bus, a record to a stream."""

from __future__ import annotations

import pytest

from tests.support.project import Project

DECLARED = """
orders = aws.add_queue(name="orders", dead_letter_queue=False)
aws.add_queue(name="orders.fifo", fifo=True, dead_letter_queue=False)
aws.add_topic(name="paid").add_subscription(target=orders, raw_message_delivery=True)
aws.add_event_bus(name="shop")
aws.add_kinesis_stream(name="clicks")
"""


def received(project: Project) -> list[str]:
    sqs = project.emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    return [one["Body"] for one in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5).get("Messages", ())]


def test_a_message_goes_into_a_queue_as_it_is(project: Project) -> None:
    project.declare(DECLARED)
    project.shows("apply", "--yes")
    assert "Sent to eu-west-1/sqs_queue.orders as " in project.shows("send", "sqs_queue.orders", "-p", '{"id": 7}')
    assert received(project) == ['{"id": 7}']
    project.shows("send", "sqs_queue.orders", "-p", "no JSON")
    assert received(project) == ["no JSON"]


def test_an_event_for_a_bus_is_json(project: Project) -> None:
    project.declare(DECLARED)
    found = project.shows("send", "shop", "-p", "no JSON")
    assert found.startswith("exit 1")
    assert "this isn't valid JSON" in found


def test_a_message_to_a_topic_reaches_its_subscribers(project: Project) -> None:
    project.declare(DECLARED)
    project.shows("apply", "--yes")
    assert project.shows("send", "paid", "-p", '{"id": 8}').startswith("exit 0")
    assert received(project) == ['{"id": 8}']


@pytest.mark.parametrize("name", ["orders.fifo", "events_event_bus.shop", "clicks"])
def test_it_sends_to_all_that_passes_something_on(project: Project, name: str) -> None:
    project.declare(DECLARED)
    project.shows("apply", "--yes")
    assert project.shows("send", name, "-p", "{}").startswith("exit 0")


def test_what_does_not_exist_yet_is_said(project: Project) -> None:
    project.declare(DECLARED)
    found = project.shows("send", "sqs_queue.orders", "-p", "{}")
    assert found.startswith("exit 3")
    assert "eu-west-1/sqs_queue.orders doesn't exist yet." in found


def test_what_takes_no_messages_is_refused(project: Project) -> None:
    project.declare(DECLARED)
    found = project.shows("send", "nobody", "-p", "{}")
    assert found.startswith("exit 1")
    assert 'No queue, topic, bus or stream named "nobody" is declared.' in found
