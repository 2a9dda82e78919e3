"""The table: printed, and as the file that the documentation shows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.engine.measuring import Measured

HEAD = ("functions", "work", "tool", "calls", "rounds", "wall (s)", "CPU (s)", "memory (MB)")


def rows(found: Iterable[Measured]) -> list[Sequence[str]]:
    return [
        (
            f"{one.functions:,}",
            one.step,
            one.tool,
            f"{one.calls:,}",
            f"{one.rounds:,}",
            f"{one.wall:.2f}",
            f"{one.cpu:.2f}",
            f"{one.memory:.0f}",
        )
        for one in found
    ]


def show(found: Iterable[Measured], *, operations: bool) -> None:
    for one in found:
        print(
            "  ".join(f"{cell:>9}" for cell in rows([one])[0]), f" {one.throttled} throttled" if one.throttled else ""
        )
        if operations:
            print("".join(f"  {number:>9}  {name}\n" for name, number in sorted(one.by_operation.items())), end="")


def write(found: Sequence[Measured], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([HEAD, *rows(found)])
