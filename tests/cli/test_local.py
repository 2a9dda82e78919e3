"""local start, stop, status, reset and logs, and what other commands do with --local: with the real local AWS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import command
from tests.support.command import filtered
from touchdown.local import environment


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A new project of `touchdown init`; its local AWS is stopped at the end."""
    environment.ensure(lambda _: None)  # what its making says is told elsewhere, and only once
    folder = tmp_path / "shop"
    assert command.run(tmp_path, "init", "shop").code == 0
    yield folder
    command.run(folder, "local", "stop")


def test_a_new_project_lives_on_the_local_aws_until_it_is_reset(folder: Path) -> None:
    applied = command.run(folder, "--local", "--yes", "apply")
    assert applied.code == 0, applied.stderr
    assert applied.stdout.splitlines()[-1] == "Done: 3 created."
    assert "Starting the local AWS" in applied.stderr

    invoked = command.run(folder, "invoke", "hello", "-p", '{"name": "Ada"}', "--local")
    assert json.loads(invoked.stdout) == {"greeting": "Hello, Ada!"}

    document = json.loads(command.run(folder, "local", "status", "--json").stdout)
    assert document["version"] == 1
    assert document["running"] is True
    assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+", document["address"])
    assert Path(document["data"]).is_relative_to(folder / ".touchdown")

    assert command.run(folder, "local", "reset").code == 1  # there is nobody to ask
    assert command.run(folder, "--local", "plan", "--detailed-exitcode").code == 0
    assert command.run(folder, "local", "reset", "--yes").code == 0
    assert command.run(folder, "--local", "plan", "--detailed-exitcode").code == 2


def test_it_is_started_and_stopped_by_hand_and_keeps_its_data(folder: Path) -> None:
    assert shown(folder, "status") == (
        """\
exit 0
--- stdout
The local AWS is not running.
--- stderr
Its data is in FOLDER/.touchdown/local."""
    )
    assert shown(folder, "start") == (
        """\
exit 0
--- stdout
The local AWS is running at http://127.0.0.1:PORT.
--- stderr
Starting the local AWS
Its data is in FOLDER/.touchdown/local."""
    )
    assert command.run(folder, "--local", "--yes", "apply").code == 0
    assert shown(folder, "stop") == "exit 0\n--- stdout\nThe local AWS is stopped.\n--- stderr"
    assert shown(folder, "stop") == "exit 0\n--- stdout\nThe local AWS was not running.\n--- stderr"
    again = command.run(folder, "--local", "plan", "--detailed-exitcode")
    assert (again.code, again.stdout) == (0, "No changes: 3 resources are as declared.\n")
    logs = command.run(folder, "local", "logs")
    assert (logs.code, logs.stderr) == (0, "")
    assert "127.0.0.1" in logs.stdout


def shown(folder: Path, name: str) -> str:
    return filtered(command.run(folder, "local", name), folder)
