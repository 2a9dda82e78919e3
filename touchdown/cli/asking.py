"""Asks before anything is changed. Without a terminal to ask on, nothing is changed."""

from __future__ import annotations

import sys

import click

from touchdown.cli.options import Options
from touchdown.model.errors import Declined


def ask(options: Options, question: str, command: str) -> None:
    """Returns if the answer is yes, or --yes was given; `command` is the command that asks."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise Declined(
            f"`{command}` asks before it changes anything, and there is no terminal to ask on.",
            hint="To go ahead, give the same command with --yes. Nothing was changed.",
        )
    if not click.confirm(question, err=True):
        raise Declined("Nothing was changed.")
