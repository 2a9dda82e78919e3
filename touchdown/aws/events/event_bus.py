"""EventBridge event buses, custom ones and the account's own, `default`.

A bus is made without a policy, which a second call writes: a run that is killed in between leaves a bus of ours, whose
policy the next run writes.

Weakness: EventBridge doesn't delete a bus that has rules; those that somebody puts into it after the plan are found out
only from EventBridge's refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from touchdown.aws.events import unsupported
from touchdown.aws.events.forms import DEAD_LETTERS, problems_of_dead_letters
from touchdown.aws.events.kept import by_rules
from touchdown.aws.events.operations import BUS
from touchdown.aws.events.tagging import TAGGING
from touchdown.aws.grants import Allowance, Grantee, Verbs, grant
from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.members import POLICY, TEXT, carried_by, changed, meaning_of_policy, sent, values_in
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.sqs.queue import Queue
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.adder import adder
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.events.rule import Rule
else:
    Rule = later("touchdown.aws.events.rule:Rule")

_CREATE, _UPDATE, _READ = "events:CreateEventBus", "events:UpdateEventBus", "events:DescribeEventBus"
_ALLOW, _FORBID = "events:PutPermission", "events:RemovePermission"

_member = carried_by(_CREATE, _UPDATE)


@resource
class EventBus(TaggedResource):
    """An event bus (AWS: "Event buses in Amazon EventBridge")."""

    TYPE: ClassVar[str] = "events_event_bus"
    CALLS: ClassVar[Calls] = BUS
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = unsupported.BUS

    name: str = field(create=f"{_CREATE}.Name", update=IDENTITY)
    """Name of the bus: up to 256 letters, digits, dots, hyphens and underscores."""

    description: str | None = field(default=None, **_member("Description"), form=TEXT, clear="")
    """Description, up to 512 characters."""

    policy: Mapping[str, Any] | None = field(
        default=None, create=f"{_ALLOW}.Policy", update=f"{_ALLOW}.Policy", form=POLICY
    )
    """Who may do what with the bus, as a policy document. Its own account needs none."""

    kms_key: str | None = field(default=None, **_member("KmsKeyIdentifier"), form=TEXT, clear="")
    """The KMS key that encrypts: an ID, an ARN or an alias. Left out, EventBridge encrypts with a key of its own."""

    dead_letter_queue: Queue | str | None = field(
        default=None, **_member("DeadLetterConfig"), form=DEAD_LETTERS, clear={}, opaque=True
    )
    """Where events go that the bus couldn't handle, as with a key that it may not use: a queue, or the ARN of one."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_CREATE}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 47 together."""

    GRANTS: ClassVar[Verbs] = {"put": (Allowance(("events:PutEvents",)),)}

    add_rule = adder(Rule)

    def grant(self, *verbs: Literal["put"] | str, to: Grantee) -> None:
        """Lets a function send events to the bus."""
        grant(self, verbs, to, self.GRANTS)

    @output
    def arn(self, place: Place) -> str:
        """The bus's ARN."""
        return place.arn("events", f"event-bus/{self.name}")

    def implied(self) -> None:
        if isinstance(self.dead_letter_queue, Queue):
            self.dead_letter_queue.accept(by=self, principal="events.amazonaws.com", source_arn=self.arn)

    def warnings(self) -> Iterator[str]:
        if self.account.local and self.policy is not None:
            yield "The local AWS ignores policy=, and lets everybody send; each plan shows it as a change."
        if isinstance(self.dead_letter_queue, Queue):
            yield from self.dead_letter_queue.needed_by(self)

    def problems(self) -> Iterator[str]:
        if not self.external:
            yield from super().problems()
            yield from problems_of_dead_letters(self.dead_letter_queue)
            if self.name == "default":
                yield 'each account has a bus "default" already: name it with get_event_bus(name="default").'


def read(bus: Named) -> Found:
    return Found(values_in(EventBus, bus.api.once(_READ, Name=bus.name)))


def create(step: Step[EventBus]) -> Outputs:
    members = sent(EventBus, _CREATE, step.values)
    call(step, _CREATE, Name=step.resource.name, Tags=TAGGING.sent(all_tags(step)), **members)
    _write_policy(step, None)
    return {}


def update(step: Step[EventBus], present: Observed) -> None:
    """Sends all members, since AWS doesn't say what becomes of those that are left out."""
    wanted, there = (sent(EventBus, _UPDATE, values) for values in (step.values, present.values))
    if changed(wanted, there):
        call(step, _UPDATE, Name=step.resource.name, **wanted)
    _write_policy(step, present.values["policy"])


def _write_policy(step: Step[EventBus], present: Mapping[str, Any] | None) -> None:
    wanted, name = step.values["policy"], step.resource.name
    if step.resource.lifecycle.is_same("policy", wanted, present):
        return
    if wanted is None:
        call(step, _FORBID, EventBusName=name, RemoveAllPermissions=True)
    else:
        call(step, _ALLOW, EventBusName=name, **sent(EventBus, _ALLOW, step.values))


def delete(step: Step[EventBus]) -> None:
    call(step, "events:DeleteEventBus", Name=step.observed.name)


BUSES = Tagged(EventBus, rank=4, tagging=TAGGING, read=read, create=create, update=update, delete=delete)
EventBus.lifecycle = attrs.evolve(BUSES.lifecycle(), meaning={"policy": meaning_of_policy}, blocked=by_rules)
