"""Writes what these pages show of the code: what each command says with --help, to `docs/commands/`, and the table of
waits, to `docs/waits.csv`.

python docs/generate.py            writes the files
python docs/generate.py --check    fails if one isn't what the code says now
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from touchdown.aws.waits import NOT_YET, SETTLING
from touchdown.cli.main import touchdown
from touchdown.engine.waits import GO_ON, NotYet, Settling

FOLDER = Path(__file__).parent / "commands"
WAITS = Path(__file__).parent / "waits.csv"
_WIDTH = 100


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All commands, those within a group after it."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def help_of(path: tuple[str, ...]) -> str:
    """What is printed for `touchdown ... --help`."""
    result = CliRunner().invoke(touchdown, [*path, "--help"], prog_name="touchdown", terminal_width=_WIDTH)
    return f"$ {' '.join(('touchdown', *path, '--help'))}\n{result.output}"


def waits() -> str:
    """What is waited for, each once: many calls wait for the same."""
    rows = [_wait(one) for one in (*NOT_YET, *SETTLING)]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("What is waited for", "At most", "If it lasts"))
    writer.writerows(dict.fromkeys(rows))
    return written.getvalue()


def _wait(row: NotYet | Settling) -> tuple[str, str, str]:
    hint = (row.hint or GO_ON).removeprefix("If it lasts, ")
    return row.sentence.removeprefix("waiting for "), _time(row.bound), hint[0].upper() + hint[1:]


def _time(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 60 else f"{seconds / 60:g} min"


def main() -> int:
    wanted = {FOLDER / f"{'-'.join(path) or 'touchdown'}.txt": help_of(path) for path in commands(touchdown)}
    wanted[WAITS] = waits()
    if "--check" in sys.argv[1:]:
        stale = [file for file in wanted if not file.is_file() or file.read_text(encoding="utf-8") != wanted[file]]
        stale += [file for file in FOLDER.glob("*.txt") if file not in wanted]
        for file in stale:
            sys.stderr.write(f"{file.name} isn't what the code says now: run python docs/generate.py\n")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for file, text in wanted.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
