"""The cache: where it is, what is in it, and what is removed of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from touchdown.machine import cache

USE = "import sys; from pathlib import Path; from touchdown.machine import cache; cache.use(Path(sys.argv[1])); "


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def full(folder: Path) -> Path:
    """A cache with one thing of each kind."""
    for top in (cache.packages(), cache.environments()):
        cache.make(top)
    for name in (
        "packages/abc/bundle.json",
        "packages/def.json",
        "packages/archives/x.zip",
        "packages/bytecode/abc/bytecode.json",
        "local/env-1.0/bin/python",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(bytes(10))
    return folder


@contextmanager
def user_of(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses a part of the cache, until it is told to end."""
    with subprocess.Popen(
        [sys.executable, "-c", USE + "print('.', flush=True); input()", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_it_is_where_the_variable_says_or_where_the_user_has_caches(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert cache.folder() == folder
    monkeypatch.delenv("TOUCHDOWN_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder().name == "touchdown"


def test_what_is_in_it_is_counted_and_measured(full: Path) -> None:
    assert [(one.kind, len(one.entries), one.size, one.used) for one in cache.parts()] == [
        ("bundle", 1, 10, 0),
        ("bytecode", 1, 10, 0),
        ("package", 2, 20, 0),
        ("environment", 1, 10, 0),
    ]


def test_an_empty_one_has_nothing_in_it(folder: Path) -> None:
    assert [(len(one.entries), one.size, one.oldest) for one in cache.clean()] == [(0, 0, None)] * 4
    assert not folder.exists()


def test_all_that_nobody_uses_is_removed(full: Path) -> None:
    (full / "local" / "env-1.0.lock").touch()
    (full / "local" / "env-1.0.partial").mkdir()
    assert sum(len(one.entries) for one in cache.clean()) == 5
    assert not (full / "packages").exists()
    assert [one.name for one in (full / "local").iterdir()] == ["CACHEDIR.TAG"]


def test_what_another_process_uses_stays_until_it_ends_however_it_ends(full: Path) -> None:
    environment = full / "local" / "env-1.0"
    with user_of(full / "packages"), user_of(environment):
        assert [one.used for one in cache.clean()] == [1, 1, 2, 1]
        assert (full / "packages" / "abc").exists()
        assert environment.exists()
    cache.clean()
    assert not (full / "packages").exists()
    assert not environment.exists()


def test_nothing_is_removed_from_a_folder_that_others_made(folder: Path) -> None:
    for place in ("packages/app", "local/share"):
        (folder / place).mkdir(parents=True)
        (folder / place / "theirs").write_text("precious")
    with pytest.raises(ValueError, match="wasn't made by Touchdown"):
        cache.clean()
    assert len(list(folder.rglob("theirs"))) == 2


def test_an_environment_that_is_used_does_not_keep_another(full: Path) -> None:
    (full / "local" / "env-0.9").mkdir()
    with user_of(full / "local" / "env-1.0"):
        cache.clean()
    left = {one.name for one in (full / "local").iterdir() if one.suffix != ".users"}
    assert left == {"CACHEDIR.TAG", "env-1.0"}


def test_one_that_uses_it_itself_may_clean_it(full: Path) -> None:
    cache.use(full / "packages")
    assert not cache.is_used(full / "packages")
    cache.clean()
    assert not (full / "packages").exists()


def test_a_process_that_ends_leaves_no_mark(full: Path) -> None:
    subprocess.run([sys.executable, "-c", USE, str(full / "packages")], check=True)
    assert list((full / "packages.users").iterdir()) == []
