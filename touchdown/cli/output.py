"""Files that -o and other options name."""

from __future__ import annotations

import shutil
from pathlib import Path

import click


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
    """Writes bytes, or what another file holds."""
    try:
        if isinstance(data, Path):
            shutil.copyfile(data, path)
        else:
            path.write_bytes(data)
    except OSError as error:
        raise click.BadParameter(f"{path} can't be written: {error.strerror}.", param_hint="--output") from None
