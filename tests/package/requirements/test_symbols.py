"""Symbols for debuggers are taken out of compiled files, which work as before."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import markupsafe._speedups
import pytest
from hypothesis import given
from hypothesis import strategies as some

from touchdown.package.requirements.installed import look_at
from touchdown.package.requirements.slimming import Why
from touchdown.package.requirements.symbols import without_symbols

COMPILED = Path(markupsafe._speedups.__file__)
WHOLE = COMPILED.read_bytes()
LOADS = "from markupsafe import _speedups; print(_speedups._escape_inner('<'), _speedups.__file__)"

pytestmark = pytest.mark.skipif(not WHOLE.startswith(b"\x7fELF"), reason="compiled files are of another kind here")


def test_a_slim_package_has_compiled_files_that_are_shorter_and_can_be_loaded(tmp_path: Path) -> None:
    package = tmp_path / "installed" / "markupsafe"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    place, linked = package / COMPILED.name, tmp_path / "linked.so"
    linked.write_bytes(WHOLE)
    os.link(linked, place)

    found = look_at(package.parent, slim=True)

    assert found.left_out[Why.DEBUG].size == len(WHOLE) - place.stat().st_size > 0
    assert linked.read_bytes() == WHOLE
    printed = subprocess.check_output([sys.executable, "-c", LOADS], cwd=package.parent, text=True)
    assert printed.split() == ["&lt;", str(place)]


def test_files_stay_as_they_are_unless_they_are_to_be_slim(tmp_path: Path) -> None:
    (tmp_path / "x.so").write_bytes(WHOLE)
    assert look_at(tmp_path, slim=False).left_out == {}
    assert (tmp_path / "x.so").read_bytes() == WHOLE


def test_what_is_shortened_cannot_be_shortened_again() -> None:
    assert without_symbols(without_symbols(WHOLE)) == without_symbols(WHOLE)


def test_a_program_with_something_behind_it_stays_as_it_is() -> None:
    assert without_symbols(WHOLE + b"what it unpacks itself") == WHOLE + b"what it unpacks itself"


@given(some.integers(0, len(WHOLE)), some.binary(max_size=8))
def test_a_file_that_is_damaged_is_never_an_error(place: int, other: bytes) -> None:
    without_symbols(WHOLE[:place])
    without_symbols(WHOLE[:place] + other + WHOLE[place + len(other) :])
