"""Makes a plan from the declared and the observed values.

The steps, in order: ask every account who we are; read all accounts at once; compare each declared resource, after
those that it needs, so that their known outputs stand in its values; then find resources that are ours and no longer
declared. A resource that was read in bulk is a hint: where it leads to a change, it is read by itself, and everything
is compared again. All objections to the plan are collected before any is raised.

Weakness: outputs that only AWS knows are taken as unknown whenever their resource changes at all, unless its type
says that they last (`Lifecycle.lasting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import attrs

from touchdown.engine.account_context import account_context, asked_at_once, region_of
from touchdown.engine.change import Action, Change, Difference, Plan, Reason
from touchdown.engine.compare import creations, differences
from touchdown.engine.events import Reading, Report, silent
from touchdown.engine.hints import hinted, verified
from touchdown.engine.ignored import recorded, without_ignored
from touchdown.engine.kept import blocked, irreplaceable, left_as_it_is, let_go, undeletable
from touchdown.engine.lifecycle import Lifecycle, Observation, Provider, Values
from touchdown.engine.newer_record import NOTE, not_to_be_changed
from touchdown.engine.objections import (
    declared_differently,
    left_behind,
    missing,
    needed_as,
    not_ours,
    shared_with,
    unadoptable,
)
from touchdown.engine.observed import Observed, value_of
from touchdown.engine.prune import accounts_not_declared, undeclared
from touchdown.engine.record import is_old, is_surely_outside
from touchdown.engine.scope import WHOLE, Scope, whole_addresses
from touchdown.engine.target_dependents import used_twins, users_of
from touchdown.model.errors import DeclarationError, TouchdownError, all_in_one
from touchdown.model.output import Output, reveal, substitute
from touchdown.model.place import Place
from touchdown.model.resource import Resource, outputs_of
from touchdown.model.workspace import BaseWorkspace

EVERYTHING = "all"


def make_plan(
    workspace: BaseWorkspace,
    *,
    adopt: Sequence[str] = (),
    destroy: bool = False,
    only_look: bool = False,
    scope: Scope = WHOLE,
    report: Report = silent,
) -> Plan:
    """Reads the accounts and says what to do; `adopt` holds addresses, endings of them, or "all".

    Objections to the plan are errors; or, for a plan that is only looked at, notes on its changes.
    """
    adopt = whole_addresses(workspace, adopt, "--adopt", also=(EVERYTHING,))
    planning = look(workspace, scope, report, adopt)
    planning, changes = compared(planning, destroy, report)
    changes += undeclared(workspace, planning.seen, planning.addresses.keys(), changes)
    changes = planning.letting_go(changes)
    changes = planning.noted(changes) if only_look else planning.refused(changes, report)
    notes = (
        *(note for one in planning.seen.values() for note in one.notes),
        *accounts_not_declared(workspace, planning.seen, planning.places, scope),
    )
    return Plan(workspace.name, tuple(changes), (*notes, *scope.notes(workspace)), scope, destroy)


def look(workspace: BaseWorkspace, scope: Scope, report: Report, adopt: Sequence[str] = ()) -> Planning:
    """Asks every account in sight who we are, and then reads them all at once."""
    accounts = scope.accounts(workspace)
    places = asked_at_once(workspace, accounts, lambda one: one.place())
    seen = asked_at_once(workspace, accounts, lambda one: one.observe(workspace.name, report, scope))
    return Planning(workspace, places, seen, frozenset(adopt), scope)


def compared(planning: Planning, destroy: bool, report: Report) -> tuple[Planning, list[Change]]:
    """The changes of declared resources, compared again for as long as any of them rests on a hint."""
    while True:
        changes = planning.destroyed() if destroy else planning.declared()
        doubtful = hinted(changes, planning.told)
        if not doubtful:
            return planning, changes
        planning = planning.verified(doubtful, report)


@attrs.define
class Planning:
    """The comparison of a workspace with what was observed: pure, but for asking what blocks a delete."""

    workspace: BaseWorkspace
    places: Mapping[str, Place]
    seen: Mapping[str, Observation]
    adopt: frozenset[str]
    scope: Scope
    errors: list[tuple[str, TouchdownError]] = attrs.field(factory=list[tuple[str, TouchdownError]], init=False)
    """Objections to the plan, each with the address that it is about."""
    settled: dict[str, Observed] = attrs.field(factory=dict[str, Observed], init=False)
    told: set[str] = attrs.field(factory=set[str], init=False)
    """The addresses of hints whose outputs stand in values of others."""
    by_arn: dict[str, Resource] = attrs.field(factory=dict[str, Resource], init=False)
    addresses: dict[str, set[str]] = attrs.field(factory=dict[str, set[str]], init=False)
    """The addresses that are declared for the same resource in AWS, by its ARN."""

    def __attrs_post_init__(self) -> None:
        for resource in self.workspace.resources():
            for arn in self._arns(resource):
                self.addresses.setdefault(arn, set()).add(resource.carried_address)

    def _arns(self, resource: Resource) -> Iterator[str]:
        """The ARNs that a declaration may have in AWS: as it was read, or, out of sight, as it can be worked out."""
        if self.scope.holds(resource):
            observed = self.seen[resource.account.name].declared.get(resource.address)
            yield from [observed.arn] if observed else []
            return
        region = region_of(cast(Provider, resource.account))
        for place in self.places.values():
            # Its account isn't asked who we are there: it may be any of these, in the region that it declares.
            arn = resource.predict("arn", attrs.evolve(place, region=region))
            yield from [arn] if arn else []

    def verified(self, addresses: Sequence[str], report: Report) -> Planning:
        """The comparison repeated, with these resources read by themselves."""
        seen = verified(self.workspace, self.seen, addresses, report, self.scope)
        return Planning(self.workspace, self.places, seen, self.adopt, self.scope)

    def declared(self) -> list[Change]:
        """A change for each declared resource, each after what it needs."""
        changes: list[Change] = []
        for resource in self.scope.of(self.workspace.in_order()):
            change = self._change(resource)
            if (settled := self._settled(change)) is not None:
                self.settled[resource.address] = settled
            if change.action is Action.REPLACE and (users := users_of(self.workspace, self.scope, resource)):
                change = attrs.evolve(change, notes=(*change.notes, left_behind(users)))
            changes.append(change)
        return changes

    def destroyed(self) -> list[Change]:
        """A delete for each declared resource that exists and is ours; those that need others first."""
        in_order = reversed(self.scope.of(self.workspace.in_order()))
        return [change for one in in_order if (change := self._destroy(one)) is not None]

    def letting_go(self, changes: Sequence[Change]) -> list[Change]:
        """The changes, with what is kept let go of instead of deleted."""
        return [let_go(self._provider(one.address), one) if one.action is Action.DELETE else one for one in changes]

    def refused(self, changes: Sequence[Change], report: Report) -> list[Change]:
        """The changes, without deletes of what stays. Raises the objections to the plan, if there are any."""
        found = [
            self._checked(one, report) if one.action in (Action.DELETE, Action.REPLACE) else one for one in changes
        ]
        if self.errors:
            raise all_in_one([error for _, error in self.errors])
        return found

    def _checked(self, change: Change, report: Report) -> Change:
        """A delete, unless it is left because of what the resource holds."""
        report(Reading(change.address, "whether it can be deleted"))
        with account_context(self.workspace, change.address):
            why, stays = blocked(self._provider(change.address), change)
        self.errors.extend((change.address, one) for one in self._objections(change, "" if stays else why))
        report(Reading(change.address, "whether it can be deleted", done=True))
        return left_as_it_is(change, why) if stays else change

    def noted(self, changes: Sequence[Change]) -> list[Change]:
        """The changes, each with the objections to it. Nobody is asked what blocks a delete."""
        notes: dict[str, list[str]] = {address: [] for address, _ in self.errors}
        for address, error in self.errors:
            notes[address].append(f"{error.what} {error.why}".strip())
        return [attrs.evolve(one, notes=(*one.notes, *notes.get(one.address, ()))) for one in changes]

    def resolve(self, output: Output) -> str | None:
        """The value of an output, as far as it is known before anything is applied."""
        resource = output.resource
        place, observed = self.places[resource.account.name], self.settled.get(resource.address)
        if observed is not None and observed.hint and resource.predict(output.attribute, place) is None:
            self.told.add(resource.address)
        return value_of(output, place, observed)

    def _change(self, resource: Resource) -> Change:
        observed = self.seen[resource.account.name].declared.get(resource.address)
        if resource.external:
            return self._named(resource, observed)
        lifecycle = self._lifecycle(resource)
        desired = substitute(dict(lifecycle.desired(resource)), self.resolve)
        shared = self._shared(resource, desired)
        if shared is not None:
            return shared
        self.errors.extend(
            (resource.address, DeclarationError(f"{resource.address}: {problem}", where=resource.where))
            for problem in lifecycle.wrong(resource, desired)
        )
        desired, ignored = without_ignored(resource, desired, observed, lifecycle.is_same)
        if observed is None:
            change = _change(resource, Action.CREATE, Reason.ABSENT, None, creations(resource, desired))
        else:
            change = self._compared(resource, desired, observed, lifecycle)
        change = attrs.evolve(change, desired=desired, notes=(*change.notes, *ignored))
        return attrs.evolve(change, outputs_stay=self._outputs_stay(change))

    def _settled(self, change: Change) -> Observed | None:
        """The resource as it was read, with the outputs that the change leaves as they are."""
        if change.observed is None or change.action in (Action.NONE, Action.READ):
            return change.observed
        if change.action is not Action.UPDATE:
            return None
        lifecycle = self._provider(change.address).lifecycle(change.observed.type)
        kept = lifecycle.kept(change.observed.outputs, change.fields)
        return attrs.evolve(change.observed, outputs=kept)

    def _outputs_stay(self, change: Change) -> bool:
        """Whether a change keeps the outputs that others may need. Before it is adopted, a resource isn't ours."""
        resource, observed = change.resource, change.observed
        if resource is None or observed is None or change.action is not Action.UPDATE:
            return False
        place = self.places[resource.account.name]
        known = {name: resource.predict(name, place) for name in outputs_of(type(resource))}
        return all(observed.outputs.get(name, value) == value for name, value in known.items() if value is not None)

    def _named(self, resource: Resource, observed: Observed | None) -> Change:
        if observed is None:
            self.errors.append((resource.address, missing(resource)))
            return _change(resource, Action.READ, Reason.MISSING, None)
        return _change(resource, Action.READ, Reason.NAMED, observed)

    def _shared(self, resource: Resource, desired: Values) -> Change | None:
        """A resource without a region can be declared in the accounts of several: the first of them manages it."""
        arn = resource.predict("arn", self.places[resource.account.name]) or resource.address
        first = self.by_arn.setdefault(arn, resource)
        if first is resource:
            return None
        theirs = substitute(dict(self._lifecycle(first).desired(first)), self.resolve)
        if reveal(dict(desired)) != reveal(theirs):
            self.errors.append((resource.address, declared_differently(resource, first)))
        observed = self.seen[resource.account.name].declared.get(resource.address)
        shared = _change(resource, Action.NONE, Reason.SHARED, observed)
        return attrs.evolve(shared, managed_by=first.address)

    def _compared(self, resource: Resource, desired: Values, observed: Observed, lifecycle: Lifecycle) -> Change:
        found = differences(resource, desired, observed, lifecycle.is_same, lifecycle.by_entry)
        if observed.workspace != self.workspace.name:
            return self._foreign(resource, observed, lifecycle, found)
        if observed.newer:
            return self._newer(resource, observed, found)
        if any(difference.replaces for difference in found):
            return _change(resource, Action.REPLACE, Reason.FIXED_FIELD, observed, found)
        verdict = lifecycle.judge(resource, desired, observed, found) if lifecycle.judge else None
        notes = (*(verdict.notes if verdict else ()), *self._remade(resource, lifecycle, found))
        if verdict:
            return _change(resource, Action.UPDATE, verdict.reason, observed, (*found, *verdict.differences), notes)
        if found:
            outside = is_surely_outside(lifecycle, resource, desired, observed, found)
            reason = Reason.CHANGED_OUTSIDE if outside else Reason.DIFFERS
            return _change(resource, Action.UPDATE, reason, observed, found, notes)
        if observed.address not in self.addresses[observed.arn]:
            was = f"It was {observed.address}." if observed.address else "It carried no address."
            return _change(resource, Action.UPDATE, Reason.MOVED, observed, (), (*notes, was))
        if is_old(lifecycle, recorded(resource, desired), observed):
            return _change(resource, Action.UPDATE, Reason.UNRECORDED, observed, (), notes)
        return _change(resource, Action.NONE, Reason.AS_DECLARED, observed, (), notes)

    def _newer(self, resource: Resource, observed: Observed, found: tuple[Difference, ...]) -> Change:
        if found:
            self.errors.append((resource.address, not_to_be_changed(resource)))
            return _change(resource, Action.NONE, Reason.NEWER, observed)
        return _change(resource, Action.NONE, Reason.AS_DECLARED, observed, (), (NOTE,))

    def _remade(self, resource: Resource, lifecycle: Lifecycle, found: tuple[Difference, ...]) -> Iterator[str]:
        """Notes on resources that don't exist any more, and were observed to be in use by this one."""
        changed = {difference.path[0] for difference in found}
        for name, other in resource.references():
            gone = not other.external and other.address not in self.seen[other.account.name].declared
            if name in lifecycle.remade and name not in changed and gone:
                yield lifecycle.remade[name]

    def _foreign(
        self, resource: Resource, observed: Observed, lifecycle: Lifecycle, found: tuple[Difference, ...]
    ) -> Change:
        if observed.workspace is None and lifecycle.adopts and lifecycle.adopts(resource, observed):
            return _change(resource, Action.ADOPT, Reason.MADE_BY_AWS, observed, found)
        if observed.workspace is None and {resource.address, EVERYTHING} & self.adopt:
            self.errors.extend((resource.address, unadoptable(resource, one)) for one in found if one.replaces)
            return _change(resource, Action.ADOPT, Reason.ADOPTED, observed, found, shared_with(observed))
        self.errors.append((resource.address, not_ours(resource, observed)))
        return attrs.evolve(_change(resource, Action.NONE, Reason.FOREIGN, observed), foreign=True)

    def _destroy(self, resource: Resource) -> Change | None:
        observed = self.seen[resource.account.name].declared.get(resource.address)
        if resource.external or observed is None or observed.workspace != self.workspace.name:
            return None
        if self.by_arn.setdefault(observed.arn, resource) is not resource:
            return None
        reason = Reason.DESTROYED if self.scope.whole else Reason.TARGETED
        return attrs.evolve(_change(resource, Action.DELETE, reason, observed), with_workspace=self.scope.whole)

    def _objections(self, change: Change, why: str) -> Iterator[TouchdownError]:
        resource, observed = change.resource, change.observed
        if resource is not None and resource.protect:
            yield DeclarationError(
                f"{change.address} is protected, and the plan would {change.action} it.",
                where=resource.where,
                why=f"It {change.reason}.",
                hint="Take protect=True away first if that is what you want.",
            )
        if resource is not None and observed is not None:
            lifecycle = self._lifecycle(resource)
            if change.action is Action.REPLACE and lifecycle.keeps(resource, observed):
                yield irreplaceable(change)
            twins = used_twins(self.workspace, self.scope, resource, observed)
            yield from (needed_as(resource, twin, users) for twin, users in twins)
        if why:
            yield undeletable(change, why)

    def _lifecycle(self, resource: Resource) -> Lifecycle:
        return self._provider(resource.address).lifecycle(resource.TYPE)

    def _provider(self, address: str) -> Provider:
        return cast(Provider, self.workspace.accounts[address.partition("/")[0]])


def _change(
    resource: Resource,
    action: Action,
    reason: Reason,
    observed: Observed | None,
    found: tuple[Difference, ...] = (),
    notes: tuple[str, ...] = (),
) -> Change:
    fields = {one.path[0] for one in found}
    warnings = (*resource.warnings(), *resource.written(fields)) if action.writes else ()
    return Change(
        resource.address,
        action,
        reason,
        found,
        where=str(resource.where or ""),
        notes=(*notes, *warnings),
        identity=observed.arn if observed else "",
        resource=resource,
        observed=observed,
    )
