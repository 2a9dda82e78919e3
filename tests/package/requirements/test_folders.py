"""Folders of the project, and repositories, as distributions."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support import wheels
from tests.support.projects import project
from touchdown.package.requirements import lock
from touchdown.package.requirements.bundle import Bundle, bundle_of
from touchdown.package.requirements.declared import Requirements, from_lines
from touchdown.package.requirements.files import from_path
from touchdown.package.requirements.lock import Lock, Resolution
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import target_of
from touchdown.package.requirements.uv import UvFailed

TARGET = target_of("python3.13", "arm64")
BESIDE = '\n[tool.uv.sources]\nnail = { path = "../nail", editable = true }\n'


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = wheels.only(tmp_path / "index", monkeypatch)
    wheels.wheel(folder, "plank")
    return folder


def required(tmp_path: Path, *lines: str) -> Requirements:
    (tmp_path / "requirements.txt").write_text("\n".join(lines))
    return from_path(Path("requirements.txt"), tmp_path)


def resolved(requirements: Requirements) -> Resolution:
    assert TARGET is not None
    return resolve(requirements, TARGET, [])


def bundled(requirements: Requirements, cache: Path) -> Bundle:
    assert TARGET is not None
    resolution = resolved(requirements).as_it_is(requirements)
    return bundle_of(requirements, resolution, TARGET, frozenset(), cache)


def test_folders_are_locked_by_their_paths_and_what_they_need_with_hashes(index: Path, tmp_path: Path) -> None:
    for name in ("shelf", "nail", "rack"):
        project(tmp_path / "libs" / name, ["plank"])
    locked = resolved(required(tmp_path, "./libs/shelf", "-e ./libs/nail", "rack @ ./libs/rack")).packages
    assert list(locked) == ["plank==1.0", "nail @ libs/nail", "rack @ libs/rack", "shelf @ libs/shelf"]
    assert [bool(hashes) for hashes in locked.values()] == [True, False, False, False]


def test_a_list_may_name_one_too(index: Path, tmp_path: Path) -> None:
    project(tmp_path / "shelf")
    assert list(resolved(from_lines(["./shelf", "plank"], tmp_path)).packages) == ["plank==1.0", "shelf @ shelf"]


def test_one_that_another_needs_is_found_from_there(index: Path, tmp_path: Path) -> None:
    project(tmp_path / "libs" / "nail")
    project(tmp_path / "libs" / "shelf", ["nail"], more=BESIDE)
    assert list(resolved(required(tmp_path, "./libs/shelf")).packages) == ["nail @ libs/nail", "shelf @ libs/shelf"]


def test_what_it_holds_now_is_built_once(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert TARGET is not None
    shelf = project(tmp_path / "shelf", ["plank"])
    requirements = required(tmp_path, "-e ./shelf")
    resolution = resolved(requirements)

    def bundle() -> Bundle:
        return bundle_of(requirements, resolution.as_it_is(requirements), TARGET, frozenset(), tmp_path / "cache")

    first = bundle()
    assert (set(first.sizes), first.modules) == ({"plank==1.0", "shelf==1"}, {"plank", "shelf"})
    (shelf / "shelf.py").write_text("VERSION = 2\n")
    second = bundle()
    (module,) = (one for one in second.members() if one.path == "shelf.py")
    assert module.data == b"VERSION = 2\n"
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "gone"))
    (shelf / "build").mkdir()
    (shelf / "build" / "left.txt").touch()
    assert bundle() == second


def test_the_lock_is_stale_when_a_folder_needs_something_else(index: Path, tmp_path: Path) -> None:
    assert TARGET is not None
    project(tmp_path / "shelf")
    requirements = required(tmp_path, "./shelf")
    lock.write(tmp_path / lock.NAME, [resolved(requirements)])
    written: Lock = lock.read(tmp_path / lock.NAME)
    assert written.find(requirements, TARGET) is not None
    project(tmp_path / "shelf", ["plank"])
    assert written.find(requirements, TARGET) is None


def test_one_that_changes_while_it_is_built_is_refused(index: Path, tmp_path: Path) -> None:
    assert TARGET is not None
    shelf = project(tmp_path / "shelf")
    requirements = required(tmp_path, "./shelf")
    seen = resolved(requirements).as_it_is(requirements)
    (shelf / "shelf.py").write_text("VERSION = 2\n")
    with pytest.raises(UvFailed, match="shelf @ shelf was changed while it was packed"):
        bundle_of(requirements, seen, TARGET, frozenset(), tmp_path / "cache")


def test_one_that_is_not_pure_python_is_refused(index: Path, tmp_path: Path) -> None:
    project(tmp_path / "shelf", tag="cp313-cp313-linux_x86_64")
    with pytest.raises(UvFailed, match="shelf"):
        bundled(required(tmp_path, "./shelf"), tmp_path / "cache")


def test_a_repository_is_locked_by_its_commit(index: Path, tmp_path: Path) -> None:
    shelf = project(tmp_path / "shelf")
    for command in ("init -q", "add .", "-c user.name=x -c user.email=x@example.com commit -q -m x"):
        subprocess.run(["git", *command.split()], cwd=shelf, check=True)
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=shelf, text=True).strip()
    requirements = from_lines([f"shelf @ git+{shelf.as_uri()}"], tmp_path)
    assert list(resolved(requirements).packages) == [f"shelf @ git+{shelf.as_uri()}@{commit}"]
    assert bundled(requirements, tmp_path / "cache").modules == {"shelf"}
