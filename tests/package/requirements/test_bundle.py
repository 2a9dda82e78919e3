"""The files of distributions: installed once for a target, and kept."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from tests.support import wheels
from touchdown.machine.steps import Did
from touchdown.package.requirements.bundle import Bundle, bundle_of
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.files import from_path
from touchdown.package.requirements.installed import LeftOut
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.slimming import Why
from touchdown.package.requirements.target import target_of
from touchdown.package.requirements.uv import UvFailed

TARGET = target_of("python3.13", "arm64")
NOTHING: frozenset[str] = frozenset()
PROJECT = """
[project]
name = "x"
version = "1"
dependencies = ["plank"]

[tool.uv]
no-index = true
find-links = ["./wheels"]
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = wheels.only(tmp_path / "index", monkeypatch)
    files = {
        "shelf/__init__.py": "",
        "shelf/board.pyi": "",
        "shelf/board.h": "1234",
        "shelf/wood.h": "56",
        "shelf/py.typed": "",
        "shelf/data.txt": "data",
        "shelf/tests/test_board.py": "",
        "shelf/test/__init__.py": "",
        "shelf/board.so.debug": "symbols",
        "shelf-1.0.dist-info/licenses/LICENSE": "free",
    }
    wheels.wheel(folder, "shelf", needs=["nail", "boto3"], **files)
    wheels.wheel(folder, "nail")
    wheels.wheel(folder, "boto3")
    return folder


def made(tmp_path: Path, left_out: frozenset[str] = NOTHING, *, slim: bool = False) -> Bundle:
    assert TARGET is not None
    shelf = from_lines(["shelf"], tmp_path)
    resolution = resolve(shelf, TARGET, [])
    return bundle_of(shelf, resolution, TARGET, left_out, tmp_path / "cache", slim=slim)


def paths(bundle: Bundle) -> list[str]:
    return [one.path for one in bundle.members()]


def test_it_holds_what_is_needed_at_run_time(index: Path, tmp_path: Path) -> None:
    bundle = made(tmp_path, frozenset({"boto3"}))
    assert paths(bundle) == [
        "nail-1.0.dist-info/METADATA",
        "nail.py",
        "shelf-1.0.dist-info/METADATA",
        "shelf/__init__.py",
        "shelf/board.so.debug",
        "shelf/data.txt",
        "shelf/test/__init__.py",
        "shelf/tests/test_board.py",
    ]
    assert bundle.modules == {"nail", "shelf"}
    assert set(bundle.sizes) == {"nail==1.0", "shelf==1.0"}


def test_what_is_left_out_is_counted_by_why(index: Path, tmp_path: Path) -> None:
    bundle = made(tmp_path)
    assert bundle.left_out[Why.HEADERS] == LeftOut(2, 6)
    assert bundle.left_out[Why.STUBS].files == 2
    assert bundle.left_out[Why.METADATA].files > 1
    assert set(bundle.left_out) == {Why.HEADERS, Why.STUBS, Why.METADATA}


def test_a_slim_one_has_no_tests_and_nothing_for_debuggers(index: Path, tmp_path: Path) -> None:
    whole, slim = made(tmp_path), made(tmp_path, slim=True)
    assert set(paths(whole)) - set(paths(slim)) == {"shelf/tests/test_board.py", "shelf/board.so.debug"}
    assert (slim.left_out[Why.TESTS], slim.left_out[Why.DEBUG]) == (LeftOut(1, 0), LeftOut(1, 7))


def test_another_choice_of_what_is_left_out_is_another_bundle(index: Path, tmp_path: Path) -> None:
    assert "boto3.py" in paths(made(tmp_path))
    assert "boto3.py" not in paths(made(tmp_path, frozenset({"boto3"})))


def test_it_is_made_once(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert TARGET is not None
    shelf = from_lines(["shelf"], tmp_path)
    resolution = resolve(shelf, TARGET, [])
    first = bundle_of(shelf, resolution, TARGET, NOTHING, tmp_path / "cache")
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "gone"))
    assert bundle_of(shelf, resolution, TARGET, NOTHING, tmp_path / "cache") == first


def test_one_that_was_damaged_is_made_again(index: Path, tmp_path: Path) -> None:
    bundle = made(tmp_path)
    whole = (bundle.folder / "bundle.zip").read_bytes()
    (bundle.folder / "bundle.zip").write_bytes(whole[:-1])
    assert made(tmp_path) == bundle
    assert (bundle.folder / "bundle.zip").read_bytes() == whole


def test_a_distribution_with_another_hash_than_the_locked_one_is_refused(index: Path, tmp_path: Path) -> None:
    assert TARGET is not None
    nail = from_lines(["nail"], tmp_path)
    found = resolve(nail, TARGET, [])
    resolution = attrs.evolve(found, packages={"nail==1.0": (f"sha256:{'0' * 64}",)})
    with pytest.raises(UvFailed, match=r"(?i)hash mismatch for `nail==1\.0`"):
        bundle_of(nail, resolution, TARGET, NOTHING, tmp_path / "cache")
    assert not [one for one in (tmp_path / "cache").iterdir() if one.is_dir()]


def test_what_a_killed_run_has_left_behind_is_taken_away(index: Path, tmp_path: Path) -> None:
    bundle = made(tmp_path)
    whole = bundle.folder.with_suffix(".partial") / "installed" / "half.py"
    whole.parent.mkdir(parents=True)
    whole.write_text("")
    (bundle.folder / "bundle.zip").unlink()
    assert "half.py" not in paths(made(tmp_path))
    assert not bundle.folder.with_suffix(".partial").exists()


def test_what_is_done_is_told_in_bytes(index: Path, tmp_path: Path) -> None:
    assert TARGET is not None
    wheels.wheel(index, "plank", **{"plank.py": "x" * 600_000, "data.txt": "y" * 600_000})
    told: list[str | int] = []

    @contextmanager
    def steps(what: str, size: int = 0) -> Generator[Did]:
        told.append(f"{what} {size}")
        yield told.append

    plank = from_lines(["plank"], tmp_path)
    resolution = resolve(plank, TARGET, [])
    bundle = bundle_of(plank, resolution, TARGET, NOTHING, tmp_path / "cache", steps=steps)
    size = sum(bundle.sizes.values())
    assert told[:2] == [f"Installing plank for {TARGET} 0", f"Compressing plank {size}"]
    assert sum(one for one in told if isinstance(one, int)) == size


def test_a_program_stays_one(index: Path, tmp_path: Path) -> None:
    wheels.wheel(index, "shelf", "2.0", programs=["shelf/saw"], **{"shelf/saw": "", "shelf/__init__.py": ""})
    modes = {one.path: one.mode & 0o777 for one in made(tmp_path).members()}
    assert (modes["shelf/saw"], modes["shelf/__init__.py"]) == (0o755, 0o644)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "--no-index\n--find-links ./wheels\nplank\n"),
        ("pyproject.toml", PROJECT),
    ],
)
def test_it_is_installed_from_where_it_was_resolved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    wheels.only(tmp_path / "index", monkeypatch)
    monkeypatch.delenv("UV_CONFIG_FILE")
    (tmp_path / "wheels").mkdir()
    wheels.wheel(tmp_path / "wheels", "plank")
    (tmp_path / name).write_text(text)
    assert TARGET is not None
    plank = from_path(Path(name), tmp_path)
    bundle = bundle_of(plank, resolve(plank, TARGET, []), TARGET, NOTHING, tmp_path / "cache")
    assert "plank.py" in paths(bundle)
