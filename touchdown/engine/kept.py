"""Deletes that a type blocks because of what a resource holds: refused, or the resource is left, with a note."""

from __future__ import annotations

import attrs

from touchdown.engine.change import Action, Change, Reason
from touchdown.engine.lifecycle import Provider
from touchdown.model.errors import DeclarationError, NotOurs


def blocked(provider: Provider, change: Change) -> tuple[str, bool]:
    """Why a resource can't be deleted, if its type says so, and whether it is left for that. It may make a call."""
    if change.observed is None:
        return "", False
    lifecycle = provider.lifecycle(change.observed.type)
    why = lifecycle.blocked(provider, change.resource, change.observed) if lifecycle.blocked else None
    stays = why is not None and change.action is Action.DELETE and lifecycle.stays(change.resource, change.observed)
    return why or "", stays


_KEPT = "keep_on_destroy: it stays with what it holds, and loses Touchdown's tags."


def let_go(provider: Provider, change: Change) -> Change:
    """A delete, turned into a letting go where the resource says so."""
    observed = change.observed
    if observed is None or not provider.lifecycle(observed.type).keeps(change.resource, observed):
        return change
    return attrs.evolve(change, action=Action.LET_GO, notes=(*change.notes, _KEPT))


def irreplaceable(change: Change) -> DeclarationError:
    return DeclarationError(
        f"{change.address} is kept, and the plan would replace it.",
        where=change.resource.where if change.resource else None,
        why="With keep_on_destroy=True it is never deleted, and the new one needs its name.",
        hint="Give the new one another name, or take keep_on_destroy=True away first.",
    )


def left_as_it_is(change: Change, why: str) -> Change:
    """The resource, left for this reason instead of deleted."""
    return attrs.evolve(change, action=Action.LEAVE, reason=Reason.NOT_EMPTY, notes=(*change.notes, why))


def undeletable(change: Change, why: str) -> NotOurs:
    return NotOurs(
        f"{change.address} can't be deleted.",
        where=change.resource.where if change.resource else None,
        why=why,
        hint="Nothing was changed.",
    )
