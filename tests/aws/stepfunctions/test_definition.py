"""Definitions: what is filled in, what is refused before any call, and what the role may do for their tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.functions import hello
from touchdown import Workspace
from touchdown.aws.account import Account
from touchdown.aws.grants import policy_document
from touchdown.aws.iam.role import Role
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.model.check import check
from touchdown.model.errors import DeclarationError
from touchdown.model.output import substitute
from touchdown.model.place import Place

PLACE = Place("123456789012", "aws", "eu-west-1")
HERE = "eu-west-1:123456789012"
LAMBDA = f"arn:aws:lambda:{HERE}:function:charge"
INVOKE = "arn:aws:states:::lambda:invoke"
TRACES = ("PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets")
END: dict[str, Any] = {"Type": "Succeed"}


def account(tmp_path: Path | None = None) -> Account:
    made = Workspace("shop").add_aws(region="eu-west-1")
    if tmp_path is not None:
        made.directory = tmp_path
    return made


def known(value: Any) -> Any:
    """The value as it is sent."""
    return substitute(value, lambda output: output.resource.predict(output.attribute, PLACE))


def of(*states: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A definition whose states follow each other, and are called A, B and so on."""
    names = [chr(ord("A") + at) for at in range(len(states))]
    follows = [{"Next": name} for name in names[1:]] + [{"End": True}]
    bodies = [
        {**body, **({} if {"Next", "End"} & set(body) or body.get("Type") in ("Succeed", "Fail", "Choice") else after)}
        for body, after in zip(states, follows, strict=True)
    ]
    return {"StartAt": "A", "States": dict(zip(names, bodies, strict=True)), **more}


def task(resource: str, /, **parameters: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": resource, **({"Parameters": parameters} if parameters else {})}


def allowed(machine: StateMachine) -> list[tuple[list[str], list[str]]]:
    """The statements of a role: actions, and what they are allowed on."""
    statements = known(policy_document(machine.grants))["Statement"]
    return [(one["Action"], one["Resource"]) for one in statements]


# The last word of each is what the sentence has to hold.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no start": ({"definition": {"States": {"A": END}}}, "has no StartAt"),
    "no states": ({"definition": {"StartAt": "A", "States": {}}}, "has no States"),
    "no such start": ({"definition": {**of(END), "StartAt": "a"}}, 'StartAt "a", and no state of that name'),
    "no such next": ({"definition": of({"Type": "Pass", "Next": "Shipp"})}, 'whose Next names "Shipp"'),
    "unreachable": ({"definition": {**of(END, END)}}, 'has "B", which no other state leads to'),
    "no type": ({"definition": of({})}, "which has no Type"),
    "unknown type": ({"definition": of({"Type": "task"})}, 'whose Type is "task", did you mean Task?'),
    "no resource": ({"definition": of({"Type": "Task"})}, "a Task without Resource"),
    "resource is no arn": ({"definition": of(task("charge"))}, 'whose Resource is "charge", which is no ARN'),
    "neither next nor end": ({"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass"}}}}, "either Next or End"),
    "end of an end": ({"definition": of({"Type": "Fail", "End": True})}, "a Fail state, which has no End"),
    "choice without choices": ({"definition": of({"Type": "Choice"})}, "a Choice without Choices"),
    "rule without next": (
        {"definition": of({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True}], "Default": "B"}, END)},
        "whose Choices have a rule without Next",
    ),
    "wait for nothing": ({"definition": of({"Type": "Wait"})}, "a Wait, which has one of Seconds, Timestamp"),
    "map without processor": ({"definition": of({"Type": "Map"})}, "a Map without ItemProcessor"),
    "inside a map": (
        {"definition": of({"Type": "Map", "ItemProcessor": of({"Type": "Pass", "Next": "C"})})},
        'whose Next names "C"',
    ),
    "branches": ({"definition": of({"Type": "Parallel"})}, "a Parallel state without Branches"),
    "catch all first": (
        {
            "definition": of(
                {**task(LAMBDA), "Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["States.Timeout"]}]}
            )
        },
        "Retry has States.ALL, which stands alone, and last",
    ),
    "catch without next": (
        {"definition": of({**task(LAMBDA), "Catch": [{"ErrorEquals": ["States.ALL"]}]})},
        "whose Catch has an entry without Next",
    ),
    "jsonpath in jsonata": (
        {"definition": of({**task(INVOKE, FunctionName=LAMBDA)}, QueryLanguage="JSONata")},
        "which is in JSONata, and Parameters is a field of JSONPath",
    ),
    "arguments in jsonpath": (
        {"definition": of({**task(INVOKE), "Arguments": {}})},
        "which is in JSONPath, and Arguments is a field of JSONata",
    ),
    "unknown language": ({"definition": of(END, QueryLanguage="SQL")}, 'has the QueryLanguage "SQL"'),
    "not filled": ({"definition": of(task("${Charge}"))}, 'has ${Charge}, and values= has no "Charge"'),
    "express waits": (
        {"definition": of(task("arn:aws:states:::sqs:sendMessage.waitForTaskToken")), "type": "EXPRESS"},
        "an EXPRESS state machine can't",
    ),
    "no file": ({"definition": "none.asl.json"}, "none.asl.json\", which doesn't exist"),
    "another file": ({"definition": "flow.txt"}, "ends in .json, .yaml or .yml"),
    "broken file": ({"definition": "broken.json"}, "is no JSON: "),
    "a list": ({"definition": "list.yaml"}, 'list.yaml", which is no mapping with StartAt and States'),
    "group without a log": ({"definition": of(END), "log_data": True}, "log_group= and log_data= are of a log"),
    "name": ({"name": "ful fil", "definition": of(END)}, "name= has the character ' ' at position 4"),
    "values": ({"definition": of(END), "values": "Charge"}, "values= takes a mapping"),
}


