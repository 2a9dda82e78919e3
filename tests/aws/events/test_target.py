"""Targets of rules, which carry no tags, and stand beside those of others."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, cast

import pytest

from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import running
from tests.aws.events.cases import pattern, rule, target
from tests.support.emulators import Emulator
from tests.support.functions import function, hello
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from tests.support.workspaces import Declare, QuickClock, actions, add_account, applied, nothing, planned, workspace
from touchdown import apply, destroy, plan
from touchdown.model.errors import DeclarationError, PartlyApplied

RULE = "eu-west-1/events_event_bus.hello:rule.paid"
TARGET = f"{RULE}:target.lambda_function.worker"
PLACE = {"Rule": "paid", "EventBusName": "hello"}


def targets(emulator: Emulator, place: dict[str, str] = PLACE) -> list[dict[str, Any]]:
    return list(emulator.client("events").list_targets_by_rule(**place)["Targets"])


def theirs(emulator: Emulator, name: str = "theirs") -> dict[str, str]:
    return {"Id": name, "Arn": f"arn:aws:sqs:eu-west-1:{emulator.account_id}:{name}"}


def statements(emulator: Emulator, function: str = "worker") -> list[dict[str, Any]]:
    return json.loads(emulator.client("lambda").get_policy(FunctionName=function)["Policy"])["Statement"]


def several(count: int) -> Declare:
    def declare(aws: Any) -> None:
        made = rule()(aws)
        for number in range(count):
            made.add_target(target=aws.add_lambda_function(name=f"worker-{number}", code=hello()))

    return declare


def to_another_bus(aws: Any) -> Any:
    return rule()(aws).add_target(target=aws.add_event_bus(name="archive"))


def test_a_target_is_made_with_the_permission_that_it_needs(emulator: Emulator) -> None:
    applied(emulator, target())
    (found,) = targets(emulator)
    assert found["Id"].startswith("touchdown-")
    assert found["Arn"] == f"arn:aws:lambda:eu-west-1:{emulator.account_id}:function:worker"
    (statement,) = statements(emulator)
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    arn = f"arn:aws:events:eu-west-1:{emulator.account_id}:rule/hello/paid"
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": arn}}
    assert planned(emulator, target()).to_do == ()


def test_the_address_of_a_target_has_bus_rule_and_function(emulator: Emulator) -> None:
    applied(emulator, rule())
    assert actions(planned(emulator, target()))[TARGET] == "create"


def test_the_rule_has_its_targets_in_its_index(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, target())
    arn = ministack.client("events").describe_rule(Name="paid", EventBusName="hello")["Arn"]
    tags = ministack.client("events").list_tags_for_resource(ResourceARN=arn)["Tags"]
    assert {"Key": "touchdown:has:target", "Value": "yes"} in tags


def test_no_call_is_made_for_targets_where_there_are_none(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, rule())
    wire.forget()
    planned(emulator, rule())
    assert Counter(wire.names())["events:ListTargetsByRule"] == 0


def test_the_targets_of_a_rule_are_read_in_one_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, several(3))
    wire.forget()
    assert planned(emulator, several(3)).to_do == ()
    assert Counter(wire.names())["events:ListTargetsByRule"] == 1


def test_a_change_of_a_target_is_one_call(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, target(input={"a": 1}))
    wire.forget()
    applied(emulator, target(input_path="$.detail"))
    assert wire.writes() == ["events:PutTargets"]
    (found,) = targets(emulator)
    assert (found.get("Input"), found["InputPath"]) == (None, "$.detail")


# FAULTS.md, 25.
def test_targets_of_others_stay(emulator: Emulator) -> None:
    applied(emulator, rule())
    emulator.client("events").put_targets(**PLACE, Targets=[theirs(emulator)])
    applied(emulator, target())
    assert len(targets(emulator)) == 2
    applied(emulator, rule())
    assert [one["Id"] for one in targets(emulator)] == ["theirs"]


def test_a_target_that_is_no_longer_declared_is_removed_with_its_permission(emulator: Emulator) -> None:
    applied(emulator, target())

    def without(aws: Any) -> None:
        rule()(aws)
        aws.add_lambda_function(name="worker", code=hello())

    applied(emulator, without)
    assert targets(emulator) == []
    assert planned(emulator, without).to_do == ()


def test_another_function_is_another_target(emulator: Emulator) -> None:
    applied(emulator, target())

    def other(aws: Any) -> None:
        rule()(aws).add_target(target=aws.add_lambda_function(name="other", code=hello()))

    assert actions(planned(emulator, other))[TARGET] == "delete"
    applied(emulator, other)
    assert [one["Arn"].rpartition(":")[2] for one in targets(emulator)] == ["other"]


# EVENTS.md, 40.
def test_targets_go_before_their_rule_and_rules_before_their_bus(emulator: Emulator, wire: Wire) -> None:
    made = applied(emulator, target())
    wire.forget()
    destroy(made)
    writes = [name for name in wire.writes() if name.startswith("events:")]
    assert writes == ["events:RemoveTargets", "events:DeleteRule", "events:DeleteEventBus"]


def test_all_that_is_no_longer_declared_goes(emulator: Emulator) -> None:
    applied(emulator, target())
    applied(emulator, nothing)
    assert planned(emulator, nothing).changes == ()
    assert emulator.client("events").list_rules(EventBusName="default")["Rules"] == []


def test_a_target_in_the_bus_of_the_account_is_ours_by_its_rule(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        paid = aws.get_event_bus(name="default").add_rule(name="paid", pattern=pattern(0))
        paid.add_target(target=aws.add_lambda_function(name="worker", code=hello()))

    made = applied(emulator, declare)
    assert len(targets(emulator, {"Rule": "paid"})) == 1
    assert planned(emulator, declare).to_do == ()
    destroy(made)
    assert emulator.client("events").list_rules()["Rules"] == []


def test_a_target_that_fails_alone_is_an_error(emulator: Emulator, wire: Wire) -> None:
    failed = {"TargetId": "x", "ErrorCode": "InternalException", "ErrorMessage": "It did not work."}
    wire.replace("events:PutTargets", lambda answer: _with(answer, FailedEntryCount=1, FailedEntries=[failed]))
    with pytest.raises(PartlyApplied) as raised:
        applied(emulator, target())
    assert "events:PutTargets" in str(raised.value)
    assert "It did not work." in str(raised.value)


def test_a_target_that_fails_because_of_another_writer_is_put_again(emulator: Emulator, wire: Wire) -> None:
    busy = "There is concurrent modification on a rule, target, archive, or replay."
    failed = {"TargetId": "x", "ErrorCode": "ConcurrentModificationException", "ErrorMessage": busy}
    wire.replace("events:PutTargets", lambda answer: _with(answer, FailedEntryCount=1, FailedEntries=[failed]), times=1)
    applied(emulator, target())
    assert wire.counts()["events:PutTargets"] == 2


def _with(answer: bytes, **members: Any) -> bytes:
    return json.dumps({**json.loads(answer), **members}).encode()


def test_another_bus_gets_its_events_by_a_role_that_is_brought_along(emulator: Emulator) -> None:
    applied(emulator, to_another_bus)
    (found,) = targets(emulator)
    assert found["Arn"].endswith(":event-bus/archive")
    role = emulator.client("iam").get_role(RoleName="events-archive-eu-west-1")["Role"]
    assert found["RoleArn"] == role["Arn"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "events.amazonaws.com"}
    assert planned(emulator, to_another_bus).to_do == ()


@pytest.mark.parametrize("kind", ["queue", "topic"])
def test_a_queue_or_topic_gets_a_statement_for_the_rule_alone(emulator: Emulator, kind: str) -> None:
    def declare(aws: Any) -> None:
        made = aws.add_queue(name="orders") if kind == "queue" else aws.add_topic(name="orders")
        rule()(aws).add_target(target=made)

    applied(emulator, declare)
    arn = f"arn:aws:events:eu-west-1:{emulator.account_id}:rule/hello/paid"
    own = [one for one in _policy(emulator, kind)["Statement"] if one.get("Sid", "").startswith("touchdown-")]
    assert [(one["Principal"], one["Condition"]) for one in own] == [
        ({"Service": "events.amazonaws.com"}, {"ArnEquals": {"aws:SourceArn": arn}})
    ]
    assert planned(emulator, declare).to_do == ()


def _policy(emulator: Emulator, kind: str) -> Any:
    if kind == "topic":
        arn = f"arn:aws:sns:eu-west-1:{emulator.account_id}:orders"
        return json.loads(emulator.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"])
    client = emulator.client("sqs")
    url = client.get_queue_url(QueueName="orders")["QueueUrl"]
    return json.loads(client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"])


# EVENTS.md, 43.
def test_a_queue_for_dead_letters_gets_a_statement_for_the_rule(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        worker = aws.add_lambda_function(name="worker", code=hello())
        rule()(aws).add_target(target=worker, dead_letter_queue=aws.add_queue(name="orders"))

    applied(emulator, declare)
    (statement,) = _policy(emulator, "queue")["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    assert planned(emulator, declare).to_do == ()


def test_what_a_queue_of_others_has_to_allow_is_said_in_the_plan(emulator: Emulator) -> None:
    emulator.client("sqs").create_queue(QueueName="theirs")
    found = planned(emulator, lambda aws: rule()(aws).add_target(target=aws.get_queue(name="theirs")))
    said = " ".join(note for change in found.changes for note in change.notes)
    assert "sqs_queue.theirs is only named with get_..., so it has to have a statement" in said


# EVENTS.md, 43.
@pytest.mark.parametrize(
    ("fields", "given", "sentence"),
    [
        ({"content_based_deduplication": True}, {}, "message_group= is for FIFO queues, and they need it"),
        ({}, {"message_group": "all"}, "needs content_based_deduplication=True for events of a rule"),
    ],
    ids=["without a group", "without deduplication"],
)
def test_a_fifo_queue_that_can_take_no_events_is_refused(
    moto: Emulator, fields: dict[str, Any], given: dict[str, Any], sentence: str
) -> None:
    def declare(aws: Any) -> None:
        rule()(aws).add_target(target=aws.add_queue(name="orders.fifo", fifo=True, **fields), **given)

    with pytest.raises(DeclarationError, match=sentence):
        planned(moto, declare)


HANDLER = """
def hello(event, context):
    import json
    print("GOT " + json.dumps(event))
