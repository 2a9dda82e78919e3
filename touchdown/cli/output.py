"""Files that -o and other options name."""

from __future__ import annotations

from pathlib import Path

import click

from touchdown.machine.whole import mode_of_new_files, write_whole


def refuse_other_endings(path: Path, *endings: str, option: str = "--output") -> None:
    """What is written is what the name says."""
    if path.suffix not in endings:
        raise click.BadParameter(f"{path} has to end in {' or '.join(endings)}.", param_hint=option)


def refuse_unwritable(path: Path, *, option: str) -> None:
    """For what is written at the end: whether it can be is tried now, and leaves nothing."""
    existed = path.exists()
    try:
        path.open("ab").close()
        if not existed:
            path.unlink()
    except OSError as error:
        raise click.BadParameter(f"{path} can't be written: {error.strerror}.", param_hint=option) from None


def write(path: Path, data: bytes | Path) -> None:
    """Writes bytes, or what another file holds; whole, or not at all."""
    try:
        write_whole(path, data, mode=mode_of_new_files())
    except OSError as error:
        raise click.BadParameter(f"{path} can't be written: {error.strerror}.", param_hint="--output") from None
