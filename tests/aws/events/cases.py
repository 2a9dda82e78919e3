"""Event buses, rules and targets, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.aws.iam import cases as iam
from tests.aws.sqs import cases as sqs
from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.pairs import TAGS, Maker, chosen, from_model, plain, policy
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.events.rule import Rule
from touchdown.aws.events.target import Target
from touchdown.aws.lambda_.function import Function

_KEYS = ("alias/events", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")
_BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/hello"
_ACCOUNTS = ("123456789012", "210987654321")
_NO_UPDATE = "events:UpdateEventBus"


def may_put(account: str) -> dict[str, Any]:
    return policy("events:PutEvents", Sid="others", Principal={"AWS": f"arn:aws:iam::{account}:root"}, Resource=_BUS)


def pattern(number: int) -> dict[str, Any]:
    return {"source": ["shop"], "detail": {"number": [number]}}


def buses(version: Version) -> None:
    dead = version.the(sqs.dead)
    shop = version.aws.add_event_bus(
        name="shop",
        description=version.text,
        kms_key=None if version.first else _KEYS[0],
        dead_letter_queue=dead if version.first else None,
        tags=version.tags,
    )
    called = version.the(worker)
    # moto takes the tags of a rule for those of another that has its name in another bus.
    for bus, name in ((shop, "paid"), (version.aws.get_event_bus(name="default"), "shipped")):
        rule = bus.add_rule(
            name=name,
            pattern=pattern(version.number),
            enabled=version.first,
            description=version.text,
            tags=version.tags,
        )
        rule.add_target(
            target=called,
            input={"version": version.number} if version.first else None,
            input_path=None if version.first else "$.detail",
            maximum_retries=version.number,
            maximum_age=60 * version.number,
            dead_letter_queue=version.the(sqs.dead),
        )


def worker(version: Version) -> Function:
    return version.aws.add_lambda_function(
        name="events-worker", code=hello(), role=version.the(iam.worker), publish=False
    )


def _queue_named(name: str) -> Maker:
    return lambda aws: aws.add_queue(name=name)


BUS = TypeCases(
    cls=EventBus,
    declare=lambda aws, given: aws.add_event_bus(name="hello", **given),
    fields={
        "description": plain(st.text("abc ", min_size=1, max_size=20)),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "dead_letter_queue": chosen(_queue_named("one"), lambda aws: aws.add_queue(name="two").arn),
        "policy": plain(st.sampled_from([may_put(one) for one in _ACCOUNTS])),
        "tags": TAGS,
    },
    gaps={("ministack", "policy"): "MiniStack ignores Policy of PutPermission, and allows everybody"},
    unchangeable={("moto", field): _NO_UPDATE for field in ("description", "kms_key", "dead_letter_queue")},
)

RULE = TypeCases(
    cls=Rule,
    declare=lambda aws, given: aws.add_event_bus(name="hello").add_rule(
        **{"name": "paid", "pattern": pattern(0), **given}
    ),
    fields={
        "pattern": plain(
            st.sampled_from([{"source": ["<a>", "b"]}, {"detail": {"price": [{"numeric": [">", 3]}], "kind": ["é"]}}])
        ),
        "enabled": plain(st.booleans()),
        "description": plain(st.text("abc ", min_size=1, max_size=20)),
        "tags": TAGS,
    },
)

_TRANSFORMERS = (
    {"InputPathsMap": {"order": "$.detail.order"}, "InputTemplate": '"An order: <order>"'},
    {"InputTemplate": '{"at": <aws.events.event.ingestion-time>}'},
)


def _with_target(aws: Account, given: Mapping[str, Any]) -> Target:
    rule = RULE.declare(aws, {})
    if "message_group" in given:
        queue = aws.add_queue(name="orders.fifo", fifo=True, content_based_deduplication=True)
        return rule.add_target(target=queue, **given)
    if "role" in given:
        return rule.add_target(target=aws.add_event_bus(name="archive"), **given)
    return rule.add_target(target=aws.add_lambda_function(name="worker", code=hello()), **given)


def _role_named(name: str) -> Maker:
    trust = policy("sts:AssumeRole", Principal={"Service": "events.amazonaws.com"})
    return lambda aws: aws.add_role(name=name, assume_role_policy=trust)


TARGET = TypeCases(
    cls=Target,
    declare=_with_target,
    fields={
        "input": plain(st.dictionaries(st.text("abc", min_size=1), st.integers(), min_size=1)),
        "input_path": plain(st.sampled_from(["$.detail", "$.detail.order[0]"])),
        "input_transformer": plain(st.sampled_from(_TRANSFORMERS)),
        "maximum_retries": from_model("events:PutTargets", "Targets.member.RetryPolicy.MaximumRetryAttempts"),
        "maximum_age": from_model("events:PutTargets", "Targets.member.RetryPolicy.MaximumEventAgeInSeconds"),
        "dead_letter_queue": chosen(_queue_named("one"), lambda aws: aws.add_queue(name="two").arn),
        "message_group": plain(st.sampled_from(["all", "some"])),
        "role": chosen(_role_named("one"), lambda aws: _role_named("two")(aws).arn),
    },
    tested_elsewhere={"target": "test_target.py: another target is another resource"},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    start = f"arn:aws:events:{REGION}:{account_id}:"
    if "ResourceARN" in given:
        return [given["ResourceARN"]]
    if call.name.partition(":")[2] in ("PutRule", "DescribeRule", "DeleteRule") or "Rule" in given:
        bus, rule = given["EventBusName"], given.get("Rule", given.get("Name"))
        return [f"{start}rule/{rule}" if bus == "default" else f"{start}rule/{bus}/{rule}"]
    return [f"{start}event-bus/{given.get('EventBusName', given.get('Name'))}"]


def _things(client: Any) -> Iterator[dict[str, Any]]:
    """Buses but for the account's own, and rules."""
    for bus in client.list_event_buses()["EventBuses"]:
        yield from [bus] if bus["Name"] != "default" else []
        yield from client.list_rules(EventBusName=bus["Name"])["Rules"]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("events")
    for one in _things(client):
        client.untag_resource(ResourceARN=one["Arn"], TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("events")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in _things(client):
        if "EventBusName" in one:
            place = {"Rule": one["Name"], "EventBusName": one["EventBusName"]}
            has = one["EventPattern"], one["State"], client.list_targets_by_rule(**place)["Targets"]
        else:
            bus = client.describe_event_bus(Name=one["Name"])
            has = bus.get("Policy"), bus.get("DeadLetterConfig", {}).get("Arn")
        tags = client.list_tags_for_resource(ResourceARN=one["Arn"])["Tags"]
        yield one["Arn"], (one.get("Description"), *has, tags_of_list(tags))


def put_stranger(emulator: Emulator) -> None:
    """A bus with a rule, and a rule in the bus that all share."""
    client, tags = emulator.client("events"), [{"Key": "owner", "Value": "somebody"}]
    client.create_event_bus(Name="stranger", Tags=tags)
    queue = f"arn:aws:sqs:{REGION}:{emulator.account_id}:theirs"
    for bus in ("stranger", "default"):
        client.put_rule(Name="stranger", EventBusName=bus, EventPattern='{"source": ["theirs"]}', Tags=tags)
        client.put_targets(Rule="stranger", EventBusName=bus, Targets=[{"Id": "theirs", "Arn": queue}])


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("events")
    things = [one for one in _things(client) if one["Name"] == "stranger"]
    tags = [client.list_tags_for_resource(ResourceARN=one["Arn"])["Tags"] for one in things]
    return [without_what_moves(one) for one in things], tags


def bus(**fields: Any) -> Declare:
    return lambda aws: aws.add_event_bus(name="hello", **fields)


def rule(**fields: Any) -> Declare:
    return lambda aws: RULE.declare(aws, fields)


def target(**fields: Any) -> Declare:
    return lambda aws: _with_target(aws, fields)


CASES = Cases(
    types=(BUS, RULE, TARGET),
    everything=(buses,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "events:DeleteEventBus": (bus(), nothing),
        "events:DeleteRule": (rule(), bus()),
        "events:PutTargets": (rule(), target()),
        "events:RemoveTargets": (target(), rule()),
    },
    not_called={
        "events:PutEvents": "by a command of its own",
        "events:PutPermission": "MiniStack ignores its policy: test_event_bus.py",
        "events:RemovePermission": "MiniStack ignores its policy: test_event_bus.py",
    },
)
