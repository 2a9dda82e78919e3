"""Service integrations: routes that pass requests on to a queue, a bus or a state machine, without a function between.

AWS calls each kind a subtype, with parameters that are texts, or parts of the request as `$request.body.id` (AWS,
"Integration subtype reference"). API Gateway acts with a role, which all such routes of an API share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.implied import role_name
from touchdown.aws.policies.document import default_trust_policy
from touchdown.aws.resource import AwsResource
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.model.adder import declare
from touchdown.model.field import Form
from touchdown.model.output import shown
from touchdown.model.resource import arn_of

API_GATEWAY = "apigateway.amazonaws.com"
Service = Queue | EventBus | StateMachine
SERVICES = (Queue, EventBus, StateMachine)
_BODY = "$request.body"
_ACTIONS = {
    "SQS-SendMessage": "sqs:SendMessage",
    "EventBridge-PutEvents": "events:PutEvents",
    "StepFunctions-StartExecution": "states:StartExecution",
    "StepFunctions-StartSyncExecution": "states:StartSyncExecution",
}
_QUEUE = (
    "DelaySeconds MessageAttributes MessageBody MessageDeduplicationId MessageGroupId MessageSystemAttributes".split()
)
_TAKEN: Mapping[type, tuple[str, ...]] = {
    Queue: (*_QUEUE, "Region"),
    EventBus: ("Detail", "DetailType", "Source", "Time", "Resources", "TraceHeader", "Region"),
    StateMachine: ("Input", "Name", "TraceHeader", "Region"),
}

PARAMETERS = Form(send=dict, read=lambda found: {name: value for name, value in found.items() if value} or None)
"""An empty text takes a parameter away."""


def subtype_of(target: object) -> str | None:
    """The subtype for a target; None for a function or an address. An express state machine answers with its result."""
    if isinstance(target, Queue):
        return "SQS-SendMessage"
    if isinstance(target, EventBus):
        return "EventBridge-PutEvents"
    if isinstance(target, StateMachine):
        return f"StepFunctions-{'StartSyncExecution' if target.type == 'EXPRESS' else 'StartExecution'}"
    return None


def parameters_of(target: Service, given: Mapping[str, str], *, api: str, route: str) -> dict[str, str]:
    """The parameters of a target, with those that a user gives."""
    if isinstance(target, Queue):
        return {"QueueUrl": target.url, "MessageBody": _BODY, **given}
    if isinstance(target, EventBus):
        return {"EventBusName": target.arn, "Source": api, "DetailType": route, "Detail": _BODY, **given}
    return {"StateMachineArn": target.arn, "Input": _BODY, **given}


def changed_parameters(wanted: Mapping[str, str], present: Mapping[str, str] | None) -> dict[str, str]:
    """The parameters of an update, in which those that are left out stay."""
    return {**dict.fromkeys(present or {}, ""), **wanted}


def role_for(api: AwsResource, target: Service, by: AwsResource) -> Role:
    """The role of an API for its targets, allowed to reach this target from now on."""
    account = api.account
    name = role_name("apis-" + re.sub(r"[^\w+=,.@-]", "-", api.name, flags=re.ASCII), account.region)
    role = account.declared(Role, name)
    if role is None:
        does = f"Reaches what the API {api.name} passes requests on to"
        role = Role(name=name, description=does, assume_role_policy=default_trust_policy(API_GATEWAY))
        declare(account, role, implied_by=by)
    role.policies = {"targets": _policy(role, target)}
    return role


def _policy(role: Role, target: Service) -> dict[str, Any]:
    """What the role may do already, and what reaching a further target needs."""
    before: Any = role.policies.get("targets", {"Statement": []})
    on = {one["Action"]: list(one["Resource"]) for one in before["Statement"]}
    arns, arn = on.setdefault(_ACTIONS[subtype_of(target) or ""], []), arn_of(target)
    if str(arn) not in map(str, arns):
        arns.append(arn)
    statements = [{"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in sorted(on.items())]
    return {"Version": "2012-10-17", "Statement": statements}


def problems(target: object, parameters: Mapping[str, str]) -> Iterator[str]:
    """Why a route can't have such a target, or such parameters."""
    if not isinstance(target, SERVICES):
        if parameters:
            yield "parameters= are for a queue, a bus or a state machine: leave them out."
        return
    taken = _TAKEN[type(target)]
    for name in parameters:
        if name not in taken:
            yield f'parameters= has "{shown(name)}": for {target.label} AWS takes {", ".join(taken)}.'
    if isinstance(target, Queue) and target.fifo:
        if "MessageGroupId" not in parameters:
            yield 'parameters= needs "MessageGroupId" for a FIFO queue, as "$request.body.customer".'
        if not target.content_based_deduplication and "MessageDeduplicationId" not in parameters:
            yield 'parameters= needs "MessageDeduplicationId", or the queue content_based_deduplication=True.'


def warnings(target: object, *, local: bool) -> Iterator[str]:
    if local and isinstance(target, SERVICES):
        yield "The local AWS can't pass requests on to a queue, a bus or a state machine: it answers with an error."
