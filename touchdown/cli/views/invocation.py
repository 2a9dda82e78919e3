"""Shows an invocation: the result on stdout; log, duration and traceback on stderr."""

from __future__ import annotations

from typing import Any

import attrs
from rich.text import Text

from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.invoke import FunctionError, Invocation
from touchdown.aws.lambda_.packaging.explaining import in_own_lines
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo
from touchdown.cli.views.console import json_text, print_json, stderr


def show(invocation: Invocation, function: Function, options: Options) -> None:
    """Prints an invocation's outcome, with tracebacks translated to lines of the user's file."""
    invocation, name = _translated(invocation, function), function.name
    if options.json:
        print_json(as_json(invocation, name))
        return
    console = stderr(options)
    for line in invocation.log.splitlines():
        console.print(Text(line, style="dim"))
    if invocation.error:
        console.print(_traceback(invocation.error))
        console.print(Text(f"error: {name} failed after {invocation.duration:.0f} ms.", style="bold red"))
        return
    console.print(Text(f"{name} took {invocation.duration:.0f} ms.", style="dim"))
    result = invocation.result
    echo(result if isinstance(result, str) else json_text(result))


def show_handed_over(request_id: str, function: Function, options: Options) -> None:
    """Prints the id of an invocation that nobody waits for."""
    if options.json:
        print_json({"version": 1, "function": function.name, "request_id": request_id})
    else:
        echo(request_id)
        stderr(options).print(
            Text(f"Lambda runs {function.name} by itself: `touchdown tail {function.name}`.", style="dim")
        )


def _translated(invocation: Invocation, function: Function) -> Invocation:
    error = invocation.error
    if error is not None:
        error = attrs.evolve(error, trace=tuple(in_own_lines(function, line) for line in error.trace))
    return attrs.evolve(invocation, error=error, log=in_own_lines(function, invocation.log))


def as_json(invocation: Invocation, name: str) -> dict[str, Any]:
    return {
        "version": 1,
        "function": name,
        "result": invocation.result,
        "error": attrs.asdict(invocation.error) if invocation.error else None,
        "log": invocation.log,
        "duration": invocation.duration,
    }


def _traceback(error: FunctionError) -> Text:
    text = Text()
    if error.trace:
        text.append("Traceback (most recent call last):\n", style="dim")
        for line in error.trace:
            text.append(line.rstrip() + "\n")
    return text.append(f"{error.kind}: {error.message}", style="red")
