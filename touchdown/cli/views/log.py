"""Log events on the screen: one line each, with its time and its function."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from touchdown.aws.account import Account
from touchdown.aws.lambda_.explaining import in_own_lines
from touchdown.aws.lambda_.function import Function
from touchdown.aws.logs.tail import LogEvent, Source
from touchdown.aws.workspace import Workspace
from touchdown.cli.functions import find_functions, functions_of
from touchdown.cli.options import Options
from touchdown.cli.views.console import print_json
from touchdown.model.errors import CommandLineError


def sources(workspace: Workspace, names: Sequence[str]) -> list[Source]:
    """Where the named functions log, or all of them."""
    named = [one for name in names for one in find_functions(workspace, name)]
    functions = list({one.address: one for one in named}.values()) if names else functions_of(workspace)
    if not functions:
        raise CommandLineError("The Touchdownfile declares no function, so there is no log to show.")
    found: list[Source] = []
    for function in functions:
        account = workspace.accounts[function.account.name]
        assert isinstance(account, Account)
        account.place()
        group = function.log_group.name if function.log_group else f"/aws/lambda/{function.name}"
        found.append(Source(function.name, account, group))
    return found


def show_events(workspace: Workspace, events: Iterable[LogEvent], options: Options) -> None:
    """Prints events as they come; as JSON one document, or when they are followed one line each."""
    translate = functools.partial(_translated, {one.name: one for one in functions_of(workspace)})
    events = list(map(translate, events)) if isinstance(events, list) else map(translate, events)
    if options.json and isinstance(events, list):
        print_json({"version": 1, "events": [_as_json(event) for event in events]})
        return
    for event in events:
        sys.stdout.write((json.dumps({"version": 1, **_as_json(event)}) if options.json else _line(event)) + "\n")
        sys.stdout.flush()


def _translated(functions: Mapping[str, Function], event: LogEvent) -> LogEvent:
    return attrs.evolve(event, message=in_own_lines(functions[event.function], event.message))


def _line(event: LogEvent) -> str:
    at = datetime.fromtimestamp(event.time / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return "\n".join(f"{at} {event.function} | {line}" for line in event.message.splitlines() or [""])


def _as_json(event: LogEvent) -> dict[str, object]:
    return {"time": event.time, "function": event.function, "message": event.message}
