"""Measures a command: wall time, processor time, and memory, including the processes that it starts."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs


@attrs.frozen
class Taken:
    """The time and memory of a command. Of several commands in a row: total times, and the largest memory."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds on all processors together."""
    memory: float
    """MB, of the largest process: the command, or a process that it started and waited for."""
    printed: str = attrs.field(repr=False, default="")

    def then(self, other: Taken) -> Taken:
        memory = max(self.memory, other.memory)
        return Taken(self.wall + other.wall, self.cpu + other.cpu, memory, self.printed + other.printed)


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Taken:
    """Runs a command. Raises RuntimeError with its output if it fails."""
    output = folder / ".printed"
    began = time.monotonic()
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=file, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    printed = output.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{printed}")
    return Taken(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed)


def fastest(times: int, *each: Callable[[], Taken]) -> list[Taken]:
    """The fastest run of each command; they take turns, so that a busy moment of the machine affects all of them."""
    rounds = [[command() for command in each] for _ in range(times)]
    return [min(of_one, key=lambda taken: taken.wall) for of_one in zip(*rounds, strict=True)]
