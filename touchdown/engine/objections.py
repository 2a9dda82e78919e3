"""Objections to a plan, in words: errors, or, for a plan that is only looked at, notes."""

from __future__ import annotations

from collections.abc import Sequence

from touchdown.engine.change import Difference
from touchdown.engine.observed import Observed
from touchdown.model.check import first_of
from touchdown.model.errors import DeclarationError, Missing, NotOurs
from touchdown.model.resource import Resource

_SHOWN = 3


def missing(resource: Resource) -> Missing:
    """A resource that `get_*` names is missing."""
    return Missing(
        f"{resource.address} doesn't exist.",
        where=resource.where,
        why="It is named with get_..., so it has to be there already.",
        hint="Check the name, the account and the region, or declare it with add_... to have it made.",
    )


def declared_differently(resource: Resource, first: Resource) -> DeclarationError:
    return DeclarationError(
        f"{resource.address} and {first.address} are one resource in AWS, and are declared differently.",
        where=resource.where,
        why=f"The other declaration is in {first.where}.",
        hint="Give one of them another name, or declare both alike.",
    )


def unadoptable(resource: Resource, difference: Difference) -> DeclarationError:
    return DeclarationError(
        f"{resource.address} can't be adopted as it is declared: its {difference.path[0]} can't be changed.",
        where=resource.where,
        why=f"It is {difference.old!r}, and is declared as {difference.new!r}.",
        hint="Declare it as it is, or give this one another name.",
    )


def shared_with(observed: Observed) -> tuple[str, ...]:
    """A note on the adoption of what somebody else goes on making as they declare it."""
    if not observed.made_by:
        return ()
    return (
        f"{observed.made_by} has it too: let go of it there first, with DeletionPolicy: Retain, or both change it.",
    )


def not_ours(resource: Resource, observed: Observed) -> NotOurs:
    if observed.workspace is not None:
        return NotOurs(
            f'{resource.address} belongs to the workspace "{observed.workspace}".',
            where=resource.where,
            hint="Give this one another name, or remove it from the other workspace first.",
        )
    return NotOurs(
        f"{resource.address} exists already, and wasn't made by this workspace.",
        where=resource.where,
        hint=f"To take it over as it is declared here, run with --adopt {resource.address}; "
        "otherwise give this one another name.",
    )


def left_behind(users: Sequence[str]) -> str:
    """A note on resources out of sight that use a resource which is made anew."""
    some = first_of(users, _SHOWN)
    return f"It is used by {some}, out of sight: what of it is new reaches them when they are applied, too."


def needed_as(resource: Resource, twin: Resource, users: Sequence[str]) -> DeclarationError:
    """Two declarations of a resource: one is destroyed, and the other is in use."""
    return DeclarationError(
        f"{resource.address} is also declared as {twin.address}, which {first_of(users, _SHOWN)} can't go on without.",
        where=resource.where,
        why="Both are one resource in AWS.",
        hint=f"`--target {twin.address}` takes with it what depends on it.",
    )
