"""Shows a plan, as text and as JSON. Nothing is compared here: the changes hold everything that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs
from rich.console import Group, RenderableType
from rich.text import Text

from touchdown.cli.views.values import changed_lines, pair_of, text_of
from touchdown.engine.change import ABSENT, Action, Change, Difference, Plan
from touchdown.engine.folding import brought_along

VERSION = 1

_MARKS = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.ADOPT: (">", "cyan"),
    Action.REPLACE: ("±", "magenta"),
    Action.DELETE: ("-", "red"),
    Action.LET_GO: ("<", "cyan"),
    Action.LEAVE: ("!", "dim"),
}
_DONE = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.ADOPT: "adopted",
    Action.REPLACE: "replaced",
    Action.DELETE: "deleted",
    Action.LET_GO: "let go of",
}


def as_text(plan: Plan, *, unfolded: bool = False) -> RenderableType:
    """The plan that a user reads before deciding; unfolded, with an entry for each resource that is brought along."""
    return _as_text(plan, summary(plan), {} if unfolded else brought_along(plan))


def outside_as_text(plan: Plan) -> RenderableType:
    """What was changed outside of Touchdown, as text."""
    number, known = len(plan.outside), len(plan.changes)
    if not known:
        return _as_text(plan, "Nothing tells what was applied last.")
    if not number:
        return _as_text(plan, f"Not changed outside of Touchdown: {_resources(known)} as applied last.")
    return _as_text(plan, f"Changed outside of Touchdown: {number} of {known}.")


def _as_text(plan: Plan, last: str, folded: Mapping[str, tuple[Change, ...]] = MappingProxyType({})) -> RenderableType:
    hidden = {one.address for changes in folded.values() for one in changes}
    shown = [
        _change(change, folded.get(change.address, ()))
        for change in plan.changes
        if change.action in _MARKS and change.address not in hidden
    ]
    notes = [Text(f"note: {note}", style="cyan") for note in plan.notes]
    notes += [Text(f"note: {change.address}: {note}", style="cyan") for change in plan.changes for note in change.notes]
    return Group(*shown, *notes, Text(last, style="bold"))


def summary(plan: Plan) -> str:
    """The plan in one line."""
    if not plan.to_do and plan.destroys:
        return "No changes: there is nothing to destroy."
    if not plan.to_do:
        return f"No changes: {_resources(plan.count(Action.NONE) + plan.count(Action.READ))} as declared."
    counts = [f"{plan.count(action)} to {action}" for action in _DONE if plan.count(action)]
    unchanged = plan.count(Action.NONE) + plan.count(Action.READ)
    return f"Plan: {', '.join(counts)}, {unchanged} unchanged."


def done(changes: tuple[Change, ...]) -> str:
    """The changes that were carried out, in one line."""
    counts = {action: sum(change.action is action for change in changes) for action in _DONE}
    parts = [f"{number} {_DONE[action]}" for action, number in counts.items() if number]
    return f"Done: {', '.join(parts)}."


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan for programs. The version is increased when a field is removed or changes its meaning."""
    return {
        "version": VERSION,
        "workspace": plan.workspace,
        "targets": list(plan.scope.targets),
        "summary": {action.value: plan.count(action) for action in Action},
        "changes": [change_as_json(change) for change in plan.changes],
        "notes": list(plan.notes),
    }


def change_as_json(change: Change) -> dict[str, Any]:
    return {
        "address": change.address,
        "action": change.action.value,
        "reason": change.reason.name.lower(),
        "explanation": f"{change.address} {change.reason}",
        "identity": change.identity or None,
        "where": change.where or None,
        "differences": [_difference_as_json(difference) for difference in change.differences],
        "notes": list(change.notes),
    }


def _difference_as_json(difference: Difference) -> dict[str, Any]:
    return {
        "path": list(difference.path),
        "old": _plain(difference.old),
        "new": _plain(difference.new),
        "added": difference.old is ABSENT,
        "removed": difference.new is ABSENT,
        "sensitive": difference.sensitive,
        "replaces": difference.replaces,
    }


def _plain(value: object) -> object:
    if value is ABSENT:
        return None
    return attrs.asdict(value) if attrs.has(type(value)) else value


def _change(change: Change, folded: tuple[Change, ...]) -> Text:
    mark, style = _MARKS[change.action]
    text = Text(f"{mark} {change.address}", style=f"bold {style}")
    text.append(f"  {change.action}: {change.reason}", style="not bold default")
    width = max((len(".".join(difference.path)) for difference in change.differences), default=0)
    for difference in change.differences:
        text.append("\n    ", style="default")
        text.append(f"{'.'.join(difference.path):<{width}}  ", style="not bold default")
        text.append_text(_difference(difference))
    if folded:
        text.append("\n    ", style="default")
        text.append(_brought_along(change, folded), style="not bold dim")
    return text


def _brought_along(change: Change, folded: tuple[Change, ...]) -> str:
    """A line with what is folded, each without the account if that is the account of the line above."""
    account = change.address.partition("/")[0]
    return f"brings along {len(folded)}: {', '.join(one.address.removeprefix(f'{account}/') for one in folded)}"


def _difference(difference: Difference) -> Text:
    old, new = difference.old, difference.new
    text = Text(style="not bold default")
    if old is ABSENT:
        text.append(_indented(text_of(new)), style="green")
    elif new is ABSENT:
        text.append(_indented(text_of(old)), style="red").append(" is removed", style="default")
    elif difference.sensitive:
        text.append("(sensitive) changes", style="yellow")
    elif lines := changed_lines(old, new):
        for line in lines:
            text.append(_indented(f"\n{line}"), style="red" if line.startswith("-") else "green")
    else:
        before, after = pair_of(old, new)
        text.append(_indented(before), style="red").append(" -> ", style="default")
        text.append(_indented(after), style="green")
    if difference.replaces:
        text.append("  (can't be changed: the resource is replaced)", style="magenta")
    return text


def _indented(text: str) -> str:
    """Indents further lines a little more than the path, whatever its length."""
    return text.replace("\n", "\n      ")


def _resources(number: int) -> str:
    return f"{number} resource is" if number == 1 else f"{number} resources are"
