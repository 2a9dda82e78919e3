"""What a function may do, and what each part of that comes from: the statements of its role (`touchdown permissions
--of`). Nothing is called for it: what others have added to the role isn't known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import attrs

from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.function import Function
from touchdown.model.output import Output, shown, substitute
from touchdown.model.place import Place
from touchdown.model.source import Source


@attrs.frozen
class Allowed:
    """A statement of a function's role. `comes_from` says of what policy it is, or that it is a grant."""

    effect: str
    actions: tuple[str, ...]
    on: tuple[str, ...]
    condition: Mapping[str, Any] | None
    comes_from: str
    where: Source | None


def allowed(function: Function, place: Place) -> list[Allowed]:
    """The statements of a function's role, grants last; of a role that isn't ours, those that its grants need."""
    role = function.role
    if not isinstance(role, Role) or role.external:
        return list(_granted(function, place, "grant, which the role has to allow"))
    return [*_declared(role, place), *_of_all(role, place)]


def _declared(role: Role, place: Place) -> Iterator[Allowed]:
    bringer = role.implied_by
    for name, document in role.policies.items():
        comes_from = f"policy {name}" + (f", brought along by {bringer.label}" if bringer else "")
        for statement in _several(document["Statement"]):
            yield _allowed(statement, place, comes_from, role.where)


def _of_all(role: Role, place: Place) -> Iterator[Allowed]:
    """The grants of all functions with the role: each of them may do what any was granted."""
    for name, grants in role.granted.items():
        for grant in grants:
            for statement in grant.statements():
                yield _allowed(statement, place, f"grant, policy {name}", grant.where)


def _granted(function: Function, place: Place, comes_from: str) -> Iterator[Allowed]:
    for grant in function.grants:
        for statement in grant.statements():
            yield _allowed(statement, place, comes_from, grant.where)


def _allowed(statement: Mapping[str, Any], place: Place, comes_from: str, where: Source | None) -> Allowed:
    return Allowed(
        effect=statement["Effect"],
        actions=tuple(_known(one, place) for one in _several(statement.get("Action", statement.get("NotAction")))),
        on=tuple(_known(one, place) for one in _several(statement.get("Resource", statement.get("NotResource", "*")))),
        condition=statement.get("Condition"),
        comes_from=comes_from + (" (NotAction)" if "NotAction" in statement else ""),
        where=where,
    )


def _known(text: str, place: Place) -> str:
    """A text with the ARNs in it that are known before anything exists; the others are named."""

    def predicted(output: Output) -> str | None:
        return output.resource.predict(output.attribute, place)

    return str(shown(substitute(text, predicted)))


def _several(some: object) -> list[Any]:
    return cast(list[Any], some) if isinstance(some, list) else [some]
