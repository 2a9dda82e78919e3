"""What every type takes besides its own fields: `depends_on=` and `ignore=`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, planned
from touchdown import destroy
from touchdown.model.errors import DeclarationError


def ordered(aws: Any) -> None:
    second = aws.add_queue(name="second", dead_letter_queue=False)
    aws.add_log_group(name="first", depends_on=[second])


def test_what_a_resource_depends_on_is_made_before_it(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, ordered)
    assert wire.writes() == ["sqs:CreateQueue", "logs:CreateLogGroup"]


def test_what_a_resource_depends_on_is_changed_before_it(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, ordered)
    wire.forget()

    def changed(aws: Any) -> None:
        second = aws.add_queue(name="second", retention=60, dead_letter_queue=False)
        aws.add_log_group(name="first", retention=7, depends_on=[second])

    applied(ministack, changed)
    writes = wire.writes()
    assert writes.index("sqs:SetQueueAttributes") < writes.index("logs:PutRetentionPolicy")


def test_resources_that_depend_on_each_other_are_refused(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        one = aws.add_queue(name="one")
        one.depends_on = [aws.add_queue(name="two", depends_on=[one])]

    with pytest.raises(DeclarationError, match="one"):
        planned(ministack, declare)


def ignoring(**fields: Any) -> Declare:
    return lambda aws: aws.add_queue(name="orders", ignore=["retention"], dead_letter_queue=False, **fields)


def retention(emulator: Emulator, value: int | None = None) -> str:
    sqs = emulator.client("sqs")
    url = sqs.get_queue_url(QueueName="orders")["QueueUrl"]
    if value is not None:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": str(value)})
    name = "MessageRetentionPeriod"
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]


def test_drift_of_an_ignored_field_is_left_alone_and_mentioned(emulator: Emulator) -> None:
    applied(emulator, ignoring(retention=600))
    retention(emulator, 1200)
    plan = planned(emulator, ignoring(retention=600))
    assert actions(plan) == {}
    assert [note for one in plan.changes for note in one.notes] == [
        "Its retention differs from the declaration, and is left as it is: ignore=."
    ]


def test_a_change_of_another_field_leaves_an_ignored_field_alone(emulator: Emulator) -> None:
    applied(emulator, ignoring(retention=600))
    retention(emulator, 1200)
    applied(emulator, ignoring(retention=600, delay=5))
    assert retention(emulator) == "1200"
    assert actions(planned(emulator, ignoring(retention=600, delay=5))) == {}


def test_a_resource_that_is_new_has_its_ignored_fields_as_declared(ministack: Emulator) -> None:
    applied(ministack, ignoring(retention=600))
    assert retention(ministack) == "600"


def test_a_field_that_there_is_not_cannot_be_ignored(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match=r'ignore= has "capacity", which is no field of sqs_queue'):
        planned(ministack, lambda aws: aws.add_queue(name="orders", ignore=["capacity"]))


def test_a_thing_goes_after_what_depends_on_it(ministack: Emulator, wire: Wire) -> None:
    made = applied(ministack, ordered)
    wire.forget()
    destroy(made)
    assert [one for one in wire.writes() if "Delete" in one] == ["logs:DeleteLogGroup", "sqs:DeleteQueue"]
