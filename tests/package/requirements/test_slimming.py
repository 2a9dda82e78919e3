"""Which files of a distribution are needed at run time."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest

from tests.support import wheels
from touchdown.package.requirements.bundle import bundle_of
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.slimming import Why, of_tests, why_left_out
from touchdown.package.requirements.target import this_machine


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("shelf/board.py", None),
        ("shelf/board.cpython-313-x86_64-linux-gnu.so", None),
        ("shelf/data/h", None),
        ("bin/shelf", Why.PROGRAMS),
        ("shelf/bin/shelf", None),
        ("shelf/__pycache__/board.cpython-313.pyc", Why.BYTECODE),
        ("shelf/board.pyc", Why.BYTECODE),
        ("shelf/board.pyi", Why.STUBS),
        ("shelf/py.typed", Why.STUBS),
        ("shelf/include/board.h", Why.HEADERS),
        ("shelf/board.pxd", Why.HEADERS),
        ("shelf-1.0.dist-info/METADATA", None),
        ("shelf-1.0.dist-info/entry_points.txt", None),
        ("shelf-1.0.dist-info/RECORD", Why.METADATA),
        ("shelf-1.0.dist-info/licenses/METADATA.txt", Why.METADATA),
        (".lock", Why.METADATA),
    ],
)
def test_what_nothing_reads_at_run_time_is_left_out(path: str, why: Why | None) -> None:
    assert why_left_out(path, frozenset(), slim=False) is why


def test_tests_are_those_in_folders_of_tests_but_not_a_library_for_testing() -> None:
    paths = ["a/tests/x.py", "a/tests/data/x.csv", "b/test/x.py", "b/test/unit/test_x.py", "django/test/client.py"]
    assert of_tests([*paths, "a/testing.py"]) == set(paths[:4])


def test_what_importlib_metadata_tells_of_a_distribution_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = wheels.only(tmp_path / "index", monkeypatch)
    files = {
        "planks/__init__.py": "",
        "shelf-1.0.dist-info/entry_points.txt": "[carpentry]\nsaw = planks:saw\n",
        "shelf-1.0.dist-info/top_level.txt": "planks\n",
    }
    wheels.wheel(index, "shelf", needs=["nail>=1"], **files)
    wheels.wheel(index, "nail")
    shelf = from_lines(["shelf"], tmp_path)
    found = resolve(shelf, this_machine(), [])
    bundle = bundle_of(shelf, found, this_machine(), frozenset(), tmp_path / "cache")
    monkeypatch.setattr(sys, "path", [str(bundle.folder / "bundle.zip")])
    (plugin,) = importlib.metadata.entry_points(group="carpentry")
    assert plugin.value == "planks:saw"
    assert importlib.metadata.version("shelf") == "1.0"
    assert importlib.metadata.requires("shelf") == ["nail>=1"]
    assert importlib.metadata.packages_distributions()["planks"] == ["shelf"]
    assert importlib.metadata.files("shelf") is None
