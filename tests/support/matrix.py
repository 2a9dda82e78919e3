"""Matrices: each call of a run (`everything.RUNS`), and what goes wrong with it.

They are made of the calls that a run really makes, so that a new call is in them by itself. All cells take long; a test
takes a few of them, others with each commit, and `TOUCHDOWN_MATRIX=all` all of them (`make fault-matrix`,
`make crash-matrix`). What a cell is called says how to repeat it.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs

import touchdown
from tests.support.calls import Call
from tests.support.emulators import Emulator
from tests.support.everything import Run
from tests.support.wire import Wire
from tests.support.workspaces import workspace
from touchdown.aws.services import service_of

ALL = os.environ.get("TOUCHDOWN_MATRIX") == "all"
PARTS = range(8 if ALL else 1)
"""All cells are divided among so many tests."""
_HOST = re.compile(r"^https?://[^/]+/")


@attrs.frozen
class Cell:
    """A call of a run: the nth of an operation on a subject."""

    operation: str
    subject: str
    nth: int
    writes: bool

    def __str__(self) -> str:
        return f"{self.operation} on {self.subject} ({self.nth})"

    @property
    def strikes(self) -> dict[str, Any]:
        """Makes a fault of a wire strike this call."""
        return {"nth": self.nth, "matching": lambda call: subject_of(call) == self.subject}


def subject_of(call: Call) -> str:
    """What a call is about; of a URL, which begins with the address of a wire, the path."""
    given = call.parameters
    named = [str(given[key]) for key in service_of(call.name).subjects if key in given]
    return "/".join(_HOST.sub("", one) for one in named) or "-"


def cells_of(run: Run, emulator: Emulator) -> list[Cell]:
    """The calls that a run makes when nothing goes wrong, but for the one that asks who we are."""
    run.begin(emulator)
    with Wire(emulator.direct_address) as wire:
        emulator.address = wire.address
        run.carry_out(emulator)
    seen: Counter[tuple[str, str]] = Counter()
    cells: list[Cell] = []
    for call in wire.calls:
        key = (call.name, subject_of(call).replace(emulator.account_id, "ACCOUNT"))
        seen[key] += 1
        if call.name != "sts:GetCallerIdentity":
            cells.append(Cell(*key, seen[key], call.writes))
    return cells


def left_over(run: Run, emulator: Emulator) -> str:
    """What a plan would still do after a run; nothing if it has converged."""
    made = workspace(emulator, run.after, account=emulator.account_id)
    left = touchdown.plan(made, destroy=run.destroys).to_do
    return f"left: {[(one.address, one.differences) for one in left]}" if left else ""


def in_account(cell: Cell, account_id: str) -> Cell:
    """The same call in another account."""
    return attrs.evolve(cell, subject=cell.subject.replace("ACCOUNT", account_id))


def chosen(cells: Sequence[Any], part: int, few: int, purpose: str) -> Iterable[Any]:
    """Those of a part; or a few, which are others with each commit."""
    if ALL:
        return cells[part :: len(PARTS)]
    return random.Random(f"{_commit()} {purpose}").sample(cells, min(few, len(cells)))


def _commit() -> str:
    """What is checked out; nothing where that is no checkout."""
    git = ["git", "rev-parse", "HEAD"]
    found = subprocess.run(git, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return found.stdout.strip()
