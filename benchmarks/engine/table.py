"""The table: printed, and as a file for the documentation."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.engine.measuring import Measured

HEAD = ("functions", "work", "tool", "calls", "rounds", "wall (s)", "CPU (s)", "memory (MB)")


def rows(found: Iterable[Measured]) -> list[Sequence[str]]:
    return [
        (
            f"{step.functions:,}",
            step.step,
            step.tool,
            f"{step.calls:,}",
            f"{step.rounds:,}",
            f"{step.wall:.2f}",
            f"{step.cpu:.2f}",
            f"{step.memory:.0f}",
        )
        for step in found
    ]


def show(found: Iterable[Measured], *, operations: bool) -> None:
    for step in found:
        print(
            "  ".join(f"{cell:>9}" for cell in rows([step])[0]),
            f" {step.throttled} throttled" if step.throttled else "",
        )
        if operations:
            print("".join(f"  {number:>9}  {name}\n" for name, number in sorted(step.by_operation.items())), end="")


def write(found: Sequence[Measured], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([HEAD, *rows(found)])
