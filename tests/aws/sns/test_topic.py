"""Topics: created, left, changed, adopted, replaced and deleted, and the calls that this takes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.aws.sns.cases import may_publish, topic
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, nothing, planned
from touchdown import Account, destroy
from touchdown.model.errors import AccountError, ChangedMeanwhile, DeclarationError, NotOurs

HELLO = "eu-west-1/sns_topic.hello"


def arn(emulator: Emulator, name: str = "hello") -> str:
    return f"arn:aws:sns:eu-west-1:{emulator.account_id}:{name}"


def names(emulator: Emulator) -> list[str]:
    return sorted(one["TopicArn"].rpartition(":")[2] for one in emulator.client("sns").list_topics()["Topics"])


def attributes(emulator: Emulator, name: str = "hello") -> dict[str, str]:
    return dict(emulator.client("sns").get_topic_attributes(TopicArn=arn(emulator, name))["Attributes"])


def tags(emulator: Emulator) -> dict[str, str]:
    found = emulator.client("sns").list_tags_for_resource(ResourceArn=arn(emulator))["Tags"]
    return {one["Key"]: one["Value"] for one in found}


def fifo(**fields: Any) -> Declare:
    return lambda aws: aws.add_topic(name="hello.fifo", fifo=True, **fields)


def named(**fields: Any) -> Declare:
    given: dict[str, Any] = {"name": "hello", **fields}
    return lambda aws: aws.add_topic(**given)


def sent(wire: Wire, operation: str) -> list[dict[str, Any]]:
    return [call.parameters for call in wire.calls if call.name == operation]


def test_a_topic_is_created_as_declared_in_one_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, topic(display_name="Orders", policy=may_publish("events.amazonaws.com"), tags={"team": "shop"}))
    assert wire.writes() == ["sns:CreateTopic"]
    made = attributes(emulator)
    assert made["DisplayName"] == "Orders"
    assert json.loads(made["Policy"]) == may_publish("events.amazonaws.com")
    assert tags(emulator).items() >= {"team": "shop", "touchdown:workspace": "shop", "touchdown:id": HELLO}.items()


def test_a_topic_that_is_as_declared_is_left(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, topic())
    wire.forget()
    assert planned(emulator, topic()).to_do == ()
    # Each plan also looks for types that the emulators' tagging API misses.
    own = [name for name in wire.names() if name.startswith(("sts:", "tagging:", "sns:"))]
    assert Counter(own) == {
        "sts:GetCallerIdentity": 1,
        "tagging:GetResources": 1,
        "sns:GetTopicAttributes": 1,
        "sns:ListTagsForResource": 1,
    }


# EVENTS.md, 25: what isn't set by hand is left out, so that SNS compares nothing else.
def test_only_attributes_that_are_set_by_hand_are_sent_to_create(moto: Emulator, wire: Wire) -> None:
    applied(moto, topic(display_name="Orders"))
    (call,) = sent(wire, "sns:CreateTopic")
    assert [value for name, value in call.items() if name.endswith(".key")] == ["DisplayName"]


def test_a_change_writes_only_what_differs(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, topic(display_name="one", tags={"a": "b"}))
    wire.forget()
    applied(emulator, topic(display_name="two", tags={"c": "d"}))
    (call,) = sent(wire, "sns:SetTopicAttributes")
    assert (call["AttributeName"], call["AttributeValue"]) == ("DisplayName", "two")
    assert wire.writes() == ["sns:SetTopicAttributes", "sns:UntagResource", "sns:TagResource"]
    assert attributes(emulator)["DisplayName"] == "two"


def test_a_policy_that_is_taken_away_leaves_the_policy_that_aws_gives_a_topic(emulator: Emulator) -> None:
    applied(emulator, topic(policy=may_publish("events.amazonaws.com")))
    applied(emulator, topic())
    policy = json.loads(attributes(emulator)["Policy"])
    assert policy["Id"] == "__default_policy_ID"
    assert policy["Statement"][0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": emulator.account_id}}
    assert planned(emulator, topic()).to_do == ()


def test_a_topic_of_somebody_else_is_refused(emulator: Emulator) -> None:
    emulator.client("sns").create_topic(Name="hello")
    with pytest.raises(NotOurs, match="wasn't made by this workspace"):
        planned(emulator, topic())


# EVENTS.md, 25.
def test_a_topic_that_somebody_else_makes_meanwhile_is_not_taken_for_ours(moto: Emulator, wire: Wire) -> None:
    message = "Invalid parameter: Tags Reason: Topic already exists with different tags"
    wire.on("sns:CreateTopic", lambda call: moto.client("sns").create_topic(Name="hello"), when="before")
    wire.fail("sns:CreateTopic", code="InvalidParameter", message=message)
    with pytest.raises(AccountError, match="Topic already exists with different tags"):
        applied(moto, topic())
    assert tags(moto) == {}


def test_a_topic_of_somebody_else_is_adopted_when_asked_to(emulator: Emulator) -> None:
    emulator.client("sns").create_topic(Name="hello")
    applied(emulator, topic(display_name="Orders"), adopt=["hello"])
    assert planned(emulator, topic(display_name="Orders")).to_do == ()
    assert tags(emulator)["touchdown:id"] == HELLO


def test_a_topic_that_becomes_fifo_is_another_one(emulator: Emulator) -> None:
    applied(emulator, topic())
    assert actions(planned(emulator, fifo())) == {"eu-west-1/sns_topic.hello.fifo": "create", HELLO: "delete"}
    applied(emulator, fifo())
    assert names(emulator) == ["hello.fifo"]


@pytest.mark.parametrize("declared", [topic(), fifo(content_based_deduplication=True)], ids=["standard", "fifo"])
def test_a_topic_that_is_no_longer_declared_is_deleted(emulator: Emulator, declared: Declare) -> None:
    applied(emulator, declared)
    applied(emulator, nothing)
    assert names(emulator) == []
    assert planned(emulator, nothing).changes == ()


def test_a_topic_of_another_workspace_is_not_taken_for_ours(emulator: Emulator) -> None:
    applied(emulator, topic(), name="theirs")
    with pytest.raises(NotOurs, match='belongs to the workspace "theirs"'):
        planned(emulator, topic())


def test_a_topic_whose_creation_was_answered_by_nobody_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("sns:CreateTopic", when="after")
    assert applied(emulator, topic(tags={"a": "b"}))
    assert planned(emulator, topic(tags={"a": "b"})).to_do == ()


def test_a_topic_that_somebody_changes_meanwhile_is_not_written_over(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, topic())
    client = ministack.client("sns")
    wire.on(
        "sns:GetTopicAttributes",
        lambda call: client.set_topic_attributes(
            TopicArn=arn(ministack), AttributeName="DisplayName", AttributeValue="theirs"
        ),
        when="after",
    )
    with pytest.raises(AccountError) as raised:
        applied(ministack, topic(display_name="ours"))
    assert [type(one) for one in raised.value.others] == [ChangedMeanwhile]
    assert attributes(ministack)["DisplayName"] == "theirs"


def test_a_topic_that_is_only_named_is_read_and_left(emulator: Emulator) -> None:
    emulator.client("sns").create_topic(Name="theirs")

    def declare(aws: Account) -> None:
        theirs = aws.get_topic(name="theirs")
        aws.add_queue(name="hello", tags={"topic": theirs.arn})

    destroy(applied(emulator, declare))
    assert names(emulator) == ["theirs"]


WRONG = {
    "a name with a dot": ({"name": "a.b"}, "name= doesn't have the form that AWS wants"),
    "a name that is too long": ({"name": "a" * 257}, "name= is 257 characters long, AWS allows 256"),
    "fifo without the ending": ({"fifo": True}, "fifo=True and a name that ends in .fifo go together"),
    "the ending without fifo": ({"name": "a.fifo"}, "fifo=True and a name that ends in .fifo go together"),
    "deduplication": (
        {"content_based_deduplication": True},
        "content_based_deduplication= is for FIFO topics only: add fifo=True, or leave it out",
    ),
    "traces of a FIFO topic": (
        {"name": "a.fifo", "fifo": True, "tracing": "Active"},
        'tracing="Active" is for standard topics only: SNS has no traces of FIFO topics',
    ),
    "a display name": ({"display_name": "a" * 101}, "display_name= is 101 characters long, AWS allows 100"),
    "too many tags": ({"tags": {f"t{n}": "x" for n in range(48)}}, "tags= has 48 tags, AWS allows 47"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_topic_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, named(**fields))
    assert sentence in raised.value.what
    assert raised.value.what.count(". ") == 0
    assert wire.names() == []
