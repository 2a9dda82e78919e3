"""Event buses: created, left, changed, adopted and deleted, and the calls that this takes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.aws.events.cases import bus, may_put
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, nothing, planned
from touchdown import Account, Workspace, destroy
from touchdown.model.errors import DeclarationError, NotOurs

HELLO = "eu-west-1/events_event_bus.hello"


def described(emulator: Emulator) -> dict[str, Any]:
    return dict(emulator.client("events").describe_event_bus(Name="hello"))


def names(emulator: Emulator) -> list[str]:
    return sorted(one["Name"] for one in emulator.client("events").list_event_buses()["EventBuses"])


def rule_of_somebody(emulator: Emulator) -> None:
    emulator.client("events").put_rule(Name="theirs", EventBusName="hello", EventPattern='{"source": ["a"]}')


def test_a_bus_is_created_as_declared_in_one_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, bus(description="orders", tags={"team": "shop"}))
    assert wire.writes() == ["events:CreateEventBus"]
    made = described(emulator)
    assert made["Description"] == "orders"
    tags = emulator.client("events").list_tags_for_resource(ResourceARN=made["Arn"])["Tags"]
    assert {"Key": "team", "Value": "shop"} in tags
    assert {"Key": "touchdown:id", "Value": HELLO} in tags


def test_a_bus_that_is_as_declared_is_left(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, bus())
    wire.forget()
    assert planned(emulator, bus()).to_do == ()
    made = Counter(wire.names())
    assert {name: made[name] for name in made if name.startswith("events:")} == {
        "events:DescribeEventBus": 1,
        "events:ListTagsForResource": 1,
        # Rules that are no longer declared, in this bus and in the account's own: emulators don't list them by tags.
        "events:ListRules": 2,
    }


def test_a_change_of_a_bus_is_one_call_and_its_record(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, bus(description="one"))
    wire.forget()
    applied(ministack, bus(description="two"))
    assert wire.writes() == ["events:UpdateEventBus", "events:TagResource"]
    assert described(ministack)["Description"] == "two"


def test_a_policy_is_written_whole_and_taken_away(moto: Emulator, wire: Wire) -> None:
    applied(moto, bus(policy=may_put("123456789012")))
    assert json.loads(described(moto)["Policy"]) == may_put("123456789012")
    applied(moto, bus(policy=may_put("210987654321")))
    assert json.loads(described(moto)["Policy"]) == may_put("210987654321")
    wire.forget()
    applied(moto, bus())
    assert wire.writes() == ["events:RemovePermission", "events:TagResource"]
    assert "Policy" not in described(moto)


def test_events_that_a_bus_cannot_handle_go_to_a_queue_that_is_made_first(ministack: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.add_event_bus(name="hello", dead_letter_queue=aws.add_queue(name="dead"))

    applied(ministack, declare)
    queue = f"arn:aws:sqs:eu-west-1:{ministack.account_id}:dead"
    made = described(ministack)
    assert made["DeadLetterConfig"] == {"Arn": queue}
    url = ministack.client("sqs").get_queue_url(QueueName="dead")["QueueUrl"]
    policy = ministack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    (statement,) = json.loads(policy["Policy"])["Statement"]
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": made["Arn"]}}
    assert planned(ministack, declare).to_do == ()


def test_a_bus_of_somebody_else_is_refused_and_adopted_when_asked_to(emulator: Emulator) -> None:
    emulator.client("events").create_event_bus(Name="hello")
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, bus())
    applied(emulator, bus(), adopt=["hello"])
    assert planned(emulator, bus()).to_do == ()


def test_a_bus_that_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    applied(emulator, bus())
    applied(emulator, nothing)
    assert names(emulator) == ["default"]


# FAULTS.md, 25.
def test_a_bus_with_rules_of_others_is_not_deleted_and_they_are_named(emulator: Emulator) -> None:
    made = applied(emulator, bus())
    rule_of_somebody(emulator)
    with pytest.raises(NotOurs, match=r"The bus hello has rules that aren't this workspace's: theirs\."):
        planned(emulator, nothing)
    with pytest.raises(NotOurs, match="Delete them first"):
        destroy(made)
    assert names(emulator) == ["default", "hello"]


def test_the_bus_of_the_account_is_named_and_left(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.get_event_bus(name="default")

    assert actions(planned(emulator, declare)) == {"eu-west-1/events_event_bus.default": "read"}
    destroy(applied(emulator, declare))
    assert names(emulator) == ["default"]


def test_a_function_is_granted_to_send_events(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello())
        aws.add_event_bus(name="hello").grant("put", to=worker)

    applied(emulator, declare)
    granted = emulator.client("iam").get_role_policy(RoleName="worker-eu-west-1", PolicyName="touchdown-worker")
    (statement,) = granted["PolicyDocument"]["Statement"]
    assert statement["Action"] in ("events:PutEvents", ["events:PutEvents"])
    assert planned(emulator, declare).to_do == ()


WRONG = {
    "the bus of the account": ({"name": "default"}, 'get_event_bus(name="default")'),
    "a slash": ({"name": "a/b"}, "name= has the character '/' at position 2"),
    "a long name": ({"name": "a" * 257}, "name= is 257 characters long, AWS allows 256"),
    "a long description": ({"description": "a" * 513}, "description= is 513 characters long, AWS allows 512"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_bus_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, lambda aws: aws.add_event_bus(**{"name": "hello", **fields}))
    assert sentence in raised.value.what
    assert wire.names() == []


def test_a_fifo_queue_takes_no_events_of_a_bus(moto: Emulator) -> None:
    def declare(aws: Account) -> None:
        aws.add_event_bus(name="hello", dead_letter_queue=aws.add_queue(name="dead.fifo", fifo=True))

    with pytest.raises(DeclarationError, match="dead letters to standard queues only"):
        planned(moto, declare)


def test_that_the_local_aws_ignores_policies_is_said() -> None:
    made: Any = bus(policy=may_put("123456789012"))(Workspace("shop").add_aws(region="eu-west-1", local=True))
    (warning,) = made.warnings()
    assert "The local AWS ignores policy=" in warning
