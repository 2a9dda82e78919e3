"""Shows what is declared, and whether it exists, for `touchdown show`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import attrs
from rich.console import Group, RenderableType
from rich.text import Text

from touchdown.aws.workspace import Workspace
from touchdown.cli.views.values import text_of
from touchdown.engine.change import Action, Change, Plan, Reason
from touchdown.engine.compare import is_sensitive_name
from touchdown.engine.objections import missing
from touchdown.model.addresses import addresses_ending, closest, refuse_several
from touchdown.model.errors import CommandLineError
from touchdown.model.field import fields_of
from touchdown.model.output import Output, masked, shown, substitute
from touchdown.model.place import Place
from touchdown.model.resource import Resource, outputs_of
from touchdown.operations import accounts

_STATES = {
    Action.NONE: "as declared",
    Action.READ: "exists, and isn't ours",
    Action.CREATE: "doesn't exist yet",
    Action.UPDATE: "exists, and differs",
    Action.ADOPT: "exists without our tags",
    Action.REPLACE: "exists, and has to be replaced",
    Action.DELETE: "exists, and is no longer declared",
    Action.LET_GO: "exists, is no longer declared, and stays",
    Action.LEAVE: "exists, in an account that isn't declared",
}
_STATES_BY_REASON = {
    Reason.MISSING: "doesn't exist",
    Reason.FOREIGN: "exists, and isn't this workspace's",
    Reason.NO_ADDRESS: "exists, with the workspace's tag and no address of its own",
    Reason.STILL_USED: "exists, is no longer declared, and is still used",
    Reason.NOT_EMPTY: "exists, isn't empty, and stays",
}


@attrs.frozen
class Shown:
    """A resource, as it is shown."""

    address: str
    state: str
    where: str
    outputs: Mapping[str, str]
    values: Mapping[str, Any]
    notes: tuple[str, ...]


def described(workspace: Workspace, plan: Plan, address: str | None) -> list[Shown]:
    """All resources of a plan; with an address, or the ending of one, only that resource with its values."""
    if address is None:
        return [_described(workspace, plan, change, with_values=False) for change in plan.changes]
    change = _meant(plan, address)
    if change.action is Action.READ and change.observed is None and change.resource is not None:
        raise missing(change.resource)
    return [_described(workspace, plan, change, with_values=True)]


def _meant(plan: Plan, typed: str) -> Change:
    """The change whose address was typed, or an ending of it."""
    addresses = {change.address: _made_of(change) for change in plan.changes}
    found = addresses_ending(typed, addresses)
    refuse_several(typed, found)
    if not found:
        close = closest(typed, addresses, cutoff=0.6)
        hint = f'Did you mean "{close}"?' if close else "`touchdown show` lists the addresses."
        raise CommandLineError(f"Nothing is declared under {typed}.", hint=hint)
    return plan.by_address[found[0]]


def _made_of(change: Change) -> tuple[str, str]:
    """The type and the identity of what a change is about."""
    if change.resource is not None:
        return change.resource.TYPE, change.resource.identity
    assert change.observed is not None
    return change.observed.type, change.observed.name


def as_text(resources: Sequence[Shown]) -> RenderableType:
    return Group(*(_text(shown) for shown in resources)) if resources else Text("Nothing is declared.")


def as_json(resources: Sequence[Shown]) -> dict[str, Any]:
    return {"version": 1, "resources": [attrs.asdict(shown) for shown in resources]}


def _described(workspace: Workspace, plan: Plan, change: Change, *, with_values: bool) -> Shown:
    values = _values(workspace, plan, change.resource) if with_values and change.resource else {}
    state = _STATES_BY_REASON.get(change.reason, _STATES[change.action])
    return Shown(change.address, state, change.where, known_outputs(workspace, change), values, change.notes)


def known_outputs(workspace: Workspace, change: Change) -> dict[str, str]:
    """The known outputs: most come from AWS, and some are known before the resource exists."""
    observed = dict(change.observed.outputs) if change.observed else {}
    resource = change.resource
    if resource is not None:
        place = _place(workspace, resource)
        predicted = {name: resource.predict(name, place) for name in outputs_of(type(resource))}
        observed = {**{name: value or "" for name, value in predicted.items()}, **observed}
    return {name: value for name, value in observed.items() if value}


def known_output(workspace: Workspace, plan: Plan, found: Output) -> str | None:
    """The value of an output, if it is known; what an account is, it is without a change."""
    if found.resource.IS_PLACE:
        return found.resource.predict(found.attribute, _place(workspace, found.resource))
    change = plan.by_address.get(found.resource.address)
    return known_outputs(workspace, change).get(found.attribute) if change else None


def _place(workspace: Workspace, resource: Resource) -> Place:
    return next(account.place() for account in accounts(workspace) if account.name == resource.account.name)


def _values(workspace: Workspace, plan: Plan, resource: Resource) -> dict[str, Any]:
    """The declared values, with known outputs filled in, and without fields left empty."""

    def resolve(found: Output) -> str | None:
        return known_output(workspace, plan, found)

    values = {name: _value(resource, name, value, resolve) for name, value in resource.values().items()}
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def _value(resource: Resource, name: str, value: Any, resolve: Callable[[Output], str | None]) -> Any:
    if isinstance(value, Resource):
        return value.address
    if isinstance(value, bytes):
        return f"({len(value):,} bytes)"
    if callable(value):
        return f"(the function {value.__name__})"
    known = masked(shown(substitute(value, resolve)))
    if fields_of(type(resource))[name].sensitive and isinstance(known, Mapping):
        items = cast(Mapping[str, Any], known).items()
        return {key: "(sensitive)" if is_sensitive_name(key) else item for key, item in items}
    return known


def _text(shown: Shown) -> Text:
    text = Text(shown.address, style="bold")
    text.append(f"  {shown.state}", style="not bold")
    text.append(f"  {shown.where}" if shown.where else "", style="dim not bold")
    if shown.values:
        _add_rows(text, "declared", {".".join(path): text_of(value) for path, value in _leaves(shown.values)})
    _add_rows(text, "outputs" if shown.values else "", shown.outputs)
    for note in shown.notes:
        text.append(f"\n    note: {note}", style="cyan not bold")
    return text


def _add_rows(text: Text, title: str, rows: Mapping[str, str]) -> None:
    text.append(f"\n  {title}" if title and rows else "", style="not bold default")
    width = max((len(name) for name in rows), default=0)
    for name, value in rows.items():
        lines = value.replace("\n", "\n      ")
        text.append(f"\n    {name:<{width}}  {lines}", style="not bold default")


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """The single values of dictionaries, and of lists of dictionaries."""
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in cast(list[Any], value)):
        value = {str(number): item for number, item in enumerate(cast(list[Any], value))}
    if isinstance(value, Mapping) and value:
        for key, item in cast(Mapping[str, Any], value).items():
            yield from _leaves(item, (*path, key))
    else:
        yield path, value
