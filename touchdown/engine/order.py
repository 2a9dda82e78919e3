"""In which order changes are made.

Creates and updates follow what is declared to need what. A delete comes after everything that was observed to use the
thing has been updated or deleted; between deletes for which nothing was observed, the rank of their types decides.

Ranks are kept apart by gates: all deletes of a rank come before its gate, and those of the next rank after it. Without
them each would wait for each, which are a million pairs for a thousand of either. A gate is passed when these are over,
whether they went well or not: what was observed to use a thing keeps it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from touchdown.engine.change import Action, Change

Needs = dict[str, set[str]]


def needs_of(changes: Sequence[Change], rank: Callable[[Change], int], managed_by: dict[str, str]) -> Needs:
    """For the address of each change, and for each gate, what comes first.

    `managed_by` tells for a resource that is declared twice which address manages it.
    """
    addresses = {change.address for change in changes}
    needs: Needs = {change.address: set() for change in changes}
    for change in changes:
        if change.action is not Action.DELETE and change.resource is not None:
            needed = {one.address for _, one in change.resource.references()}
            needs[change.address] |= {managed_by.get(one, one) for one in needed} & addresses
    for address, first in _before_deletes(changes, rank).items():
        needs.setdefault(address, set()).update(first)
    return needs


def is_gate(address: str) -> bool:
    """Whether this is no change, and is passed as soon as all that comes first is over."""
    return "/" not in address


def _before_deletes(changes: Sequence[Change], rank: Callable[[Change], int]) -> Needs:
    deletes = {change.address: change for change in changes if change.action is Action.DELETE}
    used = _used(changes, deletes)
    # What uses a thing of a lower rank goes with that rank at the latest, so that both orders agree.
    ranks = {one: min(rank(deletes[other]) for other in (one, *used[one])) for one in deletes}
    first: Needs = {one: set() for one in deletes}
    for number, (below, above) in enumerate(pairwise(_by_rank(ranks))):
        gate = f"gate {number}"
        first[gate] = below
        for one in above:
            first[one].add(gate)
    for user, things in used.items():
        for thing in things:
            # Of two that use each other none can wait.
            if user not in used[thing]:
                first[thing].add(user)
    return first


def _used(changes: Sequence[Change], deletes: Mapping[str, Change]) -> Needs:
    """For each change the deletes whose things its own was observed to use, directly or through other deletes."""
    by_arn = {one.observed.arn: address for address, one in deletes.items() if one.observed}
    used: Needs = {
        one.address: {by_arn[arn] for arn in one.observed.refers_to if arn in by_arn} if one.observed else set()
        for one in changes
    }
    users: Needs = {address: set() for address in deletes}
    for user, things in used.items():
        for thing in things:
            users[thing].add(user)
    for address in deletes:
        for user in tuple(users[address]):
            for thing in used[address] - used[user]:
                used[user].add(thing)
                users[thing].add(user)
    return used


def _by_rank(ranks: Mapping[str, int]) -> list[set[str]]:
    """What has the same rank, the lowest first."""
    found: dict[int, set[str]] = {}
    for address, rank in ranks.items():
        found.setdefault(rank, set()).add(address)
    return [found[rank] for rank in sorted(found)]
