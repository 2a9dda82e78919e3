"""Schedules and their group, in the tests that go over all types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.aws.events import cases as events
from tests.aws.sqs import cases as sqs
from tests.support.calls import Call
from tests.support.cases import OUR_TAGS, Cases, TypeCases, Version
from tests.support.contents import tags_of_list
from tests.support.emulators import REGION, Emulator
from tests.support.functions import hello
from tests.support.pairs import KEYS, Maker, chosen, from_model, plain, policy
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, nothing
from touchdown import Account
from touchdown.aws.scheduler.schedule import Schedule
from touchdown.aws.scheduler.schedule_group import ScheduleGroup
from touchdown.aws.scheduler.service import GROUP_GONE
from touchdown.model.adder import declare

_KEYS = tuple(f"arn:aws:kms:eu-west-1:123456789012:key/{number}" for number in (1, 2))


def schedules(version: Version) -> None:
    version.aws.add_schedule(
        name="nightly",
        target=version.the(events.worker),
        expression=f"cron(0 {version.number} * * ? *)",
        timezone="Europe/Berlin" if version.first else "UTC",
        input={"version": version.number} if version.first else None,
        maximum_retries=version.number,
        maximum_age=60 * version.number,
        dead_letter_queue=version.the(sqs.dead) if version.first else None,
        start="2040-01-01T00:00:00Z" if version.first else None,
        end=f"204{version.number}-02-01T00:00:00Z",
        flexible_window=version.number,
        enabled=version.first,
        kms_key=None if version.first else _KEYS[0],
    )


def _with_schedule(aws: Account, given: Mapping[str, Any]) -> Schedule:
    target: Any = {"target": aws.add_lambda_function(name="worker", code=hello())}
    if "message_group" in given:
        target = {"target": aws.add_queue(name="orders.fifo", fifo=True)}
    return aws.add_schedule(**{"name": "hello", "expression": "rate(5 minutes)", **target, **given})


def _queue_named(name: str) -> Maker:
    return lambda aws: aws.add_queue(name=name)


def _role_named(name: str) -> Maker:
    trust = policy("sts:AssumeRole", Principal={"Service": "scheduler.amazonaws.com"})
    return lambda aws: aws.add_role(name=name, assume_role_policy=trust)


_TARGET = "Target.RetryPolicy"
SCHEDULE = TypeCases(
    cls=Schedule,
    declare=_with_schedule,
    fields={
        "expression": plain(
            st.sampled_from(
                ["rate(1 minute)", "rate(2 hours)", "cron(0/5 8-17 ? * MON-FRI *)", "at(2040-01-31T03:00:00)"]
            )
        ),
        "timezone": plain(st.sampled_from(["Europe/Berlin", "America/New_York"])),
        "input": plain(st.dictionaries(st.text("abc", min_size=1), st.integers(), min_size=1)),
        "maximum_retries": from_model("scheduler:CreateSchedule", f"{_TARGET}.MaximumRetryAttempts"),
        "maximum_age": from_model("scheduler:CreateSchedule", f"{_TARGET}.MaximumEventAgeInSeconds"),
        "dead_letter_queue": chosen(_queue_named("one"), lambda aws: aws.add_queue(name="two").arn),
        "message_group": plain(st.sampled_from(["all", "some"])),
        "start": plain(st.sampled_from(["2040-01-01T00:00:00Z", "2040-01-01T00:00:00+02:00"])),
        "end": plain(st.sampled_from(["2040-01-01", "2041-01-01T12:00:00"])),
        "flexible_window": plain(st.integers(1, 1440)),
        "enabled": plain(st.booleans()),
        "kms_key": plain(st.sampled_from(_KEYS)),
        "role": chosen(_role_named("one"), lambda aws: _role_named("two")(aws).arn),
    },
    tested_elsewhere={"target": "test_schedule.py"},
)

GROUP = TypeCases(
    cls=ScheduleGroup,
    declare=lambda aws, given: declare(aws, ScheduleGroup(name="hello", **given)),
    fields={"tags": plain(st.dictionaries(KEYS, st.text("abc", min_size=1), min_size=1, max_size=5))},
)


def arns(call: Call, account_id: str) -> list[str]:
    given = call.parameters
    if found := given.get("ResourceArn"):
        return [found]
    start, group = f"arn:aws:scheduler:{REGION}:{account_id}:", given.get("GroupName", given.get("groupName"))
    if call.name.endswith(("Schedules", "Groups")):
        return ["*"]
    return [f"{start}schedule/{group}/{given['Name']}" if group else f"{start}schedule-group/{given['Name']}"]


def _groups(client: Any) -> list[dict[str, Any]]:
    return [one for one in client.list_schedule_groups()["ScheduleGroups"] if one["Name"] != "default"]


def strip_tags(emulator: Emulator) -> None:
    client = emulator.client("scheduler")
    for one in _groups(client):
        client.untag_resource(ResourceArn=one["Arn"], TagKeys=[*OUR_TAGS])


def contents(emulator: Emulator) -> Mapping[str, object]:
    return dict(_contents(emulator.client("scheduler")))


def _contents(client: Any) -> Iterator[tuple[str, object]]:
    for one in _groups(client):
        tags = client.list_tags_for_resource(ResourceArn=one["Arn"])["Tags"]
        yield one["Arn"], tags_of_list(tags)
    for one in client.list_schedules()["Schedules"]:
        found = client.get_schedule(Name=one["Name"], GroupName=one["GroupName"])
        yield one["Arn"], (found["ScheduleExpression"], found["Target"], found["State"], found["Description"])


def put_stranger(emulator: Emulator) -> None:
    client = emulator.client("scheduler")
    client.create_schedule_group(Name="stranger", Tags=[{"Key": "owner", "Value": "somebody"}])
    for group in ("stranger", "default"):
        client.create_schedule(GroupName=group, **by_hand(emulator, "stranger"))


def by_hand(emulator: Emulator, name: str) -> dict[str, Any]:
    """A schedule of somebody else."""
    arn = f"arn:aws:lambda:{REGION}:{emulator.account_id}:function:theirs"
    role = f"arn:aws:iam::{emulator.account_id}:role/theirs"
    target = {"Arn": arn, "RoleArn": role}
    return {
        "Name": name,
        "ScheduleExpression": "rate(1 day)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target,
    }


def stranger(emulator: Emulator) -> Any:
    client = emulator.client("scheduler")
    found = [client.get_schedule(Name="stranger", GroupName=group) for group in ("stranger", "default")]
    group = client.get_schedule_group(Name="stranger")
    return [(one["Target"], one["LastModificationDate"]) for one in found], group["LastModificationDate"]


def schedule(**fields: Any) -> Declare:
    return lambda aws: _with_schedule(aws, fields)


def worker_alone(aws: Account) -> None:
    aws.add_lambda_function(name="worker", code=hello())


def another_group(aws: Account) -> None:
    declare(aws, ScheduleGroup(name="another"))


def last_deleting(emulator: Emulator, wire: Wire, looks: int) -> None:
    client = emulator.client("scheduler")
    wire.fail("scheduler:DeleteScheduleGroup", code="", status=200, times=FOREVER)  # it goes on after the answer
    if looks < FOREVER:

        def delete(call: Call) -> None:
            client.delete_schedule_group(Name="shop")

        wire.on("scheduler:GetScheduleGroup", delete, nth=3 + looks, when="after")


CASES = Cases(
    types=(GROUP, SCHEDULE),
    everything=(schedules,),
    arns=arns,
    strip_tags=strip_tags,
    contents=contents,
    put_stranger=put_stranger,
    stranger=stranger,
    called={
        "scheduler:CreateSchedule": (nothing, schedule()),
        "scheduler:UpdateSchedule": (schedule(), schedule(enabled=False)),
    },
    lasting={GROUP_GONE: (schedule(), another_group, last_deleting)},
    not_called={
        "scheduler:UntagResource": "the tags of the group are the account's: test_field_changes.py",
    },
)
