"""Writes what these pages show of the code: what each command says with --help, to `docs/commands/`; the tables of
waits, to `docs/waits.csv`, and of operations, to `docs/permissions.csv`; and the policies of the page on permissions,
to `docs/policies/`.

python docs/generate.py            writes the files
python docs/generate.py --check    fails if one isn't what the code says now
"""

from __future__ import annotations

import csv
import io
import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from docs.blocks import touchdownfile
from touchdown.aws.actions import actions_of
from touchdown.aws.errors import CHECK_THE_NETWORK, FAILED_ITSELF, TOO_MANY
from touchdown.aws.operations import ACCOUNT, ASSUMING, Operations
from touchdown.aws.resource_types import all_types
from touchdown.aws.services import all_services
from touchdown.aws.session import PATIENCE
from touchdown.cli.main import touchdown
from touchdown.engine.waits import GO_ON, NotYet, Settling
from touchdown.model.purposes import PURPOSES

FOLDER = Path(__file__).parent / "commands"
WAITS = Path(__file__).parent / "waits.csv"
PERMISSIONS = Path(__file__).parent / "permissions.csv"
POLICIES = Path(__file__).parent / "policies"
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
    known = [row for service in all_services() for row in (*service.not_yet, *service.settling)]
    rows = [*answers(), *map(_wait, known)]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("What is waited for", "At most", "If it lasts"))
    writer.writerows(dict.fromkeys(rows))
    return written.getvalue()


def answers() -> Iterator[tuple[str, str, str]]:
    """What each call is waited for, whatever it is."""
    yield "AWS to get over throttling", _time(PATIENCE.at_most()), TOO_MANY
    yield "AWS to get over an error of its own", _time(PATIENCE.at_most()), FAILED_ITSELF
    yield "a connection", _time(PATIENCE.at_most(PATIENCE.connection)), CHECK_THE_NETWORK
    yield "an answer", _time(PATIENCE.at_most(PATIENCE.answer)), CHECK_THE_NETWORK


def _wait(row: NotYet | Settling) -> tuple[str, str, str]:
    hint = (row.hint or GO_ON).removeprefix("If it lasts, ")
    return row.sentence.removeprefix("waiting for "), _time(row.bound), hint[0].upper() + hint[1:]


def _time(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 60 else f"{math.ceil(seconds / 60)} min"


def permissions() -> str:
    """The operations that are called, with what they are for and what they need."""
    used: dict[str, tuple[set[str], list[str]]] = {}
    for by, operations in _used():
        for operation, why in operations.items():
            purposes, reasons = used.setdefault(operation, (set(), []))
            purposes.add(by)
            reasons += [why] if why and why not in reasons else []
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("Operation", "Actions", "Used by", "What for"))
    for operation, (purposes, reasons) in sorted(used.items()):
        by = "plan" if "plan" in purposes else ", ".join(one for one in PURPOSES if one in purposes)
        writer.writerow((operation, " ".join(actions_of(operation)), by, "; ".join(reasons)))
    return written.getvalue()


def _used() -> Iterator[tuple[str, Operations]]:
    yield "plan", {**ACCOUNT, **ASSUMING}
    for kind in all_types():
        calls = kind.CALLS
        yield from (("plan", some) for some in (calls.always, calls.many, calls.read))
        yield from (("apply", some) for some in (calls.write, calls.delete))
        yield "destroy", calls.delete
        yield from calls.use.items()
    yield from (("apply", kind.CALLS.large) for kind in all_types())


def policy(purpose: str) -> str:
    """What `touchdown permissions` prints for the Touchdownfile of the page."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "Touchdownfile")
        file.write_text(touchdownfile("permissions", 1), encoding="utf-8")
        result = CliRunner().invoke(
            touchdown, ["-f", str(file), "permissions", "--for", purpose], prog_name="touchdown"
        )
    assert result.exit_code == 0, result.output
    return result.stdout


def main() -> int:
    wanted = {FOLDER / f"{'-'.join(path) or 'touchdown'}.txt": help_of(path) for path in commands(touchdown)}
    wanted |= {WAITS: waits(), PERMISSIONS: permissions()}
    wanted |= {POLICIES / f"{purpose}.json": policy(purpose) for purpose in PURPOSES}
    if "--check" in sys.argv[1:]:
        stale = [file for file in wanted if not file.is_file() or file.read_text(encoding="utf-8") != wanted[file]]
        stale += [file for file in (*FOLDER.glob("*.txt"), *POLICIES.glob("*")) if file not in wanted]
        for file in stale:
            sys.stderr.write(f"{file.name} isn't what the code says now: run python docs/generate.py\n")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for file, text in wanted.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
