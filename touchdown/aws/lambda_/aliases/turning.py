"""The ways of an alias besides an apply: back to the version that was live before, or on to a version that has a share.

Both are two calls an alias, GetAlias and UpdateAlias, and read no package. The second has the RevisionId of the first,
so that somebody else's move in between is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from touchdown.aws.lambda_.aliases.alias import Alias
from touchdown.aws.lambda_.aliases.history import History, history_of
from touchdown.aws.lambda_.aliases.routing import Routing, routing_of
from touchdown.aws.lambda_.versions import guard
from touchdown.model.errors import AccountError, ChangedMeanwhile, Missing, NotOurs

Move = tuple[Routing, History]
Way = Callable[[Alias, Routing, History], Move]
"""Where an alias goes from what it routes to now."""


@attrs.frozen
class Turn:
    """A move of an alias that is to be made."""

    alias: Alias
    present: Routing
    wanted: Routing
    history: History
    revision: dict[str, Any]

    @property
    def changes_something(self) -> bool:
        return self.present != self.wanted


def back(to: str | None = None) -> Way:
    """The way back to the version that was live before, or to a certain version."""

    def move(alias: Alias, present: Routing, history: History) -> Move:
        version = to or _before(alias, present, history)
        if version == history.rejected:
            return Routing(version), history.forward(version)
        return Routing(version), history.back(version, present.newest)

    return move


def _before(alias: Alias, present: Routing, history: History) -> str:
    if present.newer:
        return present.version
    for version in history.live:
        if version != present.version:
            return version
    raise AccountError(
        f"{alias.address} has no version to go back to: {present.version} is the only one that was live.",
        where=alias.where,
        hint="`touchdown versions` lists all versions; --to names one of them.",
    )


def on(alias: Alias, present: Routing, history: History) -> Move:
    """The way on to the version that has a share; none where no version has."""
    return (Routing(present.newer), history.forward(present.newer)) if present.newer else (present, history)


def look(alias: Alias, workspace: str | None, way: Way) -> Turn:
    """Reads an alias, and says where it is to go."""
    found = _read(alias)
    history, present = history_of(found), routing_of(found)
    if not history.is_of(workspace):
        raise NotOurs(f"{alias.address} exists, and isn't this workspace's.", where=alias.where)
    return Turn(alias, present, *way(alias, present, history), guard(found))


def turn(made: Turn) -> None:
    """Moves an alias."""
    alias = made.alias
    try:
        alias.account.api.call(
            "lambda:UpdateAlias",
            **_name(alias),
            **made.wanted.members(),
            Description=str(made.history),
            **made.revision,
        )
    except ChangedMeanwhile as error:
        # The answer may have been lost, and the call repeated.
        found = _read(alias)
        if (routing_of(found), history_of(found)) != (made.wanted, made.history):
            raise ChangedMeanwhile(
                f"{alias.address} was moved by somebody else meanwhile, to {found['FunctionVersion']}.",
                where=alias.where,
                hint="It was left there. Give the same command again to go on from there.",
            ) from error


def _name(alias: Alias) -> dict[str, Any]:
    return {"FunctionName": alias.function.name, "Name": alias.name}


def _read(alias: Alias) -> Any:
    try:
        return alias.account.api.call("lambda:GetAlias", **_name(alias))
    except Missing as error:
        hint = "`touchdown apply` makes it."
        raise Missing(f"{alias.address} doesn't exist yet.", where=alias.where, hint=hint) from error
