"""The bytecode of bundles: compiled once, kept, and taken by Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.bytecode import PYTHON, UNKNOWN, VERSION, made_up, nowhere
from tests.support.command import CHECKOUT
from touchdown.package import archive
from touchdown.package.archive import member
from touchdown.package.bytecode.compiled import Bytecode, NotCompiled, compiled
from touchdown.package.requirements import cached_zip
from touchdown.package.requirements.bundle import Bundle

TAG = f"cpython-{PYTHON.replace('.', '')}"
SHELF = {
    "shelf/__init__.py": "from shelf import board\n",
    "shelf/board.py": "WOOD = 'oak'\n",
    "shelf/template.py": "{{ wood }}s\n",
    "shelf/tests/test_board.py": "",
    "shelf/data.txt": "data",
}


KILLED = """
import sys
from pathlib import Path
from tests.package.bytecode.test_compiled import SHELF, Compiling

def stop(*given):
    print("here", flush=True)
    sys.stdin.read()

compiling = Compiling(Path(sys.argv[1]))
bundle = compiling.bundle("killed", SHELF)
Path.rename = stop
compiling(bundle)
"""


class Compiling:
    """Compiles in a cache, and counts how often it has to."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.times = 0

    def bundle(self, name: str, files: Mapping[str, str]) -> Bundle:
        members = [member(path, text.encode()) for path, text in files.items()]
        (self.cache / f"{name}.partial").mkdir(parents=True)
        said = cached_zip.write(self.cache / name, "bundle", members, {}, self.cache / f"{name}.partial")
        return Bundle(self.cache / name, said["sha256"], {f"{name}==1": 1}, frozenset())

    def __call__(self, bundle: Bundle, version: str = VERSION) -> Bytecode:
        return compiled(bundle, version, self.cache, self._making)

    @contextmanager
    def _making(self) -> Generator[None]:
        self.times += 1
        yield


@pytest.fixture
def compiling(tmp_path: Path) -> Compiling:
    return Compiling(tmp_path / "cache")


def test_modules_are_compiled_beside_their_sources_without_tests_and_templates(compiling: Compiling) -> None:
    found = compiling(compiling.bundle("b", {**SHELF, "nail.py": ""}))
    assert {source: one.path for source, one in found.members()} == {
        "shelf/__init__.py": f"shelf/__pycache__/__init__.{TAG}.pyc",
        "shelf/board.py": f"shelf/__pycache__/board.{TAG}.pyc",
        "nail.py": f"__pycache__/nail.{TAG}.pyc",
    }
    assert found.size == sum(one.size for _, one in found.members())


def test_python_takes_it_without_a_look_at_the_source(compiling: Compiling, tmp_path: Path) -> None:
    for _, one in compiling(compiling.bundle("b", SHELF)).members():
        (tmp_path / one.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / one.path).write_bytes(one.data)
    for path in ("shelf/__init__.py", "shelf/board.py"):
        (tmp_path / path).write_text("raise SystemExit('compiled anew')")
    said = subprocess.run(
        [sys.executable, "-c", "import shelf; print(shelf.board.WOOD)"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (said.stdout, said.stderr) == ("oak\n", "")


def test_what_was_compiled_is_not_compiled_again(compiling: Compiling) -> None:
    bundle = compiling.bundle("b", SHELF)
    assert compiling(bundle) == compiling(bundle)
    assert compiling.times == 1


def test_a_distribution_that_two_bundles_hold_is_compiled_once(compiling: Compiling) -> None:
    compiling(compiling.bundle("one", SHELF))
    before = {one: one.stat().st_ino for one in compiling.cache.glob("bytecode/*/bytecode.zip")}
    both = compiling(compiling.bundle("two", {**SHELF, "nail/__init__.py": ""}))
    assert compiling.times == 2
    assert len(both.parts) == 2
    assert (
        before.items() <= {part / "bytecode.zip": (part / "bytecode.zip").stat().st_ino for part in both.parts}.items()
    )


def test_another_byte_of_a_source_is_compiled_anew(compiling: Compiling) -> None:
    oak = compiling(compiling.bundle("oak", SHELF))
    elm = compiling(compiling.bundle("elm", {**SHELF, "shelf/board.py": "WOOD = 'elm'\n"}))
    assert set(oak.parts).isdisjoint(elm.parts)
    assert oak.key != elm.key


def test_what_was_damaged_in_the_cache_is_compiled_again(compiling: Compiling) -> None:
    bundle = compiling.bundle("b", SHELF)
    (part,) = compiling(bundle).parts
    whole = (part / "bytecode.zip").read_bytes()
    (part / "bytecode.zip").write_bytes(whole[:-1] + b"x")
    assert compiling(bundle).parts == (part,)
    assert (part / "bytecode.zip").read_bytes() == whole


def test_without_its_python_nothing_is_compiled(compiling: Compiling) -> None:
    with pytest.raises(NotCompiled, match=rf"this machine has no Python {UNKNOWN}\.1"):
        compiling(compiling.bundle("b", SHELF), f"{UNKNOWN}.1")


def test_what_was_compiled_needs_its_python_no_more(compiling: Compiling, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = compiling.bundle("b", SHELF)
    before = compiling(bundle)
    monkeypatch.setattr(sys, "executable", str(compiling.cache / "gone"))
    nowhere(compiling.cache, monkeypatch)
    assert compiling(bundle) == before


@pytest.mark.parametrize(
    ("script", "said"),
    [("echo 'no memory' >&2; exit 1", "no memory"), ("exit 1", "it ended with 1"), ("kill -9 $$", "it ended with -9")],
)
def test_a_python_that_fails_leaves_nothing_behind(
    compiling: Compiling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    nowhere(tmp_path, monkeypatch)
    version = f"{UNKNOWN}.1"
    made_up(tmp_path, version, f'test "$1" = -I && echo {version} && exit\n{script}')
    with pytest.raises(NotCompiled, match=said):
        compiling(compiling.bundle("b", SHELF), version)
    assert [one.name for one in (compiling.cache / "bytecode").iterdir()] == ["pythons.json"]


def test_its_archive_is_the_same_in_another_cache(compiling: Compiling, tmp_path: Path) -> None:
    other = Compiling(tmp_path / "other")
    one, two = (each(each.bundle("b", SHELF)) for each in (compiling, other))
    assert one.key == two.key
    assert [archive.sha256(part / "bytecode.zip") for part in one.parts] == [
        archive.sha256(part / "bytecode.zip") for part in two.parts
    ]


def test_after_one_that_was_killed_the_next_has_all_of_it_and_nothing_half_made_stays(compiling: Compiling) -> None:
    command = [sys.executable, "-c", KILLED, str(compiling.cache)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        assert (compiling.cache / "bytecode.partial").exists()
        process.kill()
    found = compiling(compiling.bundle("b", SHELF))
    assert len(list(found.members())) == 2
    assert not (compiling.cache / "bytecode.partial").exists()