"""


def lines(emulator: Emulator, group: str = "/aws/lambda/worker") -> list[Any]:
    """The events that a function has got."""
    found = emulator.client("logs").filter_log_events(logGroupName=group)["events"]
    return [json.loads(one["message"].partition("GOT ")[2]) for one in found if "GOT " in one["message"]]


def test_an_event_that_fits_reaches_the_function_in_the_shape_that_aws_gives_it(ministack: Emulator) -> None:
    def declare(aws: Any) -> None:
        paid = aws.add_event_bus(name="shop").add_rule(name="paid", pattern={"detail-type": ["paid"]})
        paid.add_target(target=aws.add_lambda_function(name="worker", code=function(HANDLER)))

    applied(ministack, declare)
    for kind in ("seen", "paid"):
        event = {"Source": "web", "DetailType": kind, "Detail": '{"order": 7}', "EventBusName": "shop"}
        assert ministack.client("events").put_events(Entries=[event])["FailedEntryCount"] == 0
    wait_until(lambda: len(lines(ministack)) == 1)
    (event,) = lines(ministack)
    # AWS, "Events in Amazon EventBridge".
    assert event.keys() == {
        *("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"),
    }
    assert (event["detail-type"], event["source"], event["detail"]) == ("paid", "web", {"order": 7})


def test_a_function_gets_what_is_given_in_place_of_the_event(ministack: Emulator) -> None:
    transformer = {"InputPathsMap": {"order": "$.detail.order"}, "InputTemplate": '{"number": <order>}'}

    def declare(aws: Any) -> None:
        every = aws.get_event_bus(name="default").add_rule(name="every", pattern={"source": ["web"]})
        worker = aws.add_lambda_function(name="worker", code=function(HANDLER))
        every.add_target(target=worker, input_transformer=transformer)

    applied(ministack, declare)
    event = {"Source": "web", "DetailType": "paid", "Detail": '{"order": 7}'}
    ministack.client("events").put_events(Entries=[event])
    wait_until(lambda: len(lines(ministack)) == 1)
    assert lines(ministack) == [{"number": 7}]


# FAULTS.md, 25; EVENTS.md, 40.
def test_a_bus_is_destroyed_in_one_run_while_eventbridge_still_sees_its_rules(ministack: Emulator) -> None:
    with running(ministack.direct_address, Profile(latency=0, rules_seen_for=0.4)) as simulator:
        ministack.address = simulator.address
        made = applied(ministack, target())
        assert destroy(made).complete
        tried = simulator.counted().by_operation
    assert tried["events:DeleteRule"] > 1
    assert tried["events:DeleteEventBus"] > 1
    assert [one["Name"] for one in ministack.client("events").list_event_buses()["EventBuses"]] == ["default"]


# EVENTS.md, 39.
def test_a_sixth_target_beside_those_of_others_is_an_error_of_eventbridge(ministack: Emulator) -> None:
    with running(ministack.direct_address, Profile(latency=0)) as simulator:
        ministack.address = simulator.address
        applied(ministack, rule())
        others = [theirs(ministack, f"theirs-{number}") for number in range(5)]
        ministack.client("events", address=simulator.address).put_targets(**PLACE, Targets=others)
        made = workspace(ministack, target())
        cast(Any, made.accounts["eu-west-1"]).api.clock = QuickClock()
        with pytest.raises(PartlyApplied, match="exceeds the maximum number allowed"):
            apply(made)


WRONG = {
    "two inputs": (
        {"input": {"a": 1}, "input_path": "$.detail"},
        "input= and input_path= are given: a target takes a single one of them",
    ),
    "a path without a dollar": ({"input_path": "detail"}, 'input_path= is "detail", AWS wants a path of names'),
    "a transformer without a template": ({"input_transformer": {}}, "input_transformer= has no InputTemplate"),
    "an unknown key": (
        {"input_transformer": {"InputTemplate": "1", "Paths": {}}},
        'input_transformer= has "Paths", it takes InputPathsMap and InputTemplate',
    ),
    "a name without a path": (
        {"input_transformer": {"InputTemplate": "<order>"}},
        'input_transformer= has "<order>" in its template, and no path for it',
    ),
    "a path with brackets": (
        {"input_transformer": {"InputTemplate": "<a>", "InputPathsMap": {"a": "$['detail']"}}},
        "AWS wants names with dots",
    ),
    "too many paths": (
        {"input_transformer": {"InputTemplate": "1", "InputPathsMap": {f"a{n}": "$.a" for n in range(101)}}},
        "input_transformer= has 101 paths, AWS allows 100",
    ),
    "too many retries": ({"maximum_retries": 186}, "maximum_retries= is 186, the most is 185"),
    "a short age": ({"maximum_age": 59}, "maximum_age= is 59, the least is 60"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_target_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, target(**fields))
    assert sentence in raised.value.what
    assert wire.names() == []


# EVENTS.md, 39.
def test_six_targets_are_refused(moto: Emulator) -> None:
    with pytest.raises(DeclarationError, match="has 6 targets, AWS allows 5"):
        planned(moto, several(6))


def test_a_bus_is_no_target_of_its_own_rules(moto: Emulator) -> None:
    def round_and_round(aws: Any) -> None:
        bus = aws.add_event_bus(name="hello")
        bus.add_rule(name="paid", pattern=pattern(0)).add_target(target=bus)

    with pytest.raises(DeclarationError, match="its events would go round for ever"):
        planned(moto, round_and_round)


def test_a_target_in_another_region_is_refused(moto: Emulator) -> None:
    made = workspace(moto, nothing)
    here: Any = made.accounts["eu-west-1"]
    there = add_account(made, moto, nothing, region="us-east-1")
    rule()(here).add_target(target=there.add_lambda_function(name="worker", code=hello()))
    with pytest.raises(DeclarationError, match="give it a rule there"):
        plan(made)
