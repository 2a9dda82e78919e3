"""local env, and what a shell and a test suite do with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import command

LOOKS = """
import json, os
import boto3
answer = boto3.client("lambda").invoke(FunctionName="hello", Payload=json.dumps({"name": "Ada"}))
print(json.load(answer["Payload"])["greeting"], os.environ.get("AWS_PROFILE"))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A project of `touchdown init` whose local AWS runs."""
    folder = tmp_path / "shop"
    assert command.run(tmp_path, "init", "shop").code == 0
    assert command.run(folder, "--local", "--yes", "apply").code == 0
    yield folder
    command.run(folder, "local", "stop")


def test_a_shell_that_evaluates_it_uses_the_local_aws(folder: Path) -> None:
    (folder / "looks.py").write_text(LOOKS)
    touchdown = f"{sys.executable} -m touchdown"
    checkout = str(Path(__file__).parents[2])
    ended = subprocess.run(
        ["sh", "-c", f'eval "$({touchdown} local env)"; {sys.executable} looks.py'],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": checkout, "AWS_PROFILE": "nobody", "AWS_SESSION_TOKEN": "foreign"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout == "Hello, Ada! None\n", ended.stderr


def test_the_variables_are_an_object_with_json(folder: Path) -> None:
    document = json.loads(command.run(folder, "local", "env", "--json").stdout)
    variables = document.pop("variables")
    status = json.loads(command.run(folder, "local", "status", "--json").stdout)
    assert document == {"version": 1}
    assert variables["AWS_ENDPOINT_URL"] == status["address"]
    assert variables["AWS_SECRET_ACCESS_KEY"] == (folder / ".touchdown/local/key").read_text()
    assert variables["AWS_PROFILE"] is variables["AWS_SESSION_TOKEN"] is None


def test_the_region_is_that_of_the_project(folder: Path) -> None:
    file = folder / "Touchdownfile"
    region = "ap-southeast-2"
    file.write_text(f'aws = workspace.add_aws(region="{region}")\n')
    assert command.run(folder, "--local", "plan").code == 0
    variables = json.loads(command.run(folder, "local", "env", "--json").stdout)["variables"]
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == region


def test_the_key_is_in_no_other_output(folder: Path) -> None:
    secret = (folder / ".touchdown/local/key").read_text()
    for arguments in (("--local", "--debug", "plan"), ("local", "status", "--json"), ("local", "logs")):
        assert secret not in command.run(folder, *arguments).all


def test_nothing_is_printed_to_be_evaluated_if_it_does_not_run(tmp_path: Path) -> None:
    ended = command.run(tmp_path, "local", "env")
    assert (ended.code, ended.stdout) == (3, "")
    assert "The local AWS is not running." in ended.stderr
    assert "touchdown local start" in ended.stderr
