"""Schedules, in a group of the workspace's own, called with a role of the workspace."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.aws.scheduler.cases import by_hand, schedule, worker_alone
from tests.support.emulators import Emulator
from tests.support.functions import function, hello
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from tests.support.workspaces import add_account, applied, nothing, planned, workspace
from touchdown import Workspace, apply, destroy, plan
from touchdown.model.errors import AccountError, DeclarationError, NotOurs

GROUP = "eu-west-1/scheduler_schedule_group.shop"
SCHEDULE = f"{GROUP}:schedule.hello"
ROLE = "schedules-shop-eu-west-1"


def found(emulator: Emulator, name: str = "hello") -> dict[str, Any]:
    return dict(emulator.client("scheduler").get_schedule(Name=name, GroupName="shop"))


def groups(emulator: Emulator) -> list[str]:
    return sorted(one["Name"] for one in emulator.client("scheduler").list_schedule_groups()["ScheduleGroups"])


def schedules(emulator: Emulator) -> list[str]:
    return sorted(one["Name"] for one in emulator.client("scheduler").list_schedules(GroupName="shop")["Schedules"])


def may(emulator: Emulator, role: str = ROLE) -> list[tuple[Any, Any]]:
    policy = emulator.client("iam").get_role_policy(RoleName=role, PolicyName="targets")["PolicyDocument"]
    return [(one["Action"], one["Resource"]) for one in policy["Statement"]]


# EVENTS.md, 45 and 47.
def test_a_schedule_is_made_with_its_group_and_role(emulator: Emulator) -> None:
    applied(emulator, schedule(input={"job": "clean"}))
    made = found(emulator)
    worker = f"arn:aws:lambda:eu-west-1:{emulator.account_id}:function:worker"
    role = emulator.client("iam").get_role(RoleName=ROLE)["Role"]
    assert (made["Target"]["Arn"], made["Target"]["RoleArn"]) == (worker, role["Arn"])
    assert json.loads(made["Target"]["Input"]) == {"job": "clean"}
    assert made["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert may(emulator) == [("lambda:InvokeFunction", [worker])]
    assert planned(emulator, schedule(input={"job": "clean"})).to_do == ()


def test_the_group_carries_the_tags(emulator: Emulator) -> None:
    applied(emulator, schedule())
    client = emulator.client("scheduler")
    arn = client.get_schedule_group(Name="shop")["Arn"]
    tags = {one["Key"]: one["Value"] for one in client.list_tags_for_resource(ResourceArn=arn)["Tags"]}
    assert tags.items() >= {"touchdown:id": GROUP, "touchdown:has:schedule": "yes"}.items()


def test_a_plan_without_a_change_reads_each_schedule_once(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, schedule())
    wire.forget()
    assert planned(emulator, schedule()).to_do == ()
    made = Counter(wire.names())
    assert {name: made[name] for name in made if name.startswith("scheduler:")} == {
        "scheduler:GetScheduleGroup": 1,
        "scheduler:ListTagsForResource": 1,
        "scheduler:GetSchedule": 1,
        "scheduler:ListSchedules": 1,
        "scheduler:ListScheduleGroups": 1,  # emulators don't list them by tags
    }


def test_a_change_is_one_call_that_sends_all_of_the_schedule(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, schedule(expression="rate(5 minutes)", timezone="Europe/Berlin", maximum_retries=3))
    wire.forget()
    applied(emulator, schedule(expression="rate(6 minutes)", timezone="Europe/Berlin", maximum_retries=3))
    assert wire.writes() == ["scheduler:UpdateSchedule"]
    made = found(emulator)
    assert (made["ScheduleExpression"], made["ScheduleExpressionTimezone"]) == ("rate(6 minutes)", "Europe/Berlin")
    assert made["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 3


def test_another_target_is_a_change_of_the_schedule_and_of_the_role(emulator: Emulator, wire: Wire) -> None:
    def to(name: str) -> Any:
        def declare(aws: Any) -> None:
            two = {one: aws.add_lambda_function(name=one, code=hello()) for one in ("one", "two")}
            aws.add_schedule(name="hello", target=two[name], expression="rate(1 hour)")

        return declare

    applied(emulator, to("one"))
    wire.forget()
    applied(emulator, to("two"))
    writes = wire.writes()
    assert writes.index("iam:PutRolePolicy") < writes.index("scheduler:UpdateSchedule")
    assert found(emulator)["Target"]["Arn"].endswith(":two")
    assert planned(emulator, to("two")).to_do == ()


def test_a_queue_is_sent_to_and_dead_letters_go_to_another(emulator: Emulator) -> None:
    def declare(aws: Any) -> None:
        queues = [aws.add_queue(name=name) for name in ("orders", "dead")]
        aws.add_schedule(name="hello", target=queues[0], expression="rate(1 hour)", dead_letter_queue=queues[1])

    applied(emulator, declare)
    start = f"arn:aws:sqs:eu-west-1:{emulator.account_id}"
    assert may(emulator) == [("sqs:SendMessage", [f"{start}:orders", f"{start}:dead"])]
    assert planned(emulator, declare).to_do == ()


def test_schedules_of_fifty_targets_share_a_role(moto: Emulator) -> None:
    made = workspace(moto, nothing)
    aws: Any = made.accounts["eu-west-1"]
    for number in range(51):
        worker = aws.add_lambda_function(name=f"worker-{number}", code=hello())
        for job in ("a", "b"):
            aws.add_schedule(name=f"{job}-{number}", target=worker, expression="rate(1 hour)")
    roles = {
        one.name: len(one.policies["targets"]["Statement"][0]["Resource"])
        for one in aws.resources.values()
        if one.TYPE == "iam_role" and one.name.startswith("schedules-")
    }
    assert roles == {"schedules-shop-eu-west-1": 50, "schedules-shop-2-eu-west-1": 1}


def test_a_schedule_that_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    applied(emulator, lambda aws: (schedule()(aws), aws.add_schedule(**_other(aws))))
    applied(emulator, schedule())
    assert schedules(emulator) == ["hello"]


def _other(aws: Any) -> dict[str, Any]:
    return {"name": "other", "target": aws.add_queue(name="orders"), "expression": "rate(1 hour)"}


def test_the_last_schedule_takes_group_and_role_along(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, schedule())
    wire.forget()
    applied(ministack, worker_alone)
    writes = [name for name in wire.writes() if name.startswith("scheduler:")]
    assert writes == ["scheduler:DeleteSchedule", "scheduler:DeleteScheduleGroup"]
    assert groups(ministack) == ["default"]
    assert planned(ministack, nothing).to_do != ()  # the function


def test_all_goes_with_destroy(emulator: Emulator) -> None:
    assert destroy(applied(emulator, schedule())).complete
    assert groups(emulator) == ["default"]


def test_a_schedule_that_somebody_put_into_the_group_stays(emulator: Emulator) -> None:
    applied(emulator, schedule())
    emulator.client("scheduler").create_schedule(GroupName="shop", **by_hand(emulator, "theirs"))
    assert planned(emulator, schedule()).to_do == ()
    applied(emulator, schedule(enabled=False))
    assert schedules(emulator) == ["hello", "theirs"]


# EVENTS.md, 47.
def test_a_group_with_schedules_of_others_is_not_deleted_and_they_are_named(emulator: Emulator) -> None:
    made = applied(emulator, schedule())
    emulator.client("scheduler").create_schedule(GroupName="shop", **by_hand(emulator, "theirs"))
    with pytest.raises(NotOurs, match=r"The schedule group shop has schedules that aren't this workspace's: theirs\."):
        destroy(made)
    assert schedules(emulator) == ["hello", "theirs"]


# EVENTS.md, 46.
def test_a_schedule_that_somebody_made_is_refused_and_adopted_when_asked_to(emulator: Emulator) -> None:
    applied(emulator, lambda aws: (worker_alone(aws), aws.add_schedule(**_other(aws))))
    emulator.client("scheduler").create_schedule(GroupName="shop", **by_hand(emulator, "hello"))

    def both(aws: Any) -> None:
        schedule()(aws)
        aws.add_schedule(**_other(aws))

    with pytest.raises(AccountError, match=r"schedule\.hello exists already"):
        planned(emulator, both)
    apply(workspace(emulator, both), adopt=[SCHEDULE])
    assert planned(emulator, both).to_do == ()
    assert found(emulator)["Description"].startswith("touchdown shop: ")


def test_a_schedule_whose_creation_was_answered_by_nobody_is_ours(emulator: Emulator, wire: Wire) -> None:
    wire.drop("scheduler:CreateSchedule", when="after")
    applied(emulator, schedule())
    assert planned(emulator, schedule()).to_do == ()


def test_a_group_of_another_workspace_is_another_group(emulator: Emulator) -> None:
    applied(emulator, schedule(), name="theirs")
    assert groups(emulator) == ["default", "theirs"]


def test_a_time_without_a_zone_is_in_utc(emulator: Emulator) -> None:
    given = schedule(start=datetime(2040, 1, 1, 2, tzinfo=UTC), end="2040-01-01T05:00:00+02:00")
    applied(emulator, given)
    made = found(emulator)
    assert made["StartDate"].astimezone(UTC) == datetime(2040, 1, 1, 2, tzinfo=UTC)
    assert made["EndDate"].astimezone(UTC) == datetime(2040, 1, 1, 3, tzinfo=UTC)
    assert planned(emulator, schedule(start="2040-01-01T02:00:00", end="2040-01-01T03:00:00Z")).to_do == ()


HANDLER = """
def hello(event, context):
    import json
    print("GOT " + json.dumps(event))
