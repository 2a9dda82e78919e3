"""Deletes that a type blocks because of what a resource holds: refused, or the resource is left, with a note."""

from __future__ import annotations

from typing import Any

import attrs

from touchdown.engine.change import Action, Change, Reason
from touchdown.engine.lifecycle import Lifecycle


def blocked(lifecycle: Lifecycle, provider: Any, change: Change) -> str | None:
    """Why a resource can't be deleted, if its type says so; it may make a call."""
    assert change.observed is not None
    found = lifecycle.blocked(provider, change.resource, change.observed) if lifecycle.blocked else None
    return found or None


def may_stay(lifecycle: Lifecycle, change: Change) -> bool:
    """Whether a resource whose delete is blocked is left."""
    found = change.observed is not None and lifecycle.stays(change.resource, change.observed)
    return found and change.action is Action.DELETE


def left_as_it_is(change: Change, why: str) -> Change:
    """The resource, left for this reason instead of deleted."""
    return attrs.evolve(change, action=Action.LEAVE, reason=Reason.NOT_EMPTY, notes=(*change.notes, why))
