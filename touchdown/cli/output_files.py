"""Files that -o and other options name."""

from __future__ import annotations

import io
import os
from pathlib import Path

import click

from touchdown.machine.atomic_files import mode_of_new_files, try_atomically, write_atomically
from touchdown.model.errors import CommandLineError

_HEAD = 1000
"""Bytes that show what kind of file it is."""


def refuse_other_endings(path: Path, *endings: str, option: str = "--output") -> None:
    """The file's ending has to match the format that is written."""
    if path.suffix not in endings:
        raise click.BadParameter(f"{path} has to end in {' or '.join(endings)}.", param_hint=option)


def refuse_taken(path: Path, context: click.Context, *, option: str) -> None:
    """Refuses a file that another option names, or that is read. The other options are eager, and so already known."""
    for other in context.command.params:
        taken = context.params.get(other.name or "")
        if isinstance(taken, Path) and os.path.realpath(taken) == os.path.realpath(path):
            what = f"{path} is also named by {other.get_error_hint(context)}: give each a file of its own."
            raise click.BadParameter(what, param_hint=option)


def refuse_others(path: Path, *beginnings: str, option: str = "--output") -> None:
    """Refuses a file that exists and doesn't begin as what is written: it is somebody's, and would be lost."""
    try:
        if not path.exists():
            return
        with path.open("rb") if path.is_file() else io.BytesIO(b"?") as file:  # reading a pipe may never end
            found = file.read(_HEAD).lstrip().lower()
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{path} can't be read: {error}.", param_hint=option) from None
    if found and not found.startswith(tuple(one.lower().encode("latin-1") for one in beginnings)):
        what = f"{path} exists and holds something else. Name another file, or delete that one."
        raise click.BadParameter(what, param_hint=option)


def refuse_unwritable(path: Path, *, option: str) -> None:
    """Tries whether the file can be written, for output that is written last; leaves no trace."""
    try:
        try_atomically(path)
    except OSError as error:
        raise click.BadParameter(f"{path} can't be written: {error.strerror}.", param_hint=option) from None


def write(path: Path, data: str | bytes | Path) -> None:
    """Writes a text, bytes, or the content of another file, atomically.

    :raises CommandLineError: it can't be written.
    """
    try:
        write_atomically(path, data, mode=mode_of_new_files())
    except OSError as error:
        hint = "Make room for it, or name another file. Nothing was written."
        raise CommandLineError(f"{path} can't be written: {error.strerror}.", hint=hint) from error
