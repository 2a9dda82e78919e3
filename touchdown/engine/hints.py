"""Hints: resources that were read in bulk, and are read by themselves before they lead to a change.

A resource that is only deleted is read right before the delete anyway (`Lifecycle.delete`): once is enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

import attrs

from touchdown.engine.account_context import asked_at_once
from touchdown.engine.change import Change
from touchdown.engine.events import Report
from touchdown.engine.lifecycle import Observation, Provider
from touchdown.engine.scope import Scope
from touchdown.model.workspace import BaseWorkspace


def hinted(changes: Sequence[Change], told: Set[str]) -> list[str]:
    """The addresses of the hints that changes rest on: the thing itself, or one of those that have `told` an output
    which stands in its values."""
    found: dict[str, None] = {}
    for change in changes:
        if not change.action.changes_something or change.action.ends:
            continue
        if change.observed and change.observed.hint:
            found[change.address] = None
        if change.resource and told:
            found |= dict.fromkeys(one.address for _, one in change.resource.references() if one.address in told)
    return list(found)


def verified(
    workspace: BaseWorkspace, seen: Mapping[str, Observation], addresses: Sequence[str], report: Report, scope: Scope
) -> dict[str, Observation]:
    """The observations, with these resources read by themselves, in all accounts at the same time."""
    by_account: dict[str, dict[str, None]] = {}
    for address in addresses:
        by_account.setdefault(address.partition("/")[0], {})[address] = None

    def verify(account: Provider) -> Observation:
        doubtful, before = by_account[account.name], seen[account.name]
        fresh = account.verify(workspace.name, list(doubtful), report, scope)
        kept = {address: one for address, one in before.declared.items() if address not in doubtful}
        return attrs.evolve(before, declared={**kept, **fresh})

    return {**seen, **asked_at_once(workspace, by_account, verify)}
