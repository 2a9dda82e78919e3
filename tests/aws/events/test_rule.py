"""Rules: in a bus of ours and in the account's own, never written over those of others."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.aws.events.cases import bus, pattern, rule
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import destroy
from touchdown.model.errors import AccountError, DeclarationError, NotOurs

RULE = "eu-west-1/events_event_bus.hello:rule.paid"
IN_DEFAULT = "eu-west-1/events_event_bus.default:rule.paid"


def in_default(**fields: Any) -> Declare:
    return lambda aws: aws.get_event_bus(name="default").add_rule(**{"name": "paid", "pattern": pattern(0), **fields})


def described(emulator: Emulator, bus: str = "hello") -> dict[str, Any]:
    return dict(emulator.client("events").describe_rule(Name="paid", EventBusName=bus))


def names(emulator: Emulator, bus: str = "hello") -> list[str]:
    return [one["Name"] for one in emulator.client("events").list_rules(EventBusName=bus)["Rules"]]


def tags_of(emulator: Emulator, bus: str = "hello") -> dict[str, str]:
    arn = described(emulator, bus)["Arn"]
    found = emulator.client("events").list_tags_for_resource(ResourceARN=arn)["Tags"]
    return {one["Key"]: one["Value"] for one in found}


def test_a_rule_is_made_after_its_bus_and_found_again(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, rule(tags={"team": "shop"}))
    assert wire.writes() == ["events:CreateEventBus", "events:PutRule"]
    assert json.loads(described(emulator)["EventPattern"]) == pattern(0)
    assert tags_of(emulator).items() >= {"team": "shop", "touchdown:id": RULE}.items()
    assert planned(emulator, rule(tags={"team": "shop"})).to_do == ()


# EVENTS.md, 38.
@pytest.mark.parametrize(
    ("declared", "path"), [(rule(), "rule/hello/paid"), (in_default(), "rule/paid")], ids=["own", "default"]
)
def test_the_arn_of_a_rule_is_known_before_it_is_made(emulator: Emulator, declared: Declare, path: str) -> None:
    def declare(aws: Any) -> None:
        aws.add_queue(name="orders", policy=_allowing(declared(aws).arn))

    applied(emulator, declare)
    url = emulator.client("sqs").get_queue_url(QueueName="orders")["QueueUrl"]
    policy = emulator.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"][
        "Policy"
    ]
    assert json.loads(policy)["Statement"][0]["Condition"]["ArnEquals"]["aws:SourceArn"].endswith(f":{path}")
    assert planned(emulator, declare).to_do == ()


def _allowing(arn: str) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": arn}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def test_a_rule_in_the_bus_of_the_account_is_ours_by_its_own_tags(emulator: Emulator) -> None:
    applied(emulator, in_default())
    assert tags_of(emulator, "default")["touchdown:id"] == IN_DEFAULT
    assert planned(emulator, in_default()).to_do == ()
    made = applied(emulator, in_default(enabled=False))
    assert described(emulator, "default")["State"] == "DISABLED"
    destroy(made)
    assert names(emulator, "default") == []


def test_a_rule_that_is_as_declared_is_left(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, in_default())
    wire.forget()
    assert planned(ministack, in_default()).to_do == ()
    made = Counter(wire.names())
    assert (made["events:DescribeRule"], made["events:DescribeEventBus"]) == (1, 1)


# EVENTS.md, 42.
def test_a_pattern_that_eventbridge_spells_otherwise_is_the_same(ministack: Emulator, wire: Wire) -> None:
    wanted = rule(pattern={"source": ["<shop>"], "detail-type": ["paid"]})
    applied(ministack, wanted)
    spelled = '{"detail-type": ["paid"], "source": ["\\u003cshop\\u003e"]}'
    ministack.client("events").put_rule(Name="paid", EventBusName="hello", EventPattern=spelled)
    assert planned(ministack, wanted).to_do == ()


def test_a_change_of_a_rule_sends_all_of_it(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, rule(description="one", enabled=False))
    wire.forget()
    applied(emulator, rule(enabled=False))
    assert wire.writes() == ["events:PutRule", "events:TagResource"]
    found = described(emulator)
    assert (found.get("Description", ""), found["State"]) == ("", "DISABLED")
    assert json.loads(found["EventPattern"]) == pattern(0)


# EVENTS.md, 38 and 89.
def test_a_rule_that_somebody_has_made_since_the_plan_is_not_written_over(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, bus())
    theirs = {"Name": "paid", "EventBusName": "hello", "EventPattern": '{"source": ["theirs"]}'}
    wire.on("events:DescribeRule", lambda call: emulator.client("events").put_rule(**theirs), when="after")
    with pytest.raises(AccountError, match="exists already"):
        applied(emulator, rule())
    assert json.loads(described(emulator)["EventPattern"]) == {"source": ["theirs"]}


def test_a_rule_of_somebody_else_is_refused_and_adopted_when_asked_to(emulator: Emulator) -> None:
    emulator.client("events").put_rule(Name="paid", EventPattern='{"source": ["theirs"]}')
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, in_default())
    applied(emulator, in_default(), adopt=[IN_DEFAULT])
    assert planned(emulator, in_default()).to_do == ()


def test_a_rule_whose_creation_was_answered_by_nobody_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("events:PutRule", when="after")
    applied(emulator, rule())
    assert planned(emulator, rule()).to_do == ()


def test_a_rule_that_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    applied(emulator, rule())
    assert actions(planned(emulator, bus())) == {RULE: "delete"}
    applied(emulator, bus())
    assert names(emulator) == []


def test_a_rule_in_the_bus_of_the_account_that_is_no_longer_declared_is_deleted(ministack: Emulator) -> None:
    applied(ministack, in_default())
    applied(ministack, nothing)
    assert names(ministack, "default") == []


# EVENTS.md, 40.
def test_a_bus_loses_its_rules_before_it_goes(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, rule())
    wire.forget()
    destroy(made)
    assert wire.writes() == ["events:DeleteRule", "events:DeleteEventBus"]


def test_a_bus_that_is_no_longer_declared_goes_with_its_rules(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, rule())
    wire.forget()
    applied(emulator, nothing)
    assert wire.writes() == ["events:DeleteRule", "events:DeleteEventBus"]


# FAULTS.md, 25.
def test_a_rule_with_targets_of_others_is_not_deleted_and_they_are_named(emulator: Emulator) -> None:
    applied(emulator, rule())
    queue = f"arn:aws:sqs:eu-west-1:{emulator.account_id}:theirs"
    emulator.client("events").put_targets(Rule="paid", EventBusName="hello", Targets=[{"Id": "theirs", "Arn": queue}])
    with pytest.raises(NotOurs, match=r"The rule paid has targets that aren't this workspace's: theirs\."):
        planned(emulator, bus())
    assert names(emulator) == ["paid"]


def test_two_buses_have_rules_of_the_same_name(ministack: Emulator) -> None:
    # moto takes the tags of one for those of the other.
    def both(aws: Any) -> None:
        for name in ("one", "two"):
            aws.add_event_bus(name=name).add_rule(name="paid", pattern=pattern(0))
        in_default()(aws)

    applied(ministack, both)
    assert planned(ministack, both).to_do == ()
    applied(ministack, nothing)
    assert names(ministack, "default") == []


def test_more_rules_than_a_few_are_known_by_the_tags_of_all(ministack: Emulator, wire: Wire) -> None:
    def many(aws: Any) -> None:
        made = aws.add_event_bus(name="hello")
        for number in range(5):
            made.add_rule(name=f"rule-{number}", pattern=pattern(number))

    applied(ministack, many)
    wire.forget()
    assert planned(ministack, many).to_do == ()
    assert Counter(wire.names())["events:ListTagsForResource"] == 1  # of the bus


WRONG = {
    "no pattern": ({"pattern": {}}, "pattern= is empty, and would mean no event"),
    "a value outside of a list": (
        {"pattern": {"detail": {"kind": "paid"}}},
        'pattern= has a value under "detail.kind" that stands in no list: write ["paid"]',
    ),
    "an empty list": ({"pattern": {"source": []}}, 'pattern= has an empty list under "source"'),
    "a long pattern": ({"pattern": {"source": ["a" * 4100]}}, "AWS allows 4096"),
    "a name with a space": ({"name": "a b"}, "name= has the character ' ' at position 2"),
    "a long name": ({"name": "a" * 65}, "name= is 65 characters long, AWS allows 64"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_rule_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, rule(**fields))
    assert sentence in raised.value.what
    assert wire.names() == []
