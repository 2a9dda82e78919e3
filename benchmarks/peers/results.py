"""What was measured, in files that are written again whenever a tool is through.

A tool that fails, or an interrupt, loses no row of another one. What the files have of tools and numbers of functions
that weren't measured this time stays as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.engine import table
from benchmarks.engine.measuring import Measured
from benchmarks.engine.work import Step, Tool

_Row = Sequence[str]


class Results:
    """The fastest run of each step of each tool; `order` is that of the tools in the tables."""

    def __init__(self, folder: Path | None, order: Sequence[str]) -> None:
        self._folder = folder
        self._order = order
        self._best: dict[tuple[int, str, str], Measured] = {}

    def add(self, one: Measured) -> None:
        key = (one.functions, one.step, one.tool)
        self._best[key] = one.fastest(self._best.get(key))

    def write(self, tool: Tool) -> None:
        """Writes all that was added so far, and the version of the tool that it was added for."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        rows = [table.HEAD, *table.rows(self._best.values())]
        _merge(self._folder / "peers.csv", rows, key=3, order=self._place)
        versions = [("tool", "version"), (tool.name, tool.version())]
        _merge(self._folder / "versions.csv", versions, key=1, order=lambda row: (self._order.index(row[0]),))

    def _place(self, row: _Row) -> tuple[int, ...]:
        functions, step, tool, *_ = row
        steps = [one.value for one in Step]
        return int(functions.replace(",", "")), steps.index(step), self._order.index(tool)


def _merge(file: Path, rows: Sequence[_Row], key: int, order: Callable[[_Row], tuple[int, ...]]) -> None:
    """Writes a table over the file's; rows that are equal in their first `key` columns are the same one."""
    head, *new = rows
    merged = {tuple(row[:key]): row for row in [*_read(file), *new]}
    with file.open("w", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([head, *sorted(merged.values(), key=order)])


def _read(file: Path) -> Sequence[_Row]:
    """What a file has, but for its head."""
    if not file.exists():
        return []
    with file.open(newline="") as opened:
        return list(csv.reader(opened))[1:]
