"""A provider made of plain parts: a cloud that is a dictionary, accounts that look into it, and two types of things.

The engine plans and applies for real here; only what is at the other end of the calls is small. `Cloud.wire` is called
with each write before it is made, as in "create hello", and may raise or wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from touchdown.engine.apply import PARALLEL, Applied, apply_plan
from touchdown.engine.change import Action, Change, Plan, Reason
from touchdown.engine.events import Report, silent
from touchdown.engine.lifecycle import Lifecycle, Observation, Outputs, Step
from touchdown.engine.observed import Observed, Values
from touchdown.engine.plan import make_plan
from touchdown.engine.scope import Scope, scope_of
from touchdown.model.adder import adder, declare
from touchdown.model.field import FIXED, field, resource
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output
from touchdown.model.source import Source
from touchdown.model.workspace import BaseWorkspace

HERE = Place("123456789012", "fake", "north")


@resource
class Thing(Resource):
    """A thing with a bit of everything."""

    TYPE: ClassVar[str] = "thing"

    size: int = field(default=1, create="fake:Create.Size", update="fake:Update.Size")
    kind: str = field(default="plain", create="fake:Create.Kind", update=FIXED)
    text: str = field(default="", create="fake:Create.Text", update="fake:Update.Text")
    settings: Mapping[str, Any] = field(
        factory=dict[str, Any], create="fake:Create.Settings", update="fake:Update.Settings", sensitive=True
    )
    uses: Sequence[str] = field(factory=list[str], create="fake:Create.Uses", update="fake:Update.Uses")
    helper: Thing | None = field(default=None, create="fake:Create.Helper", update="fake:Update.Helper")

    @output
    def arn(self, place: Place) -> str:
        """Known as soon as the place is."""
        return place.arn(self.TYPE, self.name)

    @output
    def url(self, place: Place) -> str | None:
        """Known to the cloud only."""


@resource
class Stone(Thing):
    """A thing that things stand on: of two deletes, its own comes later."""

    TYPE: ClassVar[str] = "stone"


RANKS: Mapping[str, int] = {Thing.TYPE: 1, Stone.TYPE: 2}


@attrs.define
class Kept:
    """A thing as the cloud has it."""

    type: str
    name: str
    values: Mapping[str, Any]
    workspace: str | None
    address: str | None
    url: str


class Cloud:
    """What exists, by ARN, and the writes that were made, in their order."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.writes: list[str] = []
        self.wire: Callable[[str], None] = lambda write: None
        self._made = 0
        self._lock = threading.Lock()

    def write(self, write: str, make: Callable[[], None]) -> None:
        self.wire(write)
        with self._lock:
            self.writes.append(write)
            make()

    def names(self) -> set[str]:
        return {one.name for one in self.kept.values()}

    def named(self, name: str) -> Kept:
        return next(one for one in self.kept.values() if one.name == name)

    def new_url(self) -> str:
        with self._lock:
            self._made += 1
            return f"https://{self._made}.example"


