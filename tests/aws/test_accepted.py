"""Statements by which services write into queues and topics: they come with who writes, and others' statements stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.pairs import policy
from tests.support.wire import Wire
from tests.support.workspaces import Declare, actions, applied, planned, workspace
from touchdown import Account, apply
from touchdown.aws.policies.accepted import Accepting
from touchdown.model.errors import DeclarationError

KINDS = ("queue", "topic")
ACTIONS = {"queue": "sqs:SendMessage", "topic": "sns:Publish"}
ADDRESSES = {"queue": "eu-west-1/sqs_queue.hello", "topic": "eu-west-1/sns_topic.hello"}
CREATES = {"queue": "sqs:CreateQueue", "topic": "sns:CreateTopic"}

each_kind = pytest.mark.parametrize("kind", KINDS)


def made(aws: Account, kind: str, **fields: Any) -> Accepting:
    if kind == "topic":
        return aws.add_topic(name="hello", **fields)
    return aws.add_queue(name="hello", dead_letter_queue=False, **fields)


def written_by(kind: str, *names: str, **fields: Any) -> Declare:
    """A queue or topic into which these topics write."""

    def declare(aws: Account) -> None:
        into = made(aws, kind, **fields)
        for name in names:
            topic = aws.add_topic(name=name)
            into.accept(by=topic, principal="sns.amazonaws.com", source_arn=topic.arn)

    return declare


def document(emulator: Emulator, kind: str) -> dict[str, Any]:
    if kind == "queue":
        client = emulator.client("sqs")
        url = client.get_queue_url(QueueName="hello")["QueueUrl"]
        found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    else:
        arn = f"arn:aws:sns:eu-west-1:{emulator.account_id}:hello"
        found = emulator.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return json.loads(found.get("Policy") or "{}")


def put(emulator: Emulator, kind: str, document: dict[str, Any]) -> None:
    """Somebody else writes the policy."""
    text = json.dumps(document)
    if kind == "queue":
        client = emulator.client("sqs")
        url = client.get_queue_url(QueueName="hello")["QueueUrl"]
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": text})
    else:
        arn = f"arn:aws:sns:eu-west-1:{emulator.account_id}:hello"
        emulator.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=text)


def sids(emulator: Emulator, kind: str) -> list[str]:
    found = [str(one.get("Sid", "")) for one in document(emulator, kind).get("Statement", [])]
    return sorted("ours" if sid.startswith("touchdown-") else sid for sid in found)


def own(kind: str, sid: str = "Mine") -> dict[str, Any]:
    """A policy that a user declares."""
    return policy(ACTIONS[kind], Sid=sid, Principal={"Service": "events.amazonaws.com"}, Resource="*")


def add(kind: str) -> Callable[[Emulator], None]:
    """Somebody else adds a statement."""

    def adding(emulator: Emulator) -> None:
        found = document(emulator, kind) or {"Version": "2012-10-17", "Statement": []}
        put(emulator, kind, {**found, "Statement": [*found["Statement"], *own(kind, "Theirs")["Statement"]]})

    return adding


DEFAULT = {"queue": [], "topic": ["__default_statement_ID"]}


@each_kind
def test_the_statement_that_a_writer_needs_comes_with_the_creation(kind: str, emulator: Emulator, wire: Wire) -> None:
    declared = written_by(kind, "paid")
    applied(emulator, declared)
    assert sorted(wire.writes()) == sorted([CREATES[kind], "sns:CreateTopic"])
    (statement,) = [one for one in document(emulator, kind)["Statement"] if one["Sid"].startswith("touchdown-")]
    place = f"eu-west-1:{emulator.account_id}"
    assert {name: value for name, value in statement.items() if name != "Sid"} == {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": ACTIONS[kind],
        "Resource": f"arn:aws:{'sqs' if kind == 'queue' else 'sns'}:{place}:hello",
        "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:sns:{place}:paid"}},
    }
    assert sids(emulator, kind) == sorted([*DEFAULT[kind], "ours"])
    assert planned(emulator, declared).to_do == ()


@each_kind
def test_a_statement_is_added_for_each_writer_and_goes_with_it(kind: str, emulator: Emulator, wire: Wire) -> None:
    applied(emulator, written_by(kind))
    for names in (("one",), ("two", "one"), ("two",), ()):
        applied(emulator, written_by(kind, *names))
        assert sids(emulator, kind) == sorted([*DEFAULT[kind], *["ours"] * len(names)])
        assert planned(emulator, written_by(kind, *names)).to_do == ()


@each_kind
def test_the_plan_says_who_is_let_in(kind: str, emulator: Emulator) -> None:
    applied(emulator, written_by(kind))
    plan = planned(emulator, written_by(kind, "paid"))
    (difference,) = plan.by_address[ADDRESSES[kind]].differences
    assert difference.path == ("accepted",)
    assert difference.new == [f"sns.amazonaws.com from arn:aws:sns:eu-west-1:{emulator.account_id}:paid"]


@each_kind
def test_a_declared_policy_keeps_its_statements_beside_ours(kind: str, emulator: Emulator) -> None:
    declared = written_by(kind, "paid", policy=own(kind))
    applied(emulator, declared)
    assert sids(emulator, kind) == ["Mine", "ours"]
    assert planned(emulator, declared).to_do == ()


@each_kind
def test_a_declared_policy_has_no_statements_of_others(kind: str, emulator: Emulator) -> None:
    declared = written_by(kind, "paid", policy=own(kind))
    applied(emulator, declared)
    add(kind)(emulator)
    assert actions(planned(emulator, declared)) == {ADDRESSES[kind]: "update"}
    applied(emulator, declared)
    assert sids(emulator, kind) == ["Mine", "ours"]


@each_kind
def test_statements_of_others_stay_where_no_policy_is_declared(kind: str, emulator: Emulator) -> None:
    applied(emulator, written_by(kind))
    add(kind)(emulator)
    assert planned(emulator, written_by(kind)).to_do == ()
    for names in (("paid",), ()):
        applied(emulator, written_by(kind, *names))
        assert sids(emulator, kind) == sorted([*DEFAULT[kind], "Theirs", *["ours"] * len(names)])
        assert planned(emulator, written_by(kind, *names)).to_do == ()


@each_kind
def test_a_policy_that_is_no_longer_declared_goes_and_our_statements_stay(kind: str, emulator: Emulator) -> None:
    applied(emulator, written_by(kind, "paid", policy=own(kind)))
    declared = written_by(kind, "paid")
    assert actions(planned(emulator, declared)) == {ADDRESSES[kind]: "update"}
    applied(emulator, declared)
    assert sids(emulator, kind) == sorted([*DEFAULT[kind], "ours"])
    assert planned(emulator, declared).to_do == ()


@each_kind
def test_a_statement_of_ours_that_somebody_changed_is_written_again(kind: str, emulator: Emulator) -> None:
    declared = written_by(kind, "paid")
    applied(emulator, declared)
    found = document(emulator, kind)
    wider: list[Any] = [
        {**one, "Condition": {}} if one["Sid"].startswith("touchdown-") else one for one in found["Statement"]
    ]
    put(emulator, kind, {**found, "Statement": wider})
    (change,) = planned(emulator, declared).to_do
    assert (change.address, change.reason) == (ADDRESSES[kind], "was changed outside of Touchdown")
    applied(emulator, declared)
    assert document(emulator, kind) == found


def test_a_source_whose_arn_names_no_account_is_let_in_from_its_own(emulator: Emulator) -> None:
    def declare(aws: Account) -> None:
        bucket = aws.add_bucket(name=f"pics-{emulator.account_id}")
        aws.add_queue(name="hello").accept(
            by=bucket, principal="s3.amazonaws.com", source_arn=bucket.arn, source_account=emulator.account_id
        )

    applied(emulator, declare)
    (statement,) = document(emulator, "queue")["Statement"]
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::pics-{emulator.account_id}"},
        "StringEquals": {"aws:SourceAccount": emulator.account_id},
    }
    assert planned(emulator, declare).to_do == ()


def test_a_target_is_applied_without_the_writer_that_is_out_of_sight(emulator: Emulator) -> None:
    apply(workspace(emulator, written_by("queue", "paid")), target=["sqs_queue.hello"])
    assert sids(emulator, "queue") == ["ours"]


def test_a_key_of_the_users_own_has_to_let_the_services_in(moto: Emulator) -> None:
    plan = planned(moto, written_by("queue", "paid", kms_key="alias/mine"))
    assert "The policy of its KMS key has to let sns.amazonaws.com call kms:GenerateDataKey* and kms:Decrypt." in (
        plan.by_address[ADDRESSES["queue"]].notes
    )


WRONG: dict[str, tuple[Declare, str]] = {
    "a key of AWS": (
        written_by("queue", "paid", kms_key="alias/aws/sqs"),
        "kms_key= is alias/aws/sqs, with which no service can write here: name a key of your own.",
    ),
    "a Sid of ours": (
        written_by("queue", policy=own("queue", "touchdown-mine")),
        "policy= has a statement whose Sid begins with touchdown-, which Touchdown keeps for its own.",
    ),
    "too many statements": (
        written_by("queue", *(f"t{number}" for number in range(21))),
        "Its policy has 21 statements, Touchdown's among them, AWS allows 20.",
    ),
}


@pytest.mark.parametrize(("declared", "sentence"), WRONG.values(), ids=WRONG)
def test_what_can_not_be_accepted_is_refused_before_any_call(
    declared: Declare, sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, declared)
    assert sentence in raised.value.what
    assert wire.names() == []
