"""run: a state machine that two functions, a choice and a failure are in really runs, and is followed to its end."""

from __future__ import annotations

import json
import re
import time

from tests.support.project import Project

DECLARED = """
def charge(event, context):
    if event["amount"] < 0:
        raise ValueError("a negative amount")
    return {**event, "paid": event["amount"] < 100}

def ship(event, context):
    return {"shipped": event["id"]}

flow = {
    "StartAt": "Charge",
    "States": {
        "Charge": {
            "Type": "Task",
            "Resource": "${Charge}",
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Next": "Refused"}],
            "Next": "Paid?",
        },
        "Paid?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.paid", "BooleanEquals": True, "Next": "Ship"}],
            "Default": "Refused",
        },
        "Ship": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "${Ship}", "Payload.$": "$"},
            "OutputPath": "$.Payload",
            "End": True,
        },
        "Refused": {"Type": "Fail", "Error": "Refused", "Cause": "the order can't be paid"},
    },
}
values = {
    "Charge": aws.add_lambda_function(name="charge", code=charge),
    "Ship": aws.add_lambda_function(name="ship", code=ship),
}
aws.add_state_machine(name="fulfil", definition=flow, values=values)
aws.add_state_machine(name="quick", definition=flow, values=values, type="EXPRESS")
workspace.add_output("account", f"{aws.account_id} in {aws.region}")
"""


def plain(text: str) -> str:
    # MiniStack calls every error of a function the same.
    return re.sub(r"[0-9.]+ s\b", "N s", text).replace("Runtime.HandlerError", "ValueError")


def test_a_state_machine_runs_and_is_followed_state_by_state(project: Project) -> None:
    project.declare(DECLARED)
    assert "fulfil doesn't exist yet." in project.shows("run", "fulfil")
    assert project.run("apply", "--yes").code == 0
    well = project.run("run", "fulfil", "--input", '{"id": 7, "amount": 20}')
    assert (well.code, json.loads(well.stdout)) == (0, {"shipped": 7}), well.all
    assert plain(well.stderr).splitlines() == ["Charge  Task", "Paid?  Choice", "Ship  Task", "fulfil took N s."]

    refused = project.run("run", "fulfil", "--input", '{"id": 7, "amount": -1}')
    assert (refused.code, refused.stdout) == (5, ""), refused.all
    assert plain(refused.stderr).splitlines() == [
        "Charge  Task",
        "  failed: ValueError: a negative amount",
        "Refused  Fail",
        "error: fulfil failed after N s: Refused: the order can't be paid",
    ]

    document = json.loads(project.run("--json", "run", "fulfil", "-i", '{"id": 7, "amount": 200}').stdout)
    assert document | {"execution": "", "duration": 0} == {
        "version": 1,
        "address": "eu-west-1/stepfunctions_state_machine.fulfil",
        "execution": "",
        "status": "FAILED",
        "output": None,
        "error": {"error": "Refused", "cause": "the order can't be paid"},
        "states": ["Charge", "Paid?", "Refused"],
        "duration": 0,
    }

    quick = project.run("run", "quick", "-i", '{"id": 8, "amount": 20}')
    assert (quick.code, json.loads(quick.stdout)) == (0, {"shipped": 8}), quick.all
    assert project.run("run", "nobody").code == 1


def test_tail_shows_the_log_of_a_state_machine_and_output_the_account(project: Project) -> None:
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    assert project.run("output", "account").stdout == f"{project.emulator.account_id} in eu-west-1\n"
    logs, group = project.emulator.client("logs"), "/aws/vendedlogs/states/quick"  # MiniStack logs nothing there
    stream = {"logGroupName": group, "logStreamName": "states/quick/2026-12-01"}
    logs.create_log_stream(**stream)
    line = {"timestamp": int(time.time() * 1000), "message": '{"type": "ExecutionFailed"}'}
    logs.put_log_events(**stream, logEvents=[line])
    assert project.run("tail", "quick").stdout.endswith(' quick | {"type": "ExecutionFailed"}\n')
    assert "fulfil has no log" in project.shows("tail", "fulfil")
