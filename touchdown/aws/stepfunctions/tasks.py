"""What the role of a state machine needs for its tasks: exact actions on exact ARNs, read from the definition.

A task's Resource names a function, or a service and an action; the parameter that says on what stands in the table
below (APIS.md, 49). What isn't known here, or is worked out when the state machine runs, is named in the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import attrs

from touchdown.aws.connection import Connection
from touchdown.aws.grants import Allowance
from touchdown.aws.stepfunctions import targets
from touchdown.aws.stepfunctions.states import State, all_states, mapping
from touchdown.aws.stepfunctions.targets import Target, is_expression
from touchdown.model.output import references, shown

_ALSO_QUALIFIED = ("", ":*")


@attrs.frozen
class Need:
    """What a task needs: what is allowed on an ARN."""

    on: str
    allowance: Allowance


@attrs.frozen
class Unknown:
    """A task of which it isn't known what it needs."""

    state: str
    what: str


@attrs.frozen
class Row:
    """An action of a service: the IAM actions, the parameters of which one says on what, and how it says it."""

    actions: tuple[str, ...]
    parameters: tuple[str, ...]
    target: Target
    below: tuple[str, ...] = ("",)


def _table(action: str) -> Row:
    below = ("", "/index/*") if action in ("Query", "Scan") else ("",)
    return Row((f"dynamodb:{action}",), ("TableName",), targets.TABLE, below)


def _object(action: str) -> Row:
    return Row((f"s3:{action}",), ("Bucket",), targets.BUCKET, ("/*",))


_SEND = Row(("sqs:SendMessage",), ("QueueUrl",), targets.queue)
_PUBLISH = Row(("sns:Publish",), ("TopicArn", "TargetArn"), targets.TOPIC)
_INVOKE = Row(("lambda:InvokeFunction",), ("FunctionName",), targets.FUNCTION, _ALSO_QUALIFIED)
_START = Row(("states:StartExecution",), ("StateMachineArn",), targets.MACHINE)
_ITEMS = {f"{verb}Item": _table(f"{verb[0].upper()}{verb[1:]}Item") for verb in ("get", "put", "update", "delete")}
_KNOWN: Mapping[str, Row] = {
    "lambda:invoke": _INVOKE,
    "sqs:sendMessage": _SEND,
    "sns:publish": _PUBLISH,
    "states:startExecution": _START,
    **{f"dynamodb:{action}": row for action, row in _ITEMS.items()},
    "aws-sdk:lambda:invoke": _INVOKE,
    "aws-sdk:sqs:sendMessage": _SEND,
    "aws-sdk:sns:publish": _PUBLISH,
    "aws-sdk:sfn:startExecution": _START,
    **{f"aws-sdk:dynamodb:{action}": row for action, row in _ITEMS.items()},
    **{f"aws-sdk:dynamodb:{action}": _table(f"{action[0].upper()}{action[1:]}") for action in ("query", "scan")},
    **{f"aws-sdk:s3:{verb}Object": _object(f"{verb.title()}Object") for verb in ("get", "put", "delete")},
    "aws-sdk:s3:listObjectsV2": Row(("s3:ListBucket",), ("Bucket",), targets.BUCKET),
}
_EVENTS = ("events:putEvents", "aws-sdk:eventbridge:putEvents")
_WAITING = (".sync:2", ".sync", ".waitForTaskToken")
_READING = {"s3:getObject": ("s3:GetObject", ("/*",)), "s3:listObjectsV2": ("s3:ListBucket", ("",))}
_WRITING = ("s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload")


def needs(definition: object, account: Connection, name: str) -> Iterator[Need | Unknown]:
    """What the tasks of a state machine of this name need."""
    for state in all_states(definition):
        if state.type == "Task":
            yield from _of_task(state, account)
            yield from _of_credentials(state)
        if state.is_distributed:
            yield from _of_distributed_map(state, account, name)


def _of_task(state: State, account: Connection) -> Iterator[Need | Unknown]:
    given = state.body.get("Resource")
    if not isinstance(given, str):
        return
    text = str.__str__(given)
    _, integrated, action = text.partition(":states:::")
    if not integrated:
        if ":states:" not in text or ":activity:" not in text:  # an activity asks for its work by itself
            yield _invoked(given, account)
        return
    waiting = next((end for end in _WAITING if action.endswith(end)), "")
    action = action.removesuffix(waiting)
    if action in _EVENTS:
        yield from _of_events(state, account)
    elif action in _KNOWN and (waiting != ".sync" or action == "states:startExecution"):
        yield from _on(state, _KNOWN[action], account, action + waiting)
        if action == "states:startExecution" and waiting.startswith(".sync"):
            yield from _of_waiting(state, account)
    else:
        yield Unknown(state.name, text.rpartition(":states:::")[2])


