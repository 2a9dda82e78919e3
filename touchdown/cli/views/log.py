"""Shows log events: a line for each, with its time and its function."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import attrs

from touchdown.aws.account import Account
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.packaging.explaining import in_own_lines
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.logs.tail import LogEvent, Source
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.aws.workspace import Workspace
from touchdown.cli.functions import find_functions, functions_of
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo
from touchdown.cli.views.console import json_text, print_json
from touchdown.engine.account_context import asked
from touchdown.model.addresses import addresses_ending, known
from touchdown.model.errors import CommandLineError


def sources(workspace: Workspace, names: Sequence[str]) -> list[Source]:
    """The logs of the named functions and state machines, or of all."""
    machines = _machines(workspace, names)
    left = [name for name in names if not _named(workspace, name)]
    named = [function for name in left for function in find_functions(workspace, name)]
    functions = list({function.address: function for function in named}.values()) if names else functions_of(workspace)
    if not functions and not machines:
        raise CommandLineError("The Touchdownfile declares no function, so there is no log to show.")
    return [*_of_functions(workspace, functions), *(_of_machine(workspace, one) for one in machines)]


def _named(workspace: Workspace, name: str) -> list[StateMachine]:
    """The state machines with this name or address."""
    some = [one for one in workspace.resources() if isinstance(one, StateMachine)]
    meant = addresses_ending(name, known(some))
    return [one for one in some if one.address in meant]


def _machines(workspace: Workspace, names: Sequence[str]) -> list[StateMachine]:
    """The named state machines, or all that have a log."""
    if not names:
        return [one for one in workspace.resources() if isinstance(one, StateMachine) and one.log_group is not None]
    found = [one for name in names for one in _named(workspace, name)]
    for machine in found:
        if machine.log_group is None:
            hint = 'With log_level="ALL" it has one; `touchdown run` shows its states.'
            raise CommandLineError(f"{machine.address} has no log.", hint=hint)
    return found


def _of_machine(workspace: Workspace, machine: StateMachine) -> Source:
    group = machine.log_group
    name = group.name if isinstance(group, LogGroup) else str(group).partition(":log-group:")[2].removesuffix(":*")
    account = workspace.accounts[machine.account.name]
    assert isinstance(account, Account)
    asked(workspace, machine.account.name, lambda account: account.place())
    return Source(account, name, {machine.name: machine.name}, {machine.name})


def _of_functions(workspace: Workspace, functions: Sequence[Function]) -> list[Source]:
    chosen = {function.address for function in functions}
    by_group: dict[tuple[str, str], list[Function]] = {}
    for function in functions_of(workspace):
        by_group.setdefault((function.account.name, _group(function)), []).append(function)
    called = _called(workspace)
    found: list[Source] = []
    for (name, group), sharing in by_group.items():
        wanted = {function.name for function in sharing if function.address in chosen}
        if wanted:
            account = workspace.accounts[name]
            assert isinstance(account, Account)
            asked(workspace, name, lambda account: account.place())
            found.append(
                Source(account, group, {function.name: called[function.address] for function in sharing}, wanted)
            )
    return found


def _group(function: Function) -> str:
    return function.log_group.name if function.log_group else f"/aws/lambda/{function.name}"


def _called(workspace: Workspace) -> dict[str, str]:
    """The functions' names in a log, by address: their name, or their address where several share the name."""
    functions = functions_of(workspace)
    number = Counter(function.name for function in functions)
    return {
        function.address: function.name if number[function.name] == 1 else function.address for function in functions
    }


def show_events(workspace: Workspace, events: Iterable[LogEvent], options: Options) -> None:
    """Prints events as they come. As JSON: one document, or a line for each event with --follow."""
    called = _called(workspace)
    translate = functools.partial(
        _translated, {called[function.address]: function for function in functions_of(workspace)}
    )
    events = list(map(translate, events)) if isinstance(events, list) else map(translate, events)
    if options.json and isinstance(events, list):
        print_json({"version": 1, "events": [_as_json(event) for event in events]})
        return
    for event in events:
        echo(json_text({"version": 1, **_as_json(event)}) if options.json else _line(event))


def _translated(functions: Mapping[str, Function], event: LogEvent) -> LogEvent:
    writer = functions.get(event.function)
    return attrs.evolve(event, message=in_own_lines(writer, event.message)) if writer else event


def _line(event: LogEvent) -> str:
    at = datetime.fromtimestamp(event.time / 1000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return "\n".join(f"{at} {event.function} | {line}" for line in event.message.splitlines() or [""])


def _as_json(event: LogEvent) -> dict[str, object]:
    return {"time": event.time, "function": event.function, "message": event.message}
