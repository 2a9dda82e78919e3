"""The environment that uv makes: once, whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from touchdown.local import LocalAws, environment, locks
from touchdown.model.errors import LocalError

ENSURE = "from touchdown.local import environment; print(environment.ensure(lambda line: print(line, flush=True)))"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without an environment in it."""
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "local"


def runs_ministack(python: Path) -> bool:
    return subprocess.run([python, "-I", "-c", "import ministack, filelock"], check=False).returncode == 0


def test_is_made_once_with_progress(cache: Path) -> None:
    first: list[str] = []
    second: list[str] = []

    assert environment.ensure(first.append) == environment.ensure(second.append)
    assert "ministack==1.5.33" in first[0]
    assert any(line.startswith("uv: Installed") for line in first)
    assert second == []


def test_a_set_up_that_was_killed_is_not_taken_for_whole(cache: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ENSURE], stdout=subprocess.PIPE, text=True, process_group=0) as killed:
        assert killed.stdout
        while not killed.stdout.readline().startswith("uv:"):
            pass
        os.killpg(killed.pid, signal.SIGKILL)
    assert list(cache.glob("*.partial"))
    assert not list(cache.glob(f"*{sys.implementation.cache_tag}"))

    assert runs_ministack(environment.ensure(lambda _: None))
    assert not list(cache.glob("*.partial"))


def test_is_made_by_one_of_two_that_need_it_at_once(cache: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", ENSURE], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate()[0].splitlines() for process in processes]

    assert outputs[0][-1] == outputs[1][-1]
    assert sum(line.startswith("Setting up") for output in outputs for line in output) == 1


def test_is_made_again_if_its_python_was_uninstalled(cache: Path) -> None:
    python = environment.ensure(lambda _: None)
    python.unlink()
    python.symlink_to(cache / "gone")

    assert runs_ministack(environment.ensure(lambda _: None))


def test_does_not_depend_on_the_environment_that_touchdown_is_in() -> None:
    python = environment.ensure(lambda _: None)

    assert python.resolve().is_relative_to(Path(sys.base_prefix).resolve())


def test_a_failure_shows_what_uv_said_but_no_credentials(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://user:hunter2@127.0.0.1:1/simple")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")

    with pytest.raises(LocalError) as caught:
        environment.ensure(lambda _: None)
    assert "127.0.0.1:1/simple" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert "package index" in caught.value.hint


def test_a_cache_that_can_not_be_made_is_an_error_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "file"))

    with pytest.raises(LocalError, match="TOUCHDOWN_CACHE_DIR"):
        environment.ensure(lambda _: None)


def test_is_in_use_for_as_long_as_a_local_aws_runs_in_it(local: LocalAws) -> None:
    place = environment.ensure(lambda _: None).parents[1]
    mark = place.with_name(f"{place.name}.users") / f"{local.start().pid}.lock"
    assert not locks.is_free(mark)
    local.stop()
    assert locks.is_free(mark)