class Account:
    """An account that looks into a cloud; the engine's `Provider`."""

    add_thing = adder(Thing)
    add_stone = adder(Stone)

    def __init__(self, name: str, cloud: Cloud, place: Place = HERE) -> None:
        self.name = name
        self.cloud = cloud
        self.source: Source | None = None
        self.notes: tuple[str, ...] = ()
        self.hints: dict[str, Mapping[str, Any]] = {}
        """Values that are read in bulk, by name, in place of those that the cloud has."""
        self.verified: list[str] = []
        self.read: list[str] = []
        """The names of what was declared and looked at."""
        self.lifecycles = {kind: lifecycle_of(kind) for kind in RANKS}
        self._place = place
        self._resources: dict[str, Resource] = {}

    @property
    def region(self) -> str:
        return self._place.region

    @property
    def resources(self) -> Mapping[str, Resource]:
        return self._resources

    def register(self, resource: Resource) -> None:
        resource.account = self
        self._resources[resource.address] = resource

    def get_thing(self, name: str) -> Thing:
        thing = Thing(name=name)
        thing.external = True
        return declare(self, thing)

    def teach(self, kind: str = Thing.TYPE, **more: Any) -> None:
        """Gives a type's lifecycle something more."""
        self.lifecycles[kind] = attrs.evolve(self.lifecycles[kind], **more)

    def place(self) -> Place:
        return self._place

    def lifecycle(self, type_name: str) -> Lifecycle:
        return self.lifecycles[type_name]

    def observe(self, workspace: str | None, report: Report, scope: Scope) -> Observation:
        declared: dict[str, Observed] = {}
        undeclared: list[Observed] = []
        for kind, lifecycle in self.lifecycles.items():
            ours = {one.name: one for one in scope.of(self.resources.values()) if kind == one.TYPE}
            self.read += ours
            declared |= {
                ours[name].address: self._hint(one) for name, one in lifecycle.observe(self, list(ours)).items()
            }
            others = [name for name in lifecycle.ours(self) if name not in ours] if scope.whole else []
            undeclared += [one for one in lifecycle.observe(self, others).values() if one.workspace == workspace]
        return Observation(declared, tuple(undeclared), self.notes)

    def _hint(self, found: Observed) -> Observed:
        if found.name not in self.hints:
            return found
        return attrs.evolve(found, values={**found.values, **self.hints[found.name]}, hint=True)

    def verify(
        self, workspace: str | None, addresses: Sequence[str], report: Report, scope: Scope
    ) -> dict[str, Observed]:
        """Reads these by themselves: as the cloud has them."""
        self.verified += addresses
        resources = [self.resources[address] for address in addresses]
        found = {one.address: self.observed(one.TYPE, one.name) for one in resources}
        return {address: one for address, one in found.items() if one is not None}

    def has(self, name: str, *, type_name: str = Thing.TYPE, workspace: str | None = "shop", **more: Any) -> Kept:
        """Puts a thing into the cloud, as somebody has made it before."""
        address = more.pop("address", f"{self.name}/{type_name}.{name}" if workspace else None)
        values = {"size": 1, "kind": "plain", "text": "", "settings": {}, "uses": [], "helper": None, **more}
        kept = Kept(type_name, name, values, workspace, address, self.cloud.new_url())
        self.cloud.kept[self._place.arn(type_name, name)] = kept
        return kept

    def observed(self, kind: str, name: str) -> Observed | None:
        arn = self._place.arn(kind, name)
        kept = self.cloud.kept.get(arn)
        if kept is None:
            return None
        outputs = {"arn": arn, "url": kept.url}
        return Observed(kind, name, arn, kept.values, kept.workspace, kept.address, outputs)


def lifecycle_of(kind: str) -> Lifecycle:
    """The lifecycle of a type: plain functions that close over its name."""

    def observe(account: Account, names: Sequence[str]) -> dict[str, Observed]:
        return {name: found for name in names if (found := account.observed(kind, name))}

    def ours(account: Account) -> list[str]:
        return [one.name for one in account.cloud.kept.values() if one.type == kind]

    def desired(thing: Thing) -> Values:
        helper = thing.helper.arn if thing.helper else None
        return {
            "size": thing.size,
            "kind": thing.kind,
            "text": thing.text,
            "settings": thing.settings,
            "uses": thing.uses,
            "helper": helper,
        }

    def put(step: Step, verb: str) -> Outputs:
        cloud, thing = step.account.cloud, step.resource
        arn = step.account.place().arn(kind, thing.name)
        url = cloud.kept[arn].url if verb == "update" else cloud.new_url()
        kept = Kept(kind, thing.name, step.values, step.workspace, thing.carried_address, url)
        cloud.write(f"{verb} {thing.name}", lambda: cloud.kept.update({arn: kept}))
        return {"arn": arn, "url": url}

    def delete(step: Step) -> None:
        cloud, observed = step.account.cloud, step.observed
        arn = step.account.place().arn(kind, observed.name)
        cloud.write(f"delete {observed.name}", lambda: cloud.kept.pop(arn))

    return Lifecycle(
        rank=RANKS[kind],
        observe=observe,
        ours=ours,
        desired=desired,
        create=lambda step: put(step, "create"),
        update=lambda step: put(step, "update"),
        delete=delete,
    )


def shop(*accounts: Account) -> BaseWorkspace:
    """A workspace named "shop" with these accounts."""
    workspace = BaseWorkspace("shop")
    for account in accounts:
        workspace.add_account(account)
    return workspace


def planned(*accounts: Account, target: Sequence[str] = (), destroy: bool = False, **more: Any) -> Plan:
    workspace = shop(*accounts)
    return make_plan(workspace, destroy=destroy, scope=scope_of(workspace, target, destroy=destroy), **more)


def applied(*accounts: Account, report: Report = silent, parallel: int = PARALLEL, **more: Any) -> Applied:
    return apply_plan(shop(*accounts), planned(*accounts, **more), report=report, parallel=parallel)


def only(plan: Plan) -> Change:
    (change,) = plan.changes
    return change


def told(plan: Plan) -> dict[str, tuple[Action, Reason]]:
    assert len(plan.by_address) == len(plan.changes)
    return {change.address: (change.action, change.reason) for change in plan.changes}
