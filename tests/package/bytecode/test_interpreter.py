"""The Pythons of this machine: found once, and only those that compile for Lambda's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.bytecode import PYTHON, UNKNOWN, VERSION, made_up, nowhere, times_asked
from touchdown.package.bytecode.interpreter import can_compile, newest, program


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pyenv keeps its Pythons; there are none yet."""
    nowhere(tmp_path, monkeypatch)
    return tmp_path


def test_the_python_of_this_process_is_found_wherever_it_is(tmp_path: Path) -> None:
    assert newest(PYTHON, tmp_path / "cache") == VERSION
    assert program(VERSION, tmp_path / "cache") == Path(sys.executable)


def test_the_newest_is_the_one_of_the_highest_number(machine: Path) -> None:
    for version in (f"{UNKNOWN}.9", f"{UNKNOWN}.10"):
        made_up(machine, version)
    assert newest(UNKNOWN, machine / "cache") == f"{UNKNOWN}.10"


def test_a_version_that_this_machine_has_not_is_not_found(machine: Path) -> None:
    made_up(machine, f"{UNKNOWN}.1")
    assert program(f"{UNKNOWN}.2", machine / "cache") is None


def test_a_program_is_asked_once_for_its_version_until_it_is_another_one(machine: Path) -> None:
    place = made_up(machine, f"{UNKNOWN}.1")
    for _ in range(2):
        assert program(f"{UNKNOWN}.1", machine / "cache") == place
    assert times_asked(place) == 1
    os.utime(place, (1, 1))
    assert program(f"{UNKNOWN}.1", machine / "cache") == place
    assert times_asked(place) == 2


def test_a_shim_that_fails_is_passed_over_and_asked_again_only_for_the_lock_file(machine: Path) -> None:
    shim = made_up(machine, f"{UNKNOWN}.1", "exit 127")
    made_up(machine, f"{UNKNOWN}.2")
    for _ in range(2):
        assert program(f"{UNKNOWN}.2", machine / "cache") is not None
    assert times_asked(shim) == 1
    assert newest(UNKNOWN, machine / "cache") == f"{UNKNOWN}.2"
    assert times_asked(shim) == 2


def test_a_python_that_compiles_only_for_itself_is_passed_over(machine: Path) -> None:
    made_up(machine, f"{UNKNOWN}.1", "echo")
    assert newest(UNKNOWN, machine / "cache") is None


@pytest.mark.parametrize("kept", ["", "[]", '{"/a": 1}', '{"/a": ["x", "y", 3]}'])
def test_an_answer_that_was_damaged_in_the_cache_is_asked_for_again(machine: Path, kept: str) -> None:
    place = made_up(machine, f"{UNKNOWN}.1")
    (machine / "cache").mkdir()
    (machine / "cache" / "pythons.json").write_text(kept.replace("/a", str(place)))
    assert program(f"{UNKNOWN}.1", machine / "cache") == place


def test_bytecode_is_the_same_each_time_from_a_version_on() -> None:
    assert [can_compile(one) for one in ("3.10", "3.11", "3.14")] == [False, True, True]
