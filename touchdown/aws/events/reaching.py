"""What EventBridge needs to reach a target: a function's permission, a statement in the policy of a queue or topic, or
a role with which it sends to another bus or starts a state machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.events.forms import problems_of_dead_letters
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.implied import role_name
from touchdown.aws.lambda_.invocable import Invocable
from touchdown.aws.lambda_.permission import allow
from touchdown.aws.policies.accepted import Accepting
from touchdown.aws.policies.document import default_trust_policy
from touchdown.aws.resource import AwsResource
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.model.adder import declare
from touchdown.model.resource import arn_of

SERVICE = "events.amazonaws.com"
_MOST_TARGETS = 5
"""EVENTS.md, 39."""

Ends = tuple[object, ...]
"""Where events may go: a target, and its queue for dead letters."""


def let_in(ends: Ends, *, by: AwsResource) -> None:
    """Lets EventBridge reach what has a policy of its own, for a rule (EVENTS.md, 43)."""
    rule = _rule_of(by)
    for end in ends:
        if isinstance(end, Invocable):
            allow(end, by=rule, principal=SERVICE, source_arn=arn_of(rule))
        elif isinstance(end, Accepting):
            end.accept(by=by, principal=SERVICE, source_arn=arn_of(rule))


def warnings(ends: Ends, by: AwsResource) -> Iterator[str]:
    """What those need that aren't ours to change."""
    for end in ends:
        if isinstance(end, Accepting):
            yield from end.needed_by(by)


def problems(
    target: AwsResource, by: AwsResource, dead_letters: Queue | str | None, group: str | None
) -> Iterator[str]:
    """Why a rule can't have such a target."""
    rule = _rule_of(by)
    if len(rule.children) > _MOST_TARGETS and by is rule.children[0]:
        yield f"{rule.label} has {len(rule.children)} targets, AWS allows {_MOST_TARGETS}."
    if target.account is not rule.account:
        yield f"target= is {target.address}, and the rule is in {rule.account.name}: give it a rule there."
    if rule.parent is target:
        yield f"target= is {target.label}, the bus of the rule itself: its events would go round for ever."
    fifo = isinstance(target, Queue) and target.fifo
    if fifo != (group is not None):
        yield "message_group= is for FIFO queues, and they need it."
    if isinstance(target, Queue) and fifo and not target.external and not target.content_based_deduplication:
        yield f"target= is {target.label}, which needs content_based_deduplication=True for events of a rule."
    yield from problems_of_dead_letters(dead_letters)


def _rule_of(target: AwsResource) -> AwsResource:
    assert isinstance(target.parent, AwsResource)
    return target.parent


def role_for(target: EventBus | StateMachine, by: AwsResource) -> Role:
    """The role that lets EventBridge reach a bus or a state machine: a single one for each (AWS: "Permissions for event
    buses"; APIS.md, 50)."""
    account, is_bus = target.account, isinstance(target, EventBus)
    plain = re.sub(r"[^\w+=,.@-]", "-", target.name, flags=re.ASCII)
    name = role_name(f"events-{plain}" if is_bus else f"events-states-{plain}", account.region)
    declared = account.declared(Role, name)
    if declared is not None:
        return declared
    action = "events:PutEvents" if is_bus else "states:StartExecution"
    statement = {"Effect": "Allow", "Action": action, "Resource": arn_of(target)}
    does = "Sends events to the bus" if is_bus else "Starts the state machine"
    role = Role(
        name=name,
        description=f"{does} {target.name}",
        assume_role_policy=default_trust_policy(SERVICE),
        policies={"events": {"Version": "2012-10-17", "Statement": [statement]}},
    )
    return declare(account, role, implied_by=by)
