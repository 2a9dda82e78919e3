"""What a workspace's schedules have in common: their group, and a role for each fifty targets (EVENTS.md, 45)."""

from __future__ import annotations

from typing import Any, cast

from touchdown.aws.connection import Connection
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.implied import role_name
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.policies.document import default_trust_policy
from touchdown.aws.resource import AwsResource
from touchdown.aws.scheduler.schedule_group import ScheduleGroup
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.model.adder import declare
from touchdown.model.resource import Resource, arn_of

SERVICE = "scheduler.amazonaws.com"
_MOST_TARGETS = 50
_ACTIONS = {
    Invocable: "lambda:InvokeFunction",
    Queue: "sqs:SendMessage",
    StateMachine: "states:StartExecution",
}
"""What Scheduler does with a target (EVENTS.md, 45; APIS.md, 50)."""
_UNNAMED = "local"
"""A workspace without a name is for the local AWS only."""


def group_of(account: Connection, schedule: AwsResource) -> ScheduleGroup:
    """The group of the workspace in an account, which the first schedule brings along."""
    name = account.workspace_name() or _UNNAMED
    group = ScheduleGroup(name=name)
    return account.declared(ScheduleGroup, name) or declare(account, group, implied_by=schedule)


def is_of_workspace(group: AwsResource) -> bool:
    """Whether a group is called as the workspace, whose name may have been set later."""
    return group.name == (group.account.workspace_name() or _UNNAMED)


def role_of(group: AwsResource, target: AwsResource, dead_letters: object, by: AwsResource) -> Role:
    """The role with which Scheduler calls a target: that of the target's fifty, allowed to call it from now on."""
    known = _targets(group)
    number = known.setdefault(target.address, len(known)) // _MOST_TARGETS
    name = role_name(f"schedules-{group.name}" + (f"-{number + 1}" if number else ""), group.account.region)
    role = group.account.declared(Role, name)
    if role is None:
        trust = default_trust_policy(SERVICE)
        role = Role(name=name, description=f"Calls what the schedules of {group.name} name", assume_role_policy=trust)
        declare(group.account, role, implied_by=by)
    role.policies = {"targets": _policy(role, target, dead_letters)}
    return role


def _targets(group: AwsResource) -> dict[str, int]:
    """The targets of the schedules that were declared before, each with its number."""
    found: dict[str, int] = {}
    for schedule in group.children[:-1]:
        found.setdefault(cast(Resource, schedule.values()["target"]).address, len(found))
    return found


def _policy(role: Role, target: AwsResource, dead_letters: object) -> dict[str, Any]:
    """What the role may do already, and what a further schedule needs."""
    before: Any = role.policies.get("targets", {"Statement": []})
    on = {one["Action"]: list(one["Resource"]) for one in before["Statement"]}
    calls = next(action for cls, action in _ACTIONS.items() if isinstance(target, cls))
    for action, end in ((calls, target), ("sqs:SendMessage", dead_letters)):
        arn = arn_of(end) if isinstance(end, Resource) else end
        if arn is not None and str(arn) not in map(str, on.setdefault(action, [])):
            on[action].append(arn)
    statements = [
        {"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in sorted(on.items()) if arns
    ]
    return {"Version": "2012-10-17", "Statement": statements}
