"""Shows the execution of a state machine: its states on stderr as they are entered, its output on stdout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.text import Text

from touchdown.aws.stepfunctions.execution import Ended, Event, Failure, Passed
from touchdown.aws.stepfunctions.state_machine import StateMachine
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo
from touchdown.cli.views.console import json_text, print_json, stderr
from touchdown.model.errors import Bug


def show(events: Iterator[Event], machine: StateMachine, options: Options) -> Ended:
    """Prints what happens while it happens, and returns the end."""
    console, states = stderr(options), list[str]()
    for event in events:
        if isinstance(event, Ended):
            _show_end(event, machine, states, options)
            return event
        if isinstance(event, Passed):
            states.append(event.state)
        if not options.json:
            console.print(_line(event))
    raise Bug("An execution has no end.")


def _line(event: Passed | Failure) -> Text:
    if isinstance(event, Passed):
        return Text.assemble((f"{event.state}", "bold"), (f"  {event.kind}", "dim"))
    return Text(f"  failed: {_said(event.error, event.cause)}", style="red")


def _said(error: str, cause: str) -> str:
    """An error in one line; the cause of a function that failed is JSON."""
    try:
        known: Any = json.loads(cause)
        cause = str(known["errorMessage"])
    except (ValueError, KeyError, TypeError):
        pass
    return ": ".join(one for one in (error, " ".join(cause.split())) if one) or "no reason was given"


def _show_end(ended: Ended, machine: StateMachine, states: list[str], options: Options) -> None:
    output: Any = None if ended.output is None else json.loads(ended.output)
    if options.json:
        print_json(
            {
                "version": 1,
                "address": machine.address,
                "execution": ended.execution,
                "status": ended.status,
                "output": output,
                "error": {"error": ended.error, "cause": ended.cause} if not ended.succeeded else None,
                "states": states,
                "duration": round(ended.duration * 1000),
            }
        )
        return
    console = stderr(options)
    if ended.succeeded:
        console.print(Text(f"{machine.name} took {ended.duration:.1f} s.", style="dim"))
        echo(output if isinstance(output, str) else json_text(output))
        return
    how = {"ABORTED": "was stopped", "TIMED_OUT": "ran out of time"}.get(ended.status, "failed")
    why = f": {_said(ended.error, ended.cause)}" if ended.error or ended.cause else ""
    console.print(Text(f"error: {machine.name} {how} after {ended.duration:.1f} s{why}", style="bold red"))
