"""Folding: which changes a view may show in one line below the change of the resource that brought them along.

A change is folded if it says no more than its bringer's: both create, and it has no notes. What updates, adopts,
replaces, deletes or leaves something that exists never is.
"""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.engine.change import Action, Change, Plan


def brought_along(plan: Plan) -> Mapping[str, tuple[Change, ...]]:
    """By the address of a change that is shown, the changes that are folded below it, in the order of addresses."""
    found: dict[str, list[Change]] = {}
    for change in sorted(plan.changes, key=lambda one: one.address):
        shown = _shown(plan, change)
        if shown is not change:
            found.setdefault(shown.address, []).append(change)
    return {address: tuple(changes) for address, changes in found.items()}


def _shown(plan: Plan, change: Change) -> Change:
    """The change below which this one is folded: the outermost, since what is brought along may bring more along."""
    bringer = change.resource.implied_by if change.resource else None
    theirs = plan.by_address.get(bringer.address) if bringer else None
    return _shown(plan, theirs) if theirs is not None and _says_no_more(change, theirs) else change


def _says_no_more(change: Change, theirs: Change) -> bool:
    return change.action is theirs.action is Action.CREATE and not change.notes
