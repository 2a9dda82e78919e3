"""Files that -o and other options name."""

from __future__ import annotations

from pathlib import Path

import click

from touchdown.machine.whole import mode_of_new_files, try_whole, write_whole
from touchdown.model.errors import CommandLineError


def refuse_other_endings(path: Path, *endings: str, option: str = "--output") -> None:
    """What is written is what the name says."""
    if path.suffix not in endings:
        raise click.BadParameter(f"{path} has to end in {' or '.join(endings)}.", param_hint=option)


def refuse_unwritable(path: Path, *, option: str) -> None:
    """For what is written at the end: whether it can be is tried now, and leaves nothing."""
    try:
        try_whole(path)
    except OSError as error:
        raise click.BadParameter(f"{path} can't be written: {error.strerror}.", param_hint=option) from None


def write(path: Path, data: str | bytes | Path) -> None:
    """Writes a text, bytes, or what another file holds; whole, or not at all.

    :raises CommandLineError: it can't be written.
    """
    try:
        write_whole(path, data, mode=mode_of_new_files())
    except OSError as error:
        hint = "Make room for it, or name another file. Nothing was written."
        raise CommandLineError(f"{path} can't be written: {error.strerror}.", hint=hint) from error
