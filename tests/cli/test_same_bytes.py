"""The same function gives the same bytes, whoever packs it and wherever; so another machine changes nothing."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from pathlib import Path

import pytest

from tests.support import wheels
from tests.support.bytecode import PYTHON
from tests.support.project import Project
from tests.support.pythons import other_python, touchdown_in
from tests.support.wire import Wire

DECLARED = f"""
RUNTIME = "python{PYTHON}"
from helpers import shout

LIMITS = dict(b=2, a=1)

def hello(event, context):
    import shelf

    return [shout("hi"), LIMITS]

aws.add_lambda_function(name="hello", code=hello, requirements=["shelf"], runtime=RUNTIME)
aws.add_lambda_function(name="app", code="app", handler="main.run")
"""
HERE = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "TZ": "UTC"}
ELSEWHERE = {"LC_ALL": "C", "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "PYTHONUTF8": "0"}
LONG_AGO = 1_000_000_000


@pytest.fixture(scope="module")
def other() -> Path:
    """A Python of another version than the oldest that Touchdown runs in; made before the index is cut off."""
    return other_python("3.13" if sys.version_info < (3, 13) else "3.12")


@pytest.fixture
def shop(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with modules, data and a distribution: more than a megabyte, so that it is compressed."""
    index = wheels.only(tmp_path / "index", monkeypatch)
    text = " ".join(random.Random(3).choices(["plank", "nail", "board", "saw"], k=400_000))
    module = "class Shelf:\n    def boards(self, wood):\n        return wood in {'oak', 'elm', None}\n"
    wheels.wheel(index, "shelf", **{"shelf/__init__.py": module, "shelf/data.txt": text})
    for path, contents in {"helpers.py": "def shout(text):\n    return text.upper()\n", "app/ü.txt": "ü"}.items():
        (project.folder / path).parent.mkdir(exist_ok=True)
        project.write(path, contents)
    project.write("app/main.py", "def run(event, context):\n    return 1\n")
    (project.folder / "app" / "tool").write_text("#!/bin/sh\n")
    (project.folder / "app" / "tool").chmod(0o755)
    return project


def moved(project: Project, folder: Path) -> Path:
    """A copy of a project, made by somebody who lets nobody else read it, with files of other days."""
    folder.mkdir()
    for path in ("Touchdownfile", "touchdown.lock", "helpers.py", "app"):
        copy = shutil.copytree if (project.folder / path).is_dir() else shutil.copyfile
        copy(project.folder / path, folder / path)
    for one in folder.rglob("*"):
        one.chmod(one.stat().st_mode & 0o700 if one.suffix or one.is_dir() else 0o700 if one.name == "tool" else 0o600)
        os.utime(one, (LONG_AGO, LONG_AGO))
    return folder


def test_another_directory_python_user_and_locale_give_the_same_bytes_and_change_nothing(
    other: Path, shop: Project, ministack: object, wire: Wire, tmp_path: Path
) -> None:
    shop.declare(DECLARED)
    # Both have the Python that compiles.
    path = os.pathsep.join((os.environ["PATH"], str(Path(sys.base_prefix) / "bin")))
    caches = [{"TOUCHDOWN_CACHE_DIR": str(tmp_path / name), "PATH": path} for name in ("here", "there")]
    touchdown_in(Path(sys.executable), shop.folder, "lock", "--bytecode", variables={**HERE, **caches[0]})
    applied = touchdown_in(Path(sys.executable), shop.folder, "--yes", "apply", variables={**HERE, **caches[0]})
    assert applied.returncode == 0, applied.stderr
    there = moved(shop, tmp_path / "there-it-is")
    wire.forget()

    again = touchdown_in(other, there, "--yes", "apply", variables={**ELSEWHERE, **caches[1]}, umask=0o077)

    assert again.stdout.startswith("No changes"), again.stderr
    assert wire.writes() == []
    packed = [
        touchdown_in(Path(sys.executable), shop.folder, "package", "--json", variables={**HERE, **caches[0]}),
        touchdown_in(other, there, "package", "--json", variables={**ELSEWHERE, **caches[1]}, umask=0o077),
    ]
    packages = [json.loads(each.stdout)["packages"] for each in packed]
    hashes = [[one["sha256"] for one in each] for each in packages]
    assert [each[0]["bytecode"]["files"] for each in packages] == [1, 1]
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 2
