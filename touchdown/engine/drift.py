"""Drift: changes by others since the last apply; pending changes of the declaration are not included.

The record that the last apply left on the resource shows it (`record.py`, `Lifecycle.outside`). Without that record,
nobody knows whether the file or the account has changed where the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import cast

import attrs

from touchdown.engine.change import Action, Change, Difference, Plan, Reason
from touchdown.engine.compare import COVERED
from touchdown.engine.events import Report, silent
from touchdown.engine.lifecycle import Lifecycle, Provider
from touchdown.engine.observed import Observed
from touchdown.engine.plan import compared, look
from touchdown.engine.prune import has_own_address, undeclared
from touchdown.engine.record import changed_outside as told_by_record
from touchdown.engine.record import from_text, left_out
from touchdown.engine.scope import WHOLE, Scope
from touchdown.model.check import first_of
from touchdown.model.workspace import BaseWorkspace

_SHOWN = 5


def changed_outside(workspace: BaseWorkspace, *, scope: Scope = WHOLE, report: Report = silent) -> Plan:
    """Reads the accounts, and says of each resource that tells it whether it is as it was applied last.

    It is a plan that does nothing: what somebody changed is `LEAVE`, and `drifted`, with what was applied on the old
    side of its differences, and what is there now on the new one.
    """
    planning, changes = compared(look(workspace, scope, report), destroy=False, report=report)
    changes += undeclared(workspace, planning.seen, planning.addresses.keys(), changes)
    present = [one for one in changes if one.observed is not None and _is_ours(workspace, one)]
    looks = [(one, _look(workspace, one)) for one in present]
    told = [look for _, look in looks if look is not None]
    silent_ones = [one for one, look in looks if look is None]
    notes = (*(note for one in planning.seen.values() for note in one.notes), *_notes(silent_ones, changes))
    return Plan(workspace.name, tuple(told), (*notes, *scope.notes(workspace)), scope)


def _is_ours(workspace: BaseWorkspace, change: Change) -> bool:
    account = change.address.partition("/")[0]
    if change.observed is None or change.observed.workspace != workspace.name or account not in workspace.accounts:
        return False
    if change.resource is None:
        return has_own_address(change.observed)
    return change.action is not Action.READ and not change.managed_by


def _look(workspace: BaseWorkspace, change: Change) -> Change | None:
    """A change that says whether the resource is as it was applied last; None without a record."""
    assert change.observed is not None
    provider = cast(Provider, workspace.accounts[change.address.partition("/")[0]])
    lifecycle = provider.lifecycle(change.observed.type)
    told = lifecycle.outside or partial(told_by_record, lifecycle)
    found = told(change.desired, change.observed, change.differences)
    if found is None:
        return None
    found += tuple(_recalled(provider, lifecycle, change, change.observed))
    left_alone = change.resource.ignore if change.resource else ()
    found = tuple(one for one in found if one.path[0] not in left_alone)
    if not found:
        return attrs.evolve(change, action=Action.NONE, reason=Reason.AS_APPLIED, differences=(), notes=())
    drifted = attrs.evolve(change, action=Action.LEAVE, reason=Reason.CHANGED_OUTSIDE, drifted=True)
    return attrs.evolve(drifted, differences=found, notes=())


def _recalled(provider: Provider, lifecycle: Lifecycle, change: Change, observed: Observed) -> Iterator[Difference]:
    """The secrets that aren't as they were applied, where AWS keeps that; the record has nothing of them."""
    record = from_text(observed.record)
    if record is None or lifecycle.recall is None:
        return
    now = left_out(lifecycle, record, observed.values)
    if change.desired is not None:
        now = {path: one for path, one in now.items() if any(path == it.path[: len(path)] for it in change.differences)}
    applied = left_out(lifecycle, record, lifecycle.recall(provider, observed) or {}) if now else {}
    for path in sorted(now.keys() & applied.keys()):
        if now[path] != applied[path]:
            yield Difference(path, COVERED, COVERED, sensitive=True)


def _notes(silent_ones: Sequence[Change], changes: Sequence[Change]) -> Iterator[str]:
    if silent_ones:
        number = len(silent_ones)
        some = "1 resource carries" if number == 1 else f"{number} resources carry"
        yield (
            f"{some} no record of what was applied, so that a change outside can't be told from one of the file: "
            "`touchdown plan` shows both."
        )
    absent = [one.address for one in changes if one.action is Action.CREATE]
    if absent:
        some = first_of(absent, _SHOWN)
        yield f"Declared, and not there: {some}. Nothing tells whether it was never applied, or deleted since."
    without = [one.address for one in changes if one.foreign]
    if without:
        yield (
            f"Declared, and there without tags of this workspace: {first_of(without, _SHOWN)}. "
            "Nothing tells whether it was never applied, or made anew by somebody since."
        )
