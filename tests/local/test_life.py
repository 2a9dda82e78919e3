"""When it ends, whom `stop` ends, whose folder it is, and what isn't emptied under somebody's hands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from tests.local.conftest import ask, client, create_function, port_of
from tests.support.waiting import wait_until
from touchdown.local import LocalAws, health, key, server
from touchdown.local.folder import Folder
from touchdown.model.errors import LocalError

USE = """
import sys
from pathlib import Path
from touchdown.local import LocalAws
LocalAws(Path(sys.argv[1])).use()
print("in use", flush=True)
sys.stdin.read()
"""
CALLS_ON = """
import boto3, time
def handler(event, context):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        boto3.client("sts").get_caller_identity()
"""


def test_it_ends_when_nobody_has_used_it_for_a_while(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_BOUND", 1.0)
    local.start()
    wait_until(lambda: not local.status().running)
    assert any("Nobody has used it" in line for line in local.log_lines(follow=False))


def test_what_a_function_calls_does_not_keep_it(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_BOUND", 2.0)
    local.start()
    create_function(local, "calls-on", CALLS_ON)
    client(local, "lambda").invoke(FunctionName="calls-on", InvocationType="Event")
    wait_until(lambda: not local.status().running)


def test_calls_from_outside_keep_it(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_BOUND", 3.0)
    local.start()
    sleeps = "import time\ndef handler(event, context):\n    time.sleep(5)"
    create_function(local, "sleeps", sleeps)
    client(local, "lambda").update_function_configuration(FunctionName="sleeps", Timeout=30)
    client(local, "lambda").invoke(FunctionName="sleeps")
    assert local.status().running


def test_it_stays_if_it_is_told_to(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_BOUND", 2.0)
    local.start(stay=True)
    other = LocalAws(local.project.parent / "other")
    other.start()
    wait_until(lambda: not other.status().running)
    assert local.status().running


def test_one_that_runs_is_told_to_stay_later(local: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_BOUND", 2.0)
    local.start()
    local.start(stay=True)
    other = LocalAws(local.project.parent / "other")
    other.start()
    wait_until(lambda: not other.status().running)
    assert local.status().running


@contextmanager
def pretending_to_run(local: LocalAws, pid: int, port: int) -> Iterator[None]:
    """A record that somebody has written, with the lock held, as if a local AWS ran."""
    folder = Folder(local.project)
    folder.create()
    key.ensure(folder.key)
    folder.record.write_text(json.dumps({"pid": pid, "port": port}))
    with FileLock(folder.server_lock):
        yield


@pytest.mark.parametrize("pid", [1, 0, -1, None])
def test_stop_ends_no_process_by_a_number_in_the_record(local: LocalAws, pid: int | None) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        with pretending_to_run(local, pid or stranger.pid, 1), pytest.raises(LocalError):
            local.stop()
        assert stranger.poll() is None


def test_stop_ends_none_that_answers_without_the_key(local: LocalAws, running: LocalAws) -> None:
    """Another project's local AWS is at the port: it isn't ended, and isn't told anything of use."""
    with pretending_to_run(local, running.status().pid or 0, port_of(running)):
        with pytest.raises(LocalError, match="is not the local AWS of this project"):
            local.stop()
        assert running.status().running


def test_only_a_proof_made_for_this_question_counts(running: LocalAws, monkeypatch: pytest.MonkeyPatch) -> None:
    process = health.Process(port_of(running), running.access().secret_access_key)
    assert process.check(20) == running.status().pid
    monkeypatch.setattr("touchdown.local.health.secrets.token_hex", lambda _: "0" * 32)
    process.check(20)
    with pytest.raises(LocalError):
        process.check(20)  # the number was used
    proof = process._proof("ask", "alive", "1" * 32)
    asked = ask(port_of(running), "POST", "/_touchdown/reset", Touchdown_Proof=f"{'1' * 32}:{proof}")
    assert asked.status == 403


def test_reset_refuses_beside_a_command_that_uses_it(local: LocalAws) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", USE, str(local.project)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout
        assert user.stdout.readline() == "in use\n"
        with pytest.raises(LocalError, match=str(user.pid)):
            local.reset()
        user.communicate()
    assert local.reset().running


def test_a_command_that_was_killed_uses_it_no_more(local: LocalAws) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", USE, str(local.project)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout
        assert user.stdout.readline() == "in use\n"
        user.send_signal(signal.SIGKILL)
    assert local.reset().running


def test_the_key_is_random_for_each_project_stays_and_is_for_its_owner_alone(local: LocalAws, tmp_path: Path) -> None:
    local.start()
    first = local.access()
    assert Folder(local.project).key.stat().st_mode & 0o777 == 0o600
    local.stop()
    local.start()
    assert local.access() == first
    other = key.ensure(tmp_path / "key")
    assert other != first.secret_access_key


@pytest.mark.parametrize("mode", [0o644, 0o660])
def test_a_key_that_others_could_have_read_is_not_used(local: LocalAws, mode: int) -> None:
    folder = Folder(local.project)
    folder.create()
    before = key.ensure(folder.key)
    folder.key.chmod(mode)
    assert key.read(folder.key) is None
    assert key.ensure(folder.key) != before


def test_a_key_that_came_in_an_open_folder_is_thrown_away(local: LocalAws) -> None:
    folder = Folder(local.project)
    folder.create()
    key.ensure(folder.key)
    folder.path.chmod(0o755)
    folder.create()
    assert not folder.key.exists()
    assert folder.path.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", [".touchdown", ".touchdown/local"])
def test_a_link_is_not_taken_for_the_folder(tmp_path: Path, name: str) -> None:
    local = LocalAws(tmp_path / "project")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "local").mkdir(parents=True)
    link = local.project / name
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    for act in (local.start, local.stop, local.reset, local.status):
        with pytest.raises(LocalError, match="is a link"):
            act()
    assert list((elsewhere / "local").iterdir()) == []


def test_nothing_is_made_where_a_link_leads(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".touchdown").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LocalError, match="is a link"):
        LocalAws(tmp_path).start()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_a_folder_of_another_user_is_not_used(tmp_path: Path) -> None:
    local = LocalAws(tmp_path)
    Folder(local.project).path.mkdir(parents=True)
    os.chown(Folder(local.project).path, 65534, 65534)
    with pytest.raises(LocalError, match="belongs to the user with the number 65534"):
        local.start()


def test_nobody_else_can_read_what_it_writes(local: LocalAws) -> None:
    local.start()
    client(local, "s3").create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client(local, "s3").put_object(Bucket="data", Key="folder/key", Body=b"contents")
    local.stop()
    folder = Folder(local.project)
    written = [one for part in (folder.state, folder.objects) for one in (part, *part.rglob("*"))]
    assert len(written) > 4
    assert [one for one in written if one.stat().st_mode & 0o077] == []


def test_without_its_key_it_says_so_and_can_be_ended(local: LocalAws) -> None:
    local.start()
    Folder(local.project).key.unlink()
    with pytest.raises(LocalError, match="key for it is gone"):
        local.stop()
    Folder(local.project).record.unlink()
    wait_until(lambda: not local.status().running)
