"""EventBridge rules: which events of a bus go to the rule's targets.

A rule lives in a bus and carries tags of its own, so that a rule in somebody else's bus (`default` above all) is ours.
PutRule makes a rule and writes over one that is there, whosever it is: a look comes first.

Weakness: between that look and PutRule, somebody else's rule of the same name would be written over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from touchdown.aws.events import patterns, unsupported
from touchdown.aws.events.finding import identity_in, ours, path_of, place_of
from touchdown.aws.events.forms import STATE
from touchdown.aws.events.kept import by_targets
from touchdown.aws.events.operations import RULE
from touchdown.aws.events.tagging import TAGGING
from touchdown.aws.lifecycle import Found, Named, Tagged
from touchdown.aws.members import JSON, TEXT, carried_by, changed, sent, values_in
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import call
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.adder import adder
from touchdown.model.errors import AlreadyExists, Missing
from touchdown.model.field import IDENTITY, field, resource
from touchdown.model.later import later
from touchdown.model.place import Place
from touchdown.model.resource import output

if TYPE_CHECKING:
    from touchdown.aws.events.target import Target
else:
    Target = later("touchdown.aws.events.target:Target")

_PUT, _READ, _DELETE = "events:PutRule", "events:DescribeRule", "events:DeleteRule"

_member = carried_by(_PUT)


@resource
class Rule(TaggedResource):
    """A rule of an event bus (AWS: "Rules in Amazon EventBridge")."""

    TYPE: ClassVar[str] = "events_event_bus:rule"
    CALLS: ClassVar[Calls] = RULE
    ATTACHED: ClassVar[frozenset[str]] = frozenset({"target"})
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = unsupported.RULE

    name: str = field(create=f"{_PUT}.Name", update=IDENTITY)
    """Name of the rule: up to 64 letters, digits, dots, hyphens and underscores, unique in its bus."""

    pattern: Mapping[str, Any] = field(**_member("EventPattern"), form=JSON)
    """The events that are meant, as AWS's event pattern: `{"source": ["shop"], "detail-type": ["paid"]}`."""

    enabled: bool = field(default=True, **_member("State"), form=STATE)
    """Whether events go to its targets."""

    description: str | None = field(default=None, **_member("Description"), form=TEXT, clear="")
    """Description, up to 512 characters."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create=f"{_PUT}.Tags", update=f"{TAGGING.write}.Tags")
    """Tags, besides those of the account: up to 47 together."""

    add_target = adder(Target)

    @output
    def arn(self, place: Place) -> str:
        """The rule's ARN."""
        return place.arn("events", f"rule/{path_of(self.identity)}")

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from (f"pattern= {problem}." for problem in patterns.problems(self.pattern))


def read(rule: Named) -> Found:
    return Found(values_in(Rule, rule.api.once(_READ, **place_of(rule.name, "Name"))))


def create(step: Step[Rule]) -> Outputs:
    with suppress(Missing):
        call(step, _READ, **place_of(step.identity, "Name"))
        raise AlreadyExists(f"{step.change.address} exists already.", code="", operation=_PUT)
    members = sent(Rule, _PUT, step.values)
    call(step, _PUT, **place_of(step.identity, "Name"), Tags=TAGGING.sent(all_tags(step)), **members)
    return {}


def update(step: Step[Rule], present: Observed) -> None:
    """Sends all members, since PutRule forgets those that are left out."""
    wanted, there = (sent(Rule, _PUT, values) for values in (step.values, present.values))
    if changed(wanted, there):
        call(step, _PUT, **place_of(step.identity, "Name"), **wanted)


def delete(step: Step[Rule]) -> None:
    call(step, _DELETE, **place_of(step.observed.name, "Name"))


RULES = Tagged(
    Rule,
    rank=3,
    tagging=TAGGING,
    read=read,
    create=create,
    update=update,
    delete=delete,
    ours=ours,
    identity=identity_in,
    separators=":",
)
Rule.lifecycle = attrs.evolve(RULES.lifecycle(), meaning={"pattern": patterns.meaning}, blocked=by_targets)
