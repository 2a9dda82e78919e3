"""Shows where aliases go, and the versions of functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from touchdown.aws.lambda_.aliases.routing import Routing
from touchdown.aws.lambda_.aliases.turning import Turn
from touchdown.aws.lambda_.version_list import ListedVersion
from touchdown.cli.options import Options
from touchdown.cli.views.console import print_json, stdout

_STAYS = (
    "Code and configuration go back together. Policies, permissions, triggers, queues and tables stay as they are now, "
    "and so does $LATEST."
)


def show_moves(turns: Sequence[Turn], options: Options) -> None:
    """Prints where each alias goes."""
    console = stdout(options)
    for one in turns:
        console.print(_line(one))
    if any(one.history.rejected for one in turns):
        console.print(Text(f"note: {_STAYS}", style="cyan"))


def _line(one: Turn) -> Text:
    if not one.changes_something:
        return Text(f"  {one.alias.address}  stays at version {_routed(one.present)}", style="dim")
    text = Text(f"~ {one.alias.address}", style="bold yellow")
    return text.append(f"  version {_routed(one.present)} -> {_routed(one.wanted)}", style="not bold default")


def _routed(routing: Routing) -> str:
    return f"{routing.version}, {routing.weight} % {routing.newer}" if routing.newer else routing.version


def show_moved(done: Sequence[Turn], options: Options) -> None:
    stdout(options).print(f"Done: {len(done)} moved.")


def as_json(done: Sequence[Turn]) -> dict[str, Any]:
    return {
        "moved": [{"address": one.alias.address, "from": one.present.newest, "to": one.wanted.version} for one in done]
    }


def show_versions(functions: Sequence[tuple[str, Sequence[ListedVersion]]], options: Options) -> None:
    """Prints the versions of functions, the newest first."""
    if options.json:
        found = [{"function": name, "versions": [_version_as_json(one) for one in all_]} for name, all_ in functions]
        print_json({"version": 1, "functions": found})
        return
    console = stdout(options)
    for name, versions in functions:
        console.print(Text(name, style="bold"))
        width = max((len(one.number) for one in versions), default=0)
        for one in versions:
            console.print(Text(f"  {one.number:>{width}}  {one.made:%Y-%m-%d %H:%M:%SZ}  {_facts(one)}"))


def _facts(one: ListedVersion) -> str:
    what = ", ".join(one.differs) or "nothing"
    return "  ".join([f"code {one.code[:12]}", "the oldest" if one.is_first else f"changed: {what}", *one.named_by])


def _version_as_json(one: ListedVersion) -> dict[str, Any]:
    return {
        "number": one.number,
        "made": one.made.isoformat(),
        "code": one.code,
        "differs": list(one.differs),
        "named_by": list(one.named_by),
    }
