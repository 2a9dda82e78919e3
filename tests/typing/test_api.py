"""What an editor shows while somebody writes a Touchdownfile (issue: "in an editor")."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.xdist_group("typing")  # pyright takes some seconds, once

SAMPLE = """\
from touchdown import Workspace

workspace = Workspace("shop")
aws = workspace.add_aws(region="eu-west-1")


def hello(event, context):
    return event


def one(event):
    return event


aws.add_lambda_function(name="good", code=hello)
aws.add_lambda_function(nme="x", code=hello)
aws.add_lambda_function(name="x", code=hello, timeout="3")
aws.add_lambda_function(name="x", code=one)
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What pyright says of the sample, by line."""
    file = tmp_path_factory.mktemp("sample") / "Touchdownfile.py"
    file.write_text(SAMPLE)
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, str(file)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, cwd=file.parent).stdout)
    return {one["range"]["start"]["line"] + 1: one["message"] for one in said["generalDiagnostics"]}


def test_a_declaration_that_is_right_is_not_marked(marked: dict[int, str]) -> None:
    assert set(marked) == {16, 17, 18}


def test_an_unknown_argument_is_marked(marked: dict[int, str]) -> None:
    assert '"nme"' in marked[16]


def test_an_argument_of_the_wrong_type_is_marked(marked: dict[int, str]) -> None:
    assert "timeout" in marked[17]


def test_a_function_with_one_argument_is_marked(marked: dict[int, str]) -> None:
    assert "code" in marked[18]
