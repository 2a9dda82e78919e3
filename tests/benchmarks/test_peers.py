"""What the benchmark of the peers does when one of them fails, and with what it measured before.

The peers themselves take minutes: `make benchmark-peers` runs them.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs

from benchmarks.engine.measuring import Measured
from benchmarks.engine.work import Access, Step, Work
from benchmarks.peers.__main__ import take_turns
from benchmarks.peers.results import Results


@attrs.frozen
class Tool:
    """A tool that runs a line of Python at each step."""

    name: str
    line: str = "pass"

    def version(self) -> str:
        return "1"

    def write(self, folder: Path, work: Work, access: Access) -> None:
        pass

    def preparations(self, access: Access) -> Sequence[Sequence[str]]:
        return []

    def commands(self, work: Work) -> Sequence[Sequence[str]]:
        return [(sys.executable, "-I", "-S", "-c", self.line)]


GOOD = Tool("good")
FAILING = Tool("failing", "raise SystemExit('no such region')")
ORDER = (GOOD.name, FAILING.name)


def rows(folder: Path) -> list[list[str]]:
    """The first columns of the table: functions, work, tool."""
    with (folder / "peers.csv").open(newline="") as opened:
        return [row[:3] for row in list(csv.reader(opened))[1:]]


def took(tool: str, step: Step, wall: float, functions: int = 1) -> Measured:
    return Measured(tool, functions, step.value, 1, 1, wall, 0.1, 10.0, 0, {})


def test_a_peer_that_fails_is_told_and_the_rows_of_the_others_are_written(
    ministack_address: str, tmp_path: Path
) -> None:
    failed = take_turns([FAILING, GOOD], 1, ministack_address, Results(tmp_path, ORDER))
    assert [text.splitlines()[-1] for text in failed] == ["no such region"]
    assert rows(tmp_path) == [["1", step.value, "good"] for step in Step]


def test_what_was_measured_before_of_other_tools_and_numbers_stays(tmp_path: Path) -> None:
    for functions, tool in ((50, FAILING), (1, GOOD)):
        results = Results(tmp_path, ORDER)
        results.add(took(tool.name, Step.CREATE, 2.0, functions))
        results.write(tool)
    assert rows(tmp_path) == [["1", "create", "good"], ["50", "create", "failing"]]
    assert [line.partition(",")[0] for line in (tmp_path / "versions.csv").read_text().splitlines()] == [
        "tool",
        "good",
        "failing",
    ]


def test_the_fastest_of_several_runs_is_written(tmp_path: Path) -> None:
    results = Results(tmp_path, ORDER)
    for wall in (3.0, 2.0, 4.0):
        results.add(took(GOOD.name, Step.DESTROY, wall))
    results.write(GOOD)
    assert (tmp_path / "peers.csv").read_text().splitlines()[1:] == ["1,destroy,good,1,1,2.00,0.10,10"]
