"""Measured results, in files that are rewritten after each tool.

If a tool fails or the run is interrupted, no row of another tool is lost. Rows of tools and numbers of functions that
weren't measured this time stay as they are.
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
    """The fastest run of each step of each tool; `order` is the order of the tools in the tables."""

    def __init__(self, folder: Path | None, order: Sequence[str]) -> None:
        self._folder = folder
        self._order = order
        self._best: dict[tuple[int, str, str], Measured] = {}

    def add(self, measured: Measured) -> None:
        key = (measured.functions, measured.step, measured.tool)
        self._best[key] = measured.fastest(self._best.get(key))

    def write(self, tool: Tool) -> None:
        """Writes everything added so far, and the version of this tool."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        rows = [table.HEAD, *table.rows(self._best.values())]
        _merge(self._folder / "peers.csv", rows, key=3, order=self._place)
        versions = [("tool", "version"), (tool.name, tool.version())]
        _merge(self._folder / "versions.csv", versions, key=1, order=lambda row: (self._order.index(row[0]),))

    def _place(self, row: _Row) -> tuple[int, ...]:
        functions, step, tool, *_ = row
        steps = [step.value for step in Step]
        return int(functions.replace(",", "")), steps.index(step), self._order.index(tool)


def _merge(file: Path, rows: Sequence[_Row], key: int, order: Callable[[_Row], tuple[int, ...]]) -> None:
    """Merges a table into the file; rows with equal values in their first `key` columns replace each other."""
    head, *new = rows
    merged = {tuple(row[:key]): row for row in [*_read(file), *new]}
    with file.open("w", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([head, *sorted(merged.values(), key=order)])


def _read(file: Path) -> Sequence[_Row]:
    """The rows of a file, without its head."""
    if not file.exists():
        return []
    with file.open(newline="") as opened:
        return list(csv.reader(opened))[1:]