"""


def test_a_function_is_called_at_its_time(ministack: Emulator) -> None:
    at = (datetime.now(UTC) + timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%S")

    def declare(aws: Any) -> None:
        worker = aws.add_lambda_function(name="worker", code=function(HANDLER))
        aws.add_schedule(name="once", target=worker, expression=f"at({at})", input={"job": "clean"})

    applied(ministack, declare)
    logs = ministack.client("logs")
    wait_until(lambda: "GOT" in str(logs.filter_log_events(logGroupName="/aws/lambda/worker")["events"]))
    (line,) = [
        one["message"].strip()
        for one in logs.filter_log_events(logGroupName="/aws/lambda/worker")["events"]
        if "GOT" in one["message"]
    ]
    assert line.endswith('GOT {"job": "clean"}')


WRONG = {
    # EVENTS.md, 48; FAULTS.md, 25.
    "no expression": ({"expression": "5 minutes"}, 'expression= is "5 minutes", AWS wants "rate(5 minutes)"'),
    "blanks at the edge": ({"expression": " rate(5 minutes)"}, 'expression= is " rate(5 minutes)", AWS wants'),
    "one in plural": ({"expression": "rate(1 minutes)"}, 'write "1 minute"'),
    "several in singular": ({"expression": "rate(5 minute)"}, 'write "5 minutes"'),
    "seconds": ({"expression": "rate(30 seconds)"}, "a rate is a number and minutes, hours or days"),
    "nothing": ({"expression": "rate(0 minutes)"}, "a rate is a number and minutes, hours or days"),
    "five fields": ({"expression": "cron(0 3 * * *)"}, "it has 5 fields, AWS wants six"),
    "two days": (
        {"expression": "cron(0 3 * * * *)"},
        "one of the day of the month and the day of the week has to be ?",
    ),
    "no day": ({"expression": "cron(0 3 ? * ? *)"}, "one of the day of the month and the day of the week has to be ?"),
    "a character": ({"expression": "cron(0 3 * * ? $)"}, 'its year is "$", which AWS does not know'),
    "at with a zone": ({"expression": "at(2040-01-01T03:00:00Z)"}, "a time is written as 2027-01-31T03:00:00"),
    "no such day": ({"expression": "at(2040-02-30T03:00:00)"}, "a time is written as 2027-01-31T03:00:00"),
    "a zone": ({"timezone": "Europe/Berlim"}, 'timezone= is "Europe/Berlim", which is no time zone'),
    "a time": ({"start": "tomorrow"}, 'start= is "tomorrow", write a time as'),
    "the end first": (
        {"start": "2041-01-01T00:00:00Z", "end": "2040-01-01T00:00:00Z"},
        "end= is not after start=",
    ),
    "a beginning of a single time": (
        {"expression": "at(2040-01-01T03:00:00)", "start": "2030-01-01"},
        "start= can't be given: a schedule at a single time ignores it",
    ),
    "a wide window": ({"flexible_window": 1441}, "flexible_window= is 1441, AWS allows 0 to 1440 minutes"),
    "too many retries": ({"maximum_retries": 186}, "maximum_retries= is 186, the most is 185"),
    "a name with a blank": ({"name": "a b"}, "name= has the character ' ' at position 2"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_schedule_is_refused_in_a_sentence_before_any_call(
    fields: dict[str, Any], sentence: str, moto: Emulator, wire: Wire
) -> None:
    with pytest.raises(DeclarationError) as raised:
        planned(moto, schedule(**fields))
    assert sentence in raised.value.what
    assert wire.names() == []


def test_a_tag_without_a_value_is_refused(moto: Emulator) -> None:
    with pytest.raises(DeclarationError, match='tags= has an empty value for "team"'):
        planned(moto, schedule(), tags={"team": ""})


@pytest.mark.parametrize(
    ("fifo", "given"), [(True, {}), (False, {"message_group": "all"})], ids=["without a group", "with a group"]
)
def test_a_fifo_queue_needs_a_message_group_and_no_other_takes_it(
    moto: Emulator, fifo: bool, given: dict[str, Any]
) -> None:
    def declare(aws: Any) -> None:
        queue = aws.add_queue(name="orders.fifo" if fifo else "orders", fifo=fifo)
        aws.add_schedule(name="hello", target=queue, expression="rate(1 hour)", **given)

    with pytest.raises(DeclarationError, match="message_group= is for FIFO queues, and they need it"):
        planned(moto, declare)


def test_a_workspace_is_named_above_its_schedules(moto: Emulator) -> None:
    made = Workspace()
    add_account(made, moto, schedule())
    made.name = "shop"
    with pytest.raises(DeclarationError, match=r"set workspace\.name above add_schedule"):
        plan(made)


def test_what_the_local_aws_ignores_is_said() -> None:
    aws = Workspace("shop").add_aws(region="eu-west-1", local=True)
    made: Any = schedule(timezone="Europe/Berlin")(aws)
    (warning,) = made.warnings()
    assert warning == "The local AWS ignores timezone=, and takes rate(5 minutes) to be in UTC."
