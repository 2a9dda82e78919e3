"""Targets of rules: where a rule's events go, each with what is needed to get there.

Others may put their targets beside ours. Ours have ids of hashes of workspace and address; the rest is never touched.
A function gets the permission to be invoked by the rule, a queue or topic a statement in its policy, and a bus or a
state machine a role, with which EventBridge sends to it, or starts it.

Weakness: EventBridge checks neither that it may reach a target nor that there is one; what is wrong in an account shows
in the rule's metric FailedInvocations only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import attrs

from touchdown.aws.attached import Attached, parent_of
from touchdown.aws.events import inputs, reaching, unsupported
from touchdown.aws.events.event_bus import EventBus
from touchdown.aws.events.finding import place_of
from touchdown.aws.events.forms import DEAD_LETTERS
from touchdown.aws.events.listing import id_of, names_of_ours, read
from touchdown.aws.events.operations import TARGET
from touchdown.aws.events.rule import Rule
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.function import Function
from touchdown.aws.members import JSON, carried_by, sent
from touchdown.aws.operations import Calls
from touchdown.aws.resource import AttachedResource, Step
from touchdown.aws.sns.topic import Topic
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.model.field import field, resource

_PUT = "events:PutTargets"

_member = carried_by(f"{_PUT}.Targets.member")


@resource
class Target(AttachedResource):
    """A target of a rule (AWS: "Event bus targets in Amazon EventBridge")."""

    TYPE: ClassVar[str] = "events_event_bus:rule:target"
    CALLS: ClassVar[Calls] = TARGET
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = unsupported.TARGET
    PASSES_TO: ClassVar[str] = reaching.SERVICE

    target: Function | Alias | Queue | Topic | EventBus | StateMachine = field(**_member("Arn"))
    """Where the rule's events go: a function or an alias, a queue, a topic, another bus, or a state machine, which is
    started with the event as its input. A rule has up to five targets."""

    name: str = attrs.field(init=False, default=attrs.Factory(lambda self: self.target.label, takes_self=True))
    """A target is called after what it is: `lambda_function.worker`."""

    input: Mapping[str, Any] | None = field(default=None, **_member("Input"), form=JSON)
    """What the target gets in place of the event."""

    input_path: str | None = field(default=None, **_member("InputPath"))
    """The part of the event that the target gets: `$.detail`."""

    input_transformer: Mapping[str, Any] | None = field(default=None, **_member("InputTransformer"))
    """A text made of parts of the event, as AWS's InputTransformer: `{"InputPathsMap": {"order": "$.detail.order"},
    "InputTemplate": '{"order": <order>}'}`."""

    maximum_retries: int = field(default=185, **_member("RetryPolicy.MaximumRetryAttempts"))
    """How often EventBridge tries again to deliver an event: 0 to 185."""

    maximum_age: int = field(default=86_400, **_member("RetryPolicy.MaximumEventAgeInSeconds"))
    """For how long EventBridge tries to deliver an event, in seconds: 60 to 86,400."""

    dead_letter_queue: Queue | str | None = field(
        default=None, **_member("DeadLetterConfig"), form=DEAD_LETTERS, opaque=True
    )
    """Where events go that couldn't be delivered: a queue, or the ARN of one."""

    message_group: str | None = field(default=None, **_member("SqsParameters.MessageGroupId"))
    """Of a FIFO queue: the group of messages that the events belong to."""

    role: Role | str | None = field(default=None, **_member("RoleArn"))
    """The role with which EventBridge sends to another bus, or starts a state machine. Left out, such a target brings a
    role along."""

    def implied(self) -> None:
        reaching.let_in((self.target, self.dead_letter_queue), by=self)
        if isinstance(self.target, EventBus | StateMachine) and self.role is None:
            self.role = reaching.role_for(self.target, self)

    def warnings(self) -> Iterator[str]:
        yield from reaching.warnings((self.target, self.dead_letter_queue), self)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from inputs.problems(self.input, self.input_path, self.input_transformer)
        yield from reaching.problems(self.target, self, self.dead_letter_queue, self.message_group)


def create(step: Step[Target]) -> Outputs:
    """Writes the target whole, since EventBridge forgets what is left out."""
    target = {
        "Id": id_of(step.workspace, step.resource.carried_address),
        **sent(Target, _PUT, step.values)["Targets"]["member"],
    }
    call(step, _PUT, **place_of(parent_of(Target, step.identity), "Rule"), Targets=[target])
    return {"id": target["Id"]}


def delete(step: Step[Target]) -> None:
    place = place_of(parent_of(Target, step.observed.name), "Rule")
    call(step, "events:RemoveTargets", **place, Ids=[step.observed.outputs["id"]])


Target.lifecycle = Attached(
    Target,
    to=Rule,
    rank=1,
    read=read,
    listed=names_of_ours,
    create=create,
    update=lambda step, present: create(step),
    delete=delete,
).lifecycle()