@pytest.mark.parametrize(("fields", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_definition_is_refused_in_a_sentence(tmp_path: Path, fields: dict[str, Any], sentence: str) -> None:
    (tmp_path / "broken.json").write_text('{"StartAt": }')
    (tmp_path / "list.yaml").write_text("- StartAt")
    aws = account(tmp_path)
    given: dict[str, Any] = {"name": "fulfil", **fields}
    aws.add_state_machine(**given)
    with pytest.raises(DeclarationError) as raised:
        check(_of(aws))
    assert sentence in str(raised.value)


def _of(aws: Account) -> Workspace:
    made = Workspace("shop")
    made._accounts[aws.name] = aws  # pyright: ignore[reportPrivateUsage]
    return made


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_names_in_a_file_are_filled_with_resources_outputs_and_numbers(tmp_path: Path, ending: str) -> None:
    text = """{"StartAt": "A", "States": {
        "A": {"Type": "Wait", "Seconds": %s, "Next": "B"},
        "B": {"Type": "Task", "Resource": "${Charge}", "Comment": "to ${Where}, ${Wait} s", "End": true}}}"""
    (tmp_path / f"flow.asl.{ending}").write_text(text % ("${Wait}" if ending == "json" else '"${Wait}"'))
    aws = account(tmp_path)
    function = aws.add_lambda_function(name="charge", code=hello())
    values = {"Charge": function, "Where": 'a "place"', "Wait": 5}
    machine = aws.add_state_machine(name="fulfil", definition=f"flow.asl.{ending}", values=values)
    states = known(machine.definition)["States"]
    assert states["A"]["Seconds"] == 5
    assert (states["B"]["Resource"], states["B"]["Comment"]) == (LAMBDA, 'to a "place", 5 s')
    check(_of(aws))


# APIS.md, 49.
def test_the_role_may_do_what_the_tasks_need_and_nothing_else() -> None:
    aws = account()
    function = aws.add_lambda_function(name="charge", code=hello())
    queue, topic = aws.add_queue(name="orders"), aws.add_topic(name="paid")
    table, bus = aws.add_table(name="orders", partition_key="id"), aws.add_event_bus(name="shop")
    other = aws.add_state_machine(name="other", definition=of(END))
    states = "arn:aws:states:::"
    repeated = of(task(f"{states}dynamodb:putItem", TableName=table.name))
    machine = aws.add_state_machine(
        name="fulfil",
        definition=of(
            task(function.arn),
            task(f"{INVOKE}.waitForTaskToken", FunctionName="ship:live"),
            task(f"{states}sqs:sendMessage", QueueUrl=queue.url),
            task(f"{states}sns:publish", TopicArn=topic.arn),
            {"Type": "Map", "ItemProcessor": repeated},
            task(f"{states}events:putEvents", Entries=[{"EventBusName": bus.arn}, {"Source": "shop"}]),
            task(f"{states}states:startExecution.sync:2", StateMachineArn=other.arn),
            task(f"{states}aws-sdk:dynamodb:query", TableName=table.arn),
        ),
        tracing=True,
    )
    assert isinstance(machine.role, Role)
    trusted: Any = machine.role.assume_role_policy["Statement"]
    assert trusted[0]["Principal"] == {"Service": "states.amazonaws.com"}
    rule = f"arn:aws:events:{HERE}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
    assert sorted(allowed(machine)) == [
        (["dynamodb:PutItem"], [f"arn:aws:dynamodb:{HERE}:table/orders"]),
        (["dynamodb:Query"], [f"arn:aws:dynamodb:{HERE}:table/orders{end}" for end in ("", "/index/*")]),
        (["events:PutEvents"], [f"arn:aws:events:{HERE}:event-bus/default"]),
        (["events:PutEvents"], [f"arn:aws:events:{HERE}:event-bus/shop"]),
        (["events:PutTargets", "events:PutRule", "events:DescribeRule"], [rule]),
        (["lambda:InvokeFunction"], [LAMBDA, f"{LAMBDA}:*"]),
        (["lambda:InvokeFunction"], [f"arn:aws:lambda:{HERE}:function:ship:live"]),
        (["sns:Publish"], [f"arn:aws:sns:{HERE}:paid"]),
        (["sqs:SendMessage"], [f"arn:aws:sqs:{HERE}:orders"]),
        (["states:DescribeExecution", "states:StopExecution"], [f"arn:aws:states:{HERE}:execution:other:*"]),
        (["states:StartExecution"], [f"arn:aws:states:{HERE}:stateMachine:other"]),
        ([f"xray:{one}" for one in TRACES], ["*"]),
    ]
    assert not list(machine.warnings())


def test_tasks_in_jsonata_are_granted_too_and_what_is_worked_out_is_named() -> None:
    aws = account()
    queue = aws.add_queue(name="orders")
    sending = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Arguments": {"QueueUrl": queue.url}}
    chosen = {"Type": "Task", "Resource": INVOKE, "Arguments": {"FunctionName": "{% $states.input.name %}"}}
    glue: dict[str, Any] = {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Arguments": {}}
    machine = aws.add_state_machine(name="fulfil", definition=of(sending, chosen, glue, QueryLanguage="JSONata"))
    aws.get_table(name="jobs").grant("dynamodb:Scan", to=machine)
    assert allowed(machine) == [
        (["sqs:SendMessage"], [f"arn:aws:sqs:{HERE}:orders"]),
        (["dynamodb:Scan"], [f"arn:aws:dynamodb:{HERE}:table/jobs", f"arn:aws:dynamodb:{HERE}:table/jobs/index/*"]),
    ]
    named = list(machine.warnings())
    assert 'the state "B" isn\'t known: it calls lambda:invoke, whose FunctionName is worked out' in named[0]
    assert "glue:startJobRun.sync" in named[1]


def test_a_distributed_map_may_start_itself_and_read_its_items() -> None:
    processor = {**of(END), "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "pics", "Key": "list.csv"}}
    each = {"Type": "Map", "ItemProcessor": processor, "ItemReader": reader}
    machine = account().add_state_machine(name="fulfil", definition=of(each))
    assert allowed(machine) == [
        (["states:StartExecution"], [f"arn:aws:states:{HERE}:stateMachine:fulfil"]),
        (["states:DescribeExecution", "states:StopExecution"], [f"arn:aws:states:{HERE}:execution:fulfil*:*"]),
        (["s3:GetObject"], ["arn:aws:s3:::pics/*"]),
    ]


def test_a_function_that_answers_its_own_state_machine_closes_no_circle() -> None:
    aws = account()
    function = aws.add_lambda_function(name="charge", code=hello())
    machine = aws.add_state_machine(name="fulfil", definition=of(task(function.arn)))
    machine.grant("start", "answer", to=function)
    check(_of(aws))
    assert json.dumps(known(policy_document(function.grants))).count("stateMachine:fulfil") == 1


def test_what_the_local_aws_does_not_do_is_said() -> None:
    aws = Workspace("shop").add_aws(region="eu-west-1", local=True)
    machine = aws.add_state_machine(name="fulfil", definition=of(END), log_level="ALL", tracing=True)
    assert list(machine.warnings()) == [
        "The local AWS runs state machines, and logs nothing of them.",
        "The local AWS forgets tracing=, so that each plan shows it again.",
    ]
