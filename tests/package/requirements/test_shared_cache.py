"""Processes that build into one cache, of which one is killed: the other one's package is right, and the next one's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import wheels
from tests.support.command import CHECKOUT
from touchdown.package.requirements import lock
from touchdown.package.requirements.bundle import Bundle, bundle_of
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.target import Target

_BOUND = 60
TARGET = Target("3.13", "x86_64-manylinux_2_34")
PROGRAM = """
import sys
from pathlib import Path
from touchdown.package import archive
from touchdown.package.requirements import bundle
from tests.package.requirements.test_shared_cache import built

def stop(*given, **more):
    print("here", flush=True)
    sys.stdin.read()

def half(out, *given):
    out.write(b"PK")
    out.flush()
    stop()

moment, folder, cache = sys.argv[1:]
if moment == "installed":
    bundle.look_at = stop
elif moment == "half written":
    archive.write_members_to = half
elif moment == "not in its place":
    Path.rename = stop
else:
    print("begun", flush=True)
built(Path(folder), Path(cache))
"""


def built(folder: Path, cache: Path) -> Bundle:
    """The bundle of what is locked in a folder."""
    required = from_lines(["shelf"], folder)
    resolution = lock.read(folder / lock.NAME).find(required, TARGET)
    assert resolution is not None
    return bundle_of(required, resolution, TARGET, frozenset(), cache)


@contextmanager
def building(moment: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that builds, and stops at a moment; it doesn't outlive the block."""
    command = [sys.executable, "-c", PROGRAM, moment, str(folder), str(folder / "cache")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()


def next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


@pytest.mark.parametrize("moment", ["installed", "half written", "not in its place"])
def test_who_builds_beside_one_that_is_killed_gets_the_whole_package_and_so_does_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    wheels.wheel(wheels.only(tmp_path / "index", monkeypatch), "shelf", **{"shelf.py": "x = 1\n" * 50_000})
    lock.write(tmp_path / lock.NAME, [resolve(from_lines(["shelf"], tmp_path), TARGET, [])])
    with building(moment, tmp_path) as first:
        assert next_line(first) == "here\n"
        with building("never", tmp_path) as second:
            assert next_line(second) == "begun\n"
            first.kill()
            second.communicate(timeout=_BOUND)
            assert second.returncode == 0
    alone = built(tmp_path, tmp_path / "other")
    monkeypatch.setenv("UV_CONFIG_FILE", str(tmp_path / "gone"))  # nothing can be installed any more
    next_one = built(tmp_path, tmp_path / "cache")
    assert list(next_one.members()) == list(alone.members())
    assert [one for one in (tmp_path / "cache").iterdir() if one.is_dir()] == [next_one.folder]
