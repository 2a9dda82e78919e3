"""Finds functions by the name or address that a user types, for commands and for completion."""

from __future__ import annotations

import contextlib
import difflib
import io
from collections.abc import Sequence

import click

from touchdown.aws.lambda_.function import Function
from touchdown.aws.workspace import Workspace
from touchdown.cli.options import Options
from touchdown.cli.touchdownfile import load
from touchdown.model.addresses import addresses_ending, known
from touchdown.model.errors import CommandLineError, TouchdownError


def functions_of(workspace: Workspace) -> list[Function]:
    return [resource for resource in workspace.resources() if isinstance(resource, Function)]


def find_function(workspace: Workspace, typed: str) -> Function:
    """The function with this name or address."""
    found = find_functions(workspace, typed)
    if len(found) == 1:
        return found[0]
    addresses = " or ".join(function.address for function in found)
    raise CommandLineError(f'There are {len(found)} functions named "{typed}".', hint=f"Write {addresses}.")


def find_functions(workspace: Workspace, typed: str) -> list[Function]:
    """The functions with this name or address, at least one: several accounts may have a function of that name."""
    functions = functions_of(workspace)
    meant = addresses_ending(typed, known(functions))
    found = [function for function in functions if function.address in meant]
    if not found:
        names = sorted({function.address if "/" in typed else function.name for function in functions})
        raise CommandLineError(f'No function named "{typed}" is declared.', hint=_suggestion(typed, names))
    return found


def _suggestion(typed: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(typed, names, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"The Touchdownfile declares {', '.join(names)}." if names else "The Touchdownfile declares no function."


def quietly_loaded(context: click.Context) -> Workspace | None:
    """The workspace; None if the Touchdownfile can't be read, since completion can't show an error."""
    options = context.find_root().ensure_object(Options)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return load(options)
        except TouchdownError:
            return None
