"""What pages show of the code is what the code says."""

from __future__ import annotations

import csv
import re
import sys

import pytest

from docs import faults, generate
from tests.support.services import NOT_YET, SETTLING
from tests.support.surroundings import signals_kept


def test_what_is_generated_is_not_stale(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["generate.py", "--check"])
    with signals_kept():
        assert (generate.main(), capsys.readouterr().err) == (0, "")


def test_all_that_is_waited_for_stands_on_the_page_of_failures_once() -> None:
    shown = [row[0] for row in csv.reader(generate.WAITS.read_text(encoding="utf-8").splitlines())][1:]
    assert len(shown) == len(set(shown))
    of_tables = {row.sentence.removeprefix("waiting for ") for row in (*NOT_YET, *SETTLING)}
    assert set(shown) == of_tables | {what for what, _, _ in generate.answers()}
    assert f":file: {generate.WAITS.name}" in (generate.WAITS.parent / "failures.rst").read_text(encoding="utf-8")


def test_each_fault_that_was_recorded_stands_on_its_page_and_in_its_table() -> None:
    page = faults.PAGE.read_text(encoding="utf-8")
    rows = csv.reader((faults.RUNS / "when.csv").read_text(encoding="utf-8").splitlines())
    assert [row[0] for row in rows][1:] == [case.title for case in faults.CASES]
    assert {f"runs/{file.name}" for file in faults.RUNS.glob("when-*.txt")} == set(
        re.findall(r"runs/when-\S+txt", page)
    )
    assert all(f"runs/when-{case.name}.txt" in page for case in faults.CASES)
