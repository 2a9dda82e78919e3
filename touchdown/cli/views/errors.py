"""Shows errors: what, where, why, what to do; further errors below; bugs with their tracebacks."""

from __future__ import annotations

import traceback
from typing import Any

from rich.text import Text

from touchdown.cli import interruption
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo
from touchdown.cli.views.console import print_json, stderr
from touchdown.model.errors import Bug, DeclarationError, TouchdownError
from touchdown.model.masking import mask

_MOST = 25


def show_error(error: TouchdownError, options: Options) -> None:
    """Prints an error; with --json also as a document on stdout. Bugs among others end with their tracebacks."""
    if options.json:
        print_json({"version": 1, "error": as_json(error, options)})
    console = stderr(options)
    for shown in (error, *error.others[: _MOST - 1]):
        console.print(_text(shown, options))
    if len(error.others) >= _MOST:
        console.print(f"... and {len(error.others) - _MOST + 1} more.")
    for other in error.others:
        if isinstance(other, Bug) and other.__cause__:
            show_bug(other.__cause__)
    if options.debug and isinstance(error, DeclarationError) and error.__cause__:
        console.print(mask("".join(traceback.format_exception(error.__cause__))))


def as_json(error: TouchdownError, options: Options) -> dict[str, Any]:
    """The document of the error that ends the command, with the exit code that the process will have."""
    return {**_as_json(error, options), "exit_code": interruption.code(error.exit_code)}


def _as_json(error: TouchdownError, options: Options) -> dict[str, Any]:
    return {
        "kind": type(error).__name__,
        "what": mask(error.what),
        "where": str(error.where) if error.where else None,
        "why": mask(error.why) or None,
        "hint": _hint(error, options) or None,
        "exit_code": error.exit_code,
        "others": [_as_json(other, options) for other in error.others],
    }


def _hint(error: TouchdownError, options: Options) -> str:
    return options.typed(mask(error.hint))


def _text(error: TouchdownError, options: Options) -> Text:
    text = Text("error", style="bold red")
    text.append(": ", style="default not bold")
    text.append(mask(error.what), style="default")
    if error.where:
        text.append(f"\n  where: {error.where}", style="default not bold")
    if error.why:
        text.append(f"\n  why:   {mask(error.why)}", style="default not bold")
    if error.hint:
        text.append(f"\n  do:    {_hint(error, options)}", style="default not bold")
    return text


def show_bug(error: BaseException) -> None:
    """Prints what is needed to fix a bug."""
    echo(mask("".join(traceback.format_exception(error))), err=True)  # rich may be what failed
    echo(
        "error: this is a bug of Touchdown, not of your Touchdownfile.\n"
        "  do:    please report it, with the lines above and what you ran.",
        err=True,
    )