def _invoked(resource: str, account: Connection) -> Need:
    """A function whose ARN is the task's Resource."""
    arn = targets.FUNCTION(account, resource) or resource
    below = ("",) if targets.is_qualified(arn) else _ALSO_QUALIFIED
    return Need(arn, Allowance(("lambda:InvokeFunction",), below))


def _on(state: State, row: Row, account: Connection, action: str) -> Iterator[Need | Unknown]:
    """What an action needs, on what the task names."""
    found = list(_named(state.arguments(), row))
    if not found and row is _PUBLISH and "PhoneNumber" in "".join(state.arguments()):
        yield Need("*", Allowance(row.actions))
        return
    arn = row.target(account, found[0]) if found else None
    if arn is None:
        yield Unknown(state.name, f"{action}, whose {row.parameters[0]} is worked out as it runs")
        return
    qualified = row is _INVOKE and targets.is_qualified(arn)
    yield Need(arn, Allowance(row.actions, ("",) if qualified else row.below))


def _named(arguments: Mapping[str, Any], row: Row) -> Iterator[str]:
    for key in row.parameters:
        value = arguments.get(key)
        if isinstance(value, str) and not is_expression(key, value):
            yield value


def _of_events(state: State, account: Connection) -> Iterator[Need | Unknown]:
    """Each entry of an event goes to a bus of its own; to the account's default bus if it names none."""
    entries = state.arguments().get("Entries")
    if not isinstance(entries, list):
        yield Unknown(state.name, "events:putEvents, whose Entries are worked out as it runs")
        return
    for entry in (mapping(one) for one in cast(list[Any], entries)):
        bus: Any = entry.get("EventBusName", "default")
        if "EventBusName.$" in entry or not isinstance(bus, str) or is_expression("EventBusName", bus):
            yield Unknown(state.name, "events:putEvents, whose EventBusName is worked out as it runs")
        elif (arn := targets.BUS(account, bus)) is not None:
            yield Need(arn, Allowance(("events:PutEvents",)))


def _of_waiting(state: State, account: Connection) -> Iterator[Need]:
    """To wait for another state machine (APIS.md, 49). Its executions have ARNs of their own."""
    started = state.arguments().get("StateMachineArn")
    output = targets.output_in(started) if isinstance(started, str) else None
    if output is not None:
        executions = f"execution:{output.resource.name}:*"
    elif isinstance(started, str) and not any(references(started)):
        executions = f"execution:{str.__str__(started).rpartition('stateMachine:')[2]}:*"
    else:
        executions = "execution:*"
    yield Need(account.arn_here("states", executions), Allowance(("states:DescribeExecution", "states:StopExecution")))
    rule = account.arn_here("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")
    yield Need(rule, Allowance(("events:PutTargets", "events:PutRule", "events:DescribeRule")))


def _of_credentials(state: State) -> Iterator[Need | Unknown]:
    """A task that acts with another role assumes it."""
    credentials = mapping(state.body.get("Credentials"))
    role = credentials.get("RoleArn")
    if isinstance(role, str) and not is_expression("RoleArn", role):
        yield Need(role, Allowance(("sts:AssumeRole",)))
    elif credentials:
        yield Unknown(state.name, "Credentials, whose RoleArn is worked out as it runs")


def _of_distributed_map(state: State, account: Connection, name: str) -> Iterator[Need | Unknown]:
    """A distributed Map starts executions of its own state machine, and may read items from S3, or write results."""
    yield Need(account.arn_here("states", f"stateMachine:{name}"), Allowance(("states:StartExecution",)))
    executions = account.arn_here("states", f"execution:{name}*:*")
    yield Need(executions, Allowance(("states:DescribeExecution", "states:StopExecution")))
    for field in ("ItemReader", "ResultWriter"):
        part = mapping(state.body.get(field))
        action = str(part.get("Resource", "")).rpartition(":states:::")[2]
        if not part:
            continue
        actions, below = (_WRITING, ("/*",)) if field == "ResultWriter" else _read(action)
        parameters = mapping(part.get("Arguments", part.get("Parameters")))
        row = Row(actions, ("Bucket",), targets.BUCKET, below)
        bucket = next(_named(parameters, row), None) if actions else None
        arn = targets.BUCKET(account, bucket) if bucket is not None else None
        known = arn is not None and bool(actions)
        yield Need(arn, Allowance(actions, below)) if known and arn else Unknown(state.name, f"{field}, {action}")


def _read(action: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = _READING.get(action)
    return ((found[0],), found[1]) if found else ((), ("",))


def described(unknown: Unknown) -> str:
    """A warning for the plan."""
    return (
        f'What its role needs for the state "{unknown.state}" isn\'t known: it calls {shown(unknown.what)}. '
        "Grant it, as in bucket.grant(..., to=flow), or give role= with all that it needs."
    )
