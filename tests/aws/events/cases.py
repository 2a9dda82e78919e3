"""Event buses, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.aws.sqs import cases as sqs
from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list, without_what_moves
from tests.support.emulators import REGION, Emulator
from tests.support.pairs import TAGS, Maker, chosen, plain, policy
from tests.support.workspaces import Declare, nothing
from touchdown.aws.events.event_bus import EventBus

_KEYS = ("alias/events", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")
_BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/hello"
_ACCOUNTS = ("123456789012", "210987654321")
_NO_UPDATE = "events:UpdateEventBus"


def may_put(account: str) -> dict[str, Any]:
    return policy("events:PutEvents", Sid="others", Principal={"AWS": f"arn:aws:iam::{account}:root"}, Resource=_BUS)


def buses(version: Version) -> None:
    version.aws.add_event_bus(
        name="shop",
        description=version.text,
        kms_key=None if version.first else _KEYS[0],
        dead_letter_queue=version.the(sqs.dead) if version.first else None,
        tags=version.tags,
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


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    start = f"arn:aws:events:{REGION}:{account_id}:"
    return [given.get("ResourceARN") or f"{start}event-bus/{given.get('EventBusName', given.get('Name'))}"]


def _buses(client: Any) -> list[dict[str, Any]]:
    return [one for one in client.list_event_buses()["EventBuses"] if one["Name"] != "default"]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("events")
    for one in _buses(client):
        client.untag_resource(ResourceARN=one["Arn"], TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("events")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in _buses(client):
        described = client.describe_event_bus(Name=one["Name"])
        queue = described.get("DeadLetterConfig", {}).get("Arn")
        tags = client.list_tags_for_resource(ResourceARN=one["Arn"])["Tags"]
        yield one["Name"], (described.get("Description"), described.get("Policy"), queue, tags_of_list(tags))


def put_stranger(emulator: Emulator) -> None:
    emulator.client("events").create_event_bus(Name="stranger", Tags=[{"Key": "owner", "Value": "somebody"}])


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("events")
    described = client.describe_event_bus(Name="stranger")
    return without_what_moves(described), client.list_tags_for_resource(ResourceARN=described["Arn"])["Tags"]


def bus(**fields: Any) -> Declare:
    return lambda aws: aws.add_event_bus(name="hello", **fields)


CASES = Cases(
    types=(BUS,),
    everything=(buses,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={"events:DeleteEventBus": (bus(), nothing)},
    not_called={
        "events:PutPermission": "MiniStack ignores its policy: test_event_bus.py",
        "events:RemovePermission": "MiniStack ignores its policy: test_event_bus.py",
    },
)
