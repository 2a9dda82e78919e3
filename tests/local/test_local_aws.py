"""Starting, stopping, finding again, and what is kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import client, create_function
from tests.support.waiting import wait_until
from touchdown.local import LocalAws, server
from touchdown.local.folder import Folder
from touchdown.model.errors import LocalError

START = """
import sys
from pathlib import Path
from touchdown.local import LocalAws
status = LocalAws(Path(sys.argv[1])).start()
print(status.pid, status.started)
"""


ENDLESS = """
import os, pathlib
def handler(event, context):
    pathlib.Path({pid_file!r}).write_text(f"{{os.getpid()}}.")
    while True:
        pass
"""


def make_something(local: LocalAws) -> None:
    client(local, "s3").create_bucket(
        Bucket="data",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1", "Tags": [{"Key": "a", "Value": "b"}]},
    )
    client(local, "s3").put_object(Bucket="data", Key="folder/key", Body=b"contents")
    client(local, "iam").create_role(RoleName="role", AssumeRolePolicyDocument="{}", Description="kept")
    create_function(local, "hello", "def handler(event, context):\n    return 'hello ' + event")


def assert_it_is_all_there(local: LocalAws) -> None:
    assert client(local, "s3").get_bucket_tagging(Bucket="data")["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert client(local, "s3").get_object(Bucket="data", Key="folder/key")["Body"].read() == b"contents"
    assert client(local, "iam").get_role(RoleName="role")["Role"]["Description"] == "kept"
    assert invoke(local, "hello", "you") == "hello you"


def assert_nothing_is_there(local: LocalAws) -> None:
    assert client(local, "s3").list_buckets()["Buckets"] == []
    assert client(local, "iam").list_roles()["Roles"] == []
    assert client(local, "lambda").list_functions()["Functions"] == []


def invoke(local: LocalAws, name: str, event: object) -> Any:
    return json.load(client(local, "lambda").invoke(FunctionName=name, Payload=json.dumps(event))["Payload"])


def port_of(local: LocalAws) -> int:
    address = local.status().address
    assert address
    return int(address.rpartition(":")[2])


def test_is_not_running_before_it_was_started_and_looking_leaves_no_trace(local: LocalAws) -> None:
    status = local.status()

    assert (status.running, status.address, status.pid, status.started) == (False, None, None, False)
    assert not local.stop()
    assert not local.reset().running
    assert list(local.log_lines(follow=True)) == []
    assert not local.project.exists()


def test_starting_again_finds_the_one_that_runs(local: LocalAws) -> None:
    first = local.start()
    second = local.start()

    assert first.started
    assert not second.started
    assert (second.pid, second.address) == (first.pid, first.address)


def test_the_status_is_told_by_any_other_command(local: LocalAws) -> None:
    started = local.start()
    status = LocalAws(local.project).status()

    assert status.running
    assert (status.pid, status.address, status.data) == (started.pid, started.address, started.data)


def test_data_and_address_survive_a_restart(local: LocalAws) -> None:
    before = local.start()
    make_something(local)

    assert local.stop()
    assert not local.status().running
    after = local.start()

    assert after.address == before.address
    assert after.pid != before.pid
    assert_it_is_all_there(local)


def test_data_survives_a_killed_process_which_is_found_to_be_gone(local: LocalAws) -> None:
    pid = local.start().pid
    make_something(local)
    state = Folder(local.project).state
    wait_until(lambda: holds(state / "s3.json", "data") and holds(state / "iam.json", "kept"))
    wait_until(lambda: holds(state / "lambda.json", "hello"))

    assert pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not local.status().running)

    assert not local.stop()
    assert local.start().started
    assert_it_is_all_there(local)


def holds(file: Path, text: str) -> bool:
    return file.exists() and text in file.read_text()


def test_reset_wipes_a_running_one_for_good_and_leaves_it_running(local: LocalAws) -> None:
    pid = local.start().pid
    make_something(local)

    status = local.reset()

    assert (status.running, status.pid) == (True, pid)
    assert_nothing_is_there(local)
    local.stop()
    local.start()
    assert_nothing_is_there(local)


def test_reset_wipes_a_stopped_one_and_keeps_its_address(local: LocalAws) -> None:
    address = local.start().address
    make_something(local)
    local.stop()

    assert not local.reset().running
    assert local.start().address == address
    assert_nothing_is_there(local)


def test_two_processes_that_start_it_at_once_get_one(local: LocalAws) -> None:
    command = [sys.executable, "-c", START, str(local.project)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [process.communicate()[0].split() for process in processes]

    assert len({pid for pid, _ in answers}) == 1
    assert sorted(started for _, started in answers) == ["False", "False", "True"]


def test_projects_have_one_each(local: LocalAws, tmp_path: Path) -> None:
    other = LocalAws(tmp_path / "other")
    first = local.start()
    try:
        assert other.start().address != first.address
        client(local, "s3").create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        assert_nothing_is_there(other)
    finally:
        assert other.stop()
    assert local.status().running


def test_a_copied_project_does_not_take_the_original_for_its_own(local: LocalAws, tmp_path: Path) -> None:
    local.start()
    copy = LocalAws(tmp_path / "copy")
    shutil.copytree(local.project, copy.project)

    assert not copy.status().running
    assert not copy.stop()
    assert local.status().running


def test_a_recycled_process_id_is_not_taken_for_it_nor_stopped(local: LocalAws) -> None:
    local.start()
    local.stop()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        record = Folder(local.project).record
        record.write_text(json.dumps({"pid": stranger.pid, "port": 1}))

        assert not local.status().running
        assert not local.stop()
        assert stranger.poll() is None


@contextmanager
def imitation_of_ministack(port: int) -> Generator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"services": {}, "edition": "light"}')

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield
        server.shutdown()


def test_a_stranger_on_its_port_is_told_apart_even_if_it_answers_alike(local: LocalAws) -> None:
    local.start()
    port = port_of(local)
    local.stop()
    with imitation_of_ministack(port):
        assert not local.status().running
        assert local.start().started
        assert port_of(local) != port


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"pid": null, "port": 1}'])
def test_a_damaged_record_of_a_stopped_one_does_no_harm(local: LocalAws, text: str) -> None:
    folder = Folder(local.project)
    folder.create()
    folder.record.write_text(text)

    assert not local.status().running
    assert not local.stop()


def test_one_without_its_record_ends_by_itself_and_says_so_meanwhile(local: LocalAws) -> None:
    local.start()
    Folder(local.project).record.unlink()

    with pytest.raises(LocalError, match="has lost its record"):
        local.stop()
    wait_until(lambda: not local.status().running)


def test_one_whose_folder_is_deleted_ends_and_does_not_bring_it_back(local: LocalAws) -> None:
    local.start()
    port = port_of(local)
    make_something(local)
    shutil.rmtree(local.project)

    wait_until(lambda: not is_listening(port))
    assert not local.project.exists()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_is_detached_from_the_terminal(local: LocalAws) -> None:
    pid = local.start().pid

    assert pid
    assert os.getsid(pid) == os.getpgid(pid) == pid


def test_a_function_that_never_ends_does_not_outlive_it(local: LocalAws, tmp_path: Path) -> None:
    local.start()
    pid_file = tmp_path / "pid"
    create_function(local, "endless", ENDLESS.format(pid_file=str(pid_file)))
    client(local, "lambda").invoke(FunctionName="endless", InvocationType="Event")
    wait_until(lambda: pid_file.exists() and pid_file.read_text().endswith("."))

    local.stop()

    wait_until(lambda: not is_alive(int(pid_file.read_text()[:-1])))


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state) and not state.startswith("Z")


def test_git_does_not_see_its_data(local: LocalAws) -> None:
    local.start()

    assert (local.project / ".touchdown" / ".gitignore").read_text() == "*\n"


def test_the_log_can_be_read_and_followed_until_it_is_stopped(local: LocalAws) -> None:
    local.start()
    lines = local.log_lines(follow=True)
    first = next(lines)
    stopper = threading.Thread(target=local.stop)
    stopper.start()
    rest = list(lines)
    stopper.join()

    assert any("Ready" in line for line in [first, *rest])
    assert any("shutting down" in line for line in rest)
    assert list(local.log_lines(follow=False)) == [first, *rest]


def test_one_that_ends_while_starting_is_an_error_with_the_end_of_its_log(
    local: LocalAws,
) -> None:
    folder = Folder(local.project)
    folder.create()
    (folder.path / "server.partial").mkdir()

    with pytest.raises(LocalError, match=r"(?s)did not start.*ended while starting.*IsADirectoryError"):
        local.start()
    assert not local.status().running


def test_one_that_hangs_while_starting_is_ended_and_said(
    local: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    folder = Folder(local.project)
    folder.create()
    monkeypatch.setattr(server, "START_BOUND", 0.1)

    with pytest.raises(LocalError, match="was not ready after"):
        server.launch(hanging, folder)


def test_a_project_that_can_not_be_written_to_is_an_error_of_the_users(tmp_path: Path) -> None:
    (tmp_path / ".touchdown").write_text("a file where the folder should be")

    with pytest.raises(LocalError, match="has no place for its data"):
        LocalAws(tmp_path).start()


def test_its_data_is_for_the_users_eyes_only(local: LocalAws) -> None:
    Folder(local.project).create()

    assert Folder(local.project).path.stat().st_mode & 0o077 == 0
