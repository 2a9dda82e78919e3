"""State machines as targets: of rules and schedules, each with a role that may start just them."""

from __future__ import annotations

from typing import Any

from tests.aws.stepfunctions.cases import machine, passing
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.waiting import wait_until
from tests.support.workspaces import applied, planned
from touchdown import Account


def declare(aws: Account) -> None:
    flow = aws.add_state_machine(name="hello", definition=passing())
    bus = aws.add_event_bus(name="shop")
    bus.add_rule(name="paid", pattern={"source": ["shop"], "account": [aws.account_id]}).add_target(target=flow)
    aws.add_schedule(name="nightly", target=flow, expression="rate(1 day)")


def trust(emulator: Emulator, role: str) -> str:
    found = emulator.client("iam").get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    return str(found["Statement"][0]["Principal"]["Service"])


# EVENTS.md, 43 and 45; APIS.md, 50.
def test_an_event_starts_a_state_machine_and_a_schedule_may(ministack: Emulator) -> None:
    applied(ministack, declare)
    arn = f"arn:aws:states:eu-west-1:{ministack.account_id}:stateMachine:hello"
    iam, events = ministack.client("iam"), ministack.client("events")
    (target,) = events.list_targets_by_rule(Rule="paid", EventBusName="shop")["Targets"]
    role = target["RoleArn"].rpartition("/")[2]
    statements: list[Any] = [
        iam.get_role_policy(RoleName=role, PolicyName="events")["PolicyDocument"]["Statement"][0],
        iam.get_role_policy(RoleName="schedules-shop-eu-west-1", PolicyName="targets")["PolicyDocument"]["Statement"][
            0
        ],
    ]
    assert [(one["Action"], one["Resource"]) for one in statements] == [
        ("states:StartExecution", arn),
        ("states:StartExecution", [arn]),
    ]
    assert trust(ministack, role) == "events.amazonaws.com"
    assert planned(ministack, declare).to_do == ()
    events.put_events(Entries=[{"Source": "shop", "DetailType": "paid", "Detail": "{}", "EventBusName": "shop"}])
    client = ministack.client("stepfunctions")
    wait_until(lambda: bool(client.list_executions(stateMachineArn=arn)["executions"]))


def test_a_function_is_granted_to_start_it_and_to_answer_its_tasks(emulator: Emulator) -> None:
    def granting(aws: Account) -> None:
        function = aws.add_lambda_function(name="worker", code=hello(), publish=False)
        machine()(aws).grant("start", "answer", to=function)

    applied(emulator, granting)
    (role,) = [one["RoleName"] for one in emulator.client("iam").list_roles()["Roles"] if "worker" in one["RoleName"]]
    policy = emulator.client("iam").get_role_policy(RoleName=role, PolicyName="touchdown-worker")["PolicyDocument"]
    by_resource = {one["Resource"][0]: one["Action"] for one in policy["Statement"]}
    arn = f"arn:aws:states:eu-west-1:{emulator.account_id}:stateMachine:hello"
    assert by_resource == {
        # IAM can't limit the first three.
        "*": ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"],
        arn: ["states:StartExecution", "states:StartSyncExecution"],
    }
