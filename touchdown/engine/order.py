"""The order of changes: which change waits for which.

Creates and updates follow the declared references. A resource that exists already, and keeps its outputs, isn't waited
for, with two exceptions: an update that loosens something comes before those of its dependents, and an update that
tightens something after them (`Lifecycle.loosens`). A change that needn't wait for a resource waits instead for
whatever that resource waits for.

A delete comes after everything that was observed to refer to the thing (`references.py`) has been updated or deleted;
between deletes for which nothing was observed, the rank of their types decides. It also decides where things refer to
each other in a circle: the lower rank goes first.

Gates keep ranks apart: all deletes of a rank come before its gate, and those of the next rank after it. Without gates
each delete would wait for each of the rank before, a million pairs for a thousand of either. A gate is passed when its
deletes are over, whether they succeeded or failed: a thing that is still in use is kept by the observed reference.

Weakness: an update that tightens something doesn't wait for the delete of a dependent that is no longer declared.
"""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from touchdown.engine.change import Action, Change
from touchdown.engine.lifecycle import Lifecycle
from touchdown.engine.observed import Values
from touchdown.engine.references import References
from touchdown.model.output import has_unknown, references, reveal
from touchdown.model.resource import Resource

Needs = dict[str, set[str]]


def needs_of(
    changes: Sequence[Change], lifecycle: Callable[[Change], Lifecycle], managed_by: Mapping[str, str]
) -> Needs:
    """By the address of each change, and by gate, what has to come first.

    `managed_by` tells for a resource that is declared twice which address manages it.
    """
    needs: Needs = {change.address: set() for change in changes}
    written = {change.address: change for change in changes if not change.action.ends}
    for found in (_among_writes(written, lifecycle, managed_by), _before_deletes(changes, lifecycle)):
        for address, first in found.items():
            needs.setdefault(address, set()).update(first)
    for parent, gone in _children_before_parents(changes, lifecycle).items():
        needs[parent] |= {child for child in gone if parent not in _reached(needs, child)}
    return needs


def _children_before_parents(changes: Sequence[Change], lifecycle: Callable[[Change], Lifecycle]) -> Needs:
    """For each update that only tightens something, the deletes of what is attached to it: it may cut an index."""
    updated = {one.observed.arn: one for one in changes if one.observed and one.action is Action.UPDATE}
    found: Needs = {}
    for change in changes:
        parent = updated.get(change.observed.parent) if change.observed and change.action.ends else None
        if parent is not None and (loosening := _loosening(parent, lifecycle(parent))) and not any(loosening):
            found.setdefault(parent.address, set()).add(change.address)
    return found


def is_gate(address: str) -> bool:
    """Whether an entry is a gate: no change, and passed as soon as all that comes before it is over."""
    return "/" not in address


def _among_writes(
    changes: Mapping[str, Change], lifecycle: Callable[[Change], Lifecycle], managed_by: Mapping[str, str]
) -> Needs:
    """The changes that creates and updates wait for."""
    used = {address: set(_declared_uses(change, managed_by)) & changes.keys() for address, change in changes.items()}
    staying = {address: _loosening(one, lifecycle(one)) for address, one in changes.items() if one.outputs_stay}
    first = {address for address in changes if any(staying.get(address, [True]))}
    needs: Needs = {}
    kept_back: set[str] = set()
    for user in graphlib.TopologicalSorter(used).static_order():
        unknown = {managed_by.get(one, one) for one in _unknown_in(changes[user])} & used[user]
        kept_back |= unknown
        asked_for = {one.address for one in _depends_on(changes[user])} & used[user]
        kept_back |= asked_for
        needs[user] = used[user] & first | unknown | asked_for
        needs[user].update(*(needs[thing] for thing in used[user] - needs[user]))
    # Nothing waits for these, so that they close no circle.
    last = {address for address in changes.keys() - first - kept_back if staying[address]}
    for user, things in used.items():
        for thing in things & last:
            needs[thing].add(user)
    return needs


def _declared_uses(change: Change, managed_by: Mapping[str, str]) -> Iterator[str]:
    for _, other in change.resource.references() if change.resource else ():
        yield managed_by.get(other.address, other.address)


def _depends_on(change: Change) -> Iterator[Resource]:
    """The resources that a declaration asks to have first, whatever is changed of them."""
    yield from change.resource.depends_on if change.resource else ()


def _unknown_in(change: Change) -> Iterator[str]:
    """The resources from which a change gets a value while the plan is applied."""
    return (one.resource.address for one in references(change.desired))


def _loosening(change: Change, lifecycle: Lifecycle) -> list[bool]:
    """For each field that differs and concerns dependents, whether its new value loosens."""
    observed: Values = change.observed.values if change.observed else {}
    desired: Values = change.desired or {}
    return [
        has_unknown(desired.get(name)) or lifecycle.loosens[name](observed.get(name), reveal(desired.get(name)))
        for name in sorted(change.fields & lifecycle.loosens.keys())
    ]


def _before_deletes(changes: Sequence[Change], lifecycle: Callable[[Change], Lifecycle]) -> Needs:
    deletes = {change.address: change for change in changes if change.action.ends}
    ranks = {address: lifecycle(change).rank for address, change in deletes.items()}
    used = _used(changes, deletes)
    used |= _without_circles({address: used[address] for address in deletes}, ranks)
    # What uses a thing of a lower rank goes with that rank at the latest, so that both orders agree.
    for user in graphlib.TopologicalSorter({address: used[address] for address in deletes}).static_order():
        ranks[user] = min([ranks[user], *(ranks[thing] for thing in used[user])])
    first: Needs = {address: set() for address in deletes}
    for number, (below, above) in enumerate(pairwise(_by_rank(ranks))):
        gate = f"gate {number}"
        first[gate] = below
        for one in above:
            first[one].add(gate)
    for user, things in used.items():
        for thing in things:
            first[thing].add(user)
    return first


def _used(changes: Sequence[Change], deletes: Mapping[str, Change]) -> Needs:
    """For each change the deletes whose things its own was observed to refer to, or is declared to depend on."""
    by_arn = {change.observed.arn: address for address, change in deletes.items() if change.observed}
    users = [(change.address, change.observed) for change in changes if change.observed] if by_arn else []
    # With all of them, the longest ARN that a text begins with is found.
    known = References(observed for _, observed in users)
    asked_for = {address: {one.address for one in _depends_on(change)} for address, change in deletes.items()}
    used: Needs = {address: asked_for[address] & deletes.keys() for address in deletes}
    for user, observed in users:
        used.setdefault(user, set()).update(by_arn[arn] for arn in known.of(observed) & by_arn.keys())
    return used


def _without_circles(used: Needs, ranks: Mapping[str, int]) -> Needs:
    """The same without circles: references that agree with the ranks come first, others if they close no circle."""
    kept: Needs = {user: {one for one in things if ranks[user] < ranks[one]} for user, things in used.items()}
    for user in sorted(used, key=lambda one: (ranks[one], one)):
        for thing in sorted(used[user] - kept[user]):
            if user not in _reached(kept, thing):
                kept[user].add(thing)
    return kept


def _reached(used: Needs, start: str) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(used[one])
    return found


def _by_rank(ranks: Mapping[str, int]) -> list[set[str]]:
    """The addresses of each rank, the lowest rank first."""
    found: dict[int, set[str]] = {}
    for address, rank in ranks.items():
        found.setdefault(rank, set()).add(address)
    return [found[rank] for rank in sorted(found)]
