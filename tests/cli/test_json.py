"""--json: one document with a version on stdout, for every command that shows something, and for every error."""

from __future__ import annotations

import json

import pytest

from tests.support.declaring import in_process
from tests.support.project import HELLO, Project


@pytest.mark.parametrize(
    ("arguments", "member"),
    [
        (("plan",), "changes"),
        (("apply",), "done"),
        (("show",), "resources"),
        (("graph",), "needs"),
        (("invoke", "hello"), "result"),
        (("tail",), "events"),
        (("local", "status"), "address"),
        (("local", "logs"), "lines"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, tuple) else None,
)
def test_every_command_that_shows_something_prints_one_document(
    applied: Project, arguments: tuple[str, ...], member: str
) -> None:
    outcome = applied.run(*arguments, "--json")
    document = json.loads(outcome.stdout)
    assert outcome.code == 0
    assert document["version"] == 1
    assert member in document


@pytest.mark.parametrize(
    ("arguments", "written"),
    [(("init", "new"), "new/Touchdownfile"), (("graph", "-o", "a.svg"), "a.svg")],
    ids=["init", "graph"],
)
def test_what_writes_a_file_names_it(project: Project, arguments: tuple[str, ...], written: str) -> None:
    project.declare(HELLO)
    outcome = in_process(project.folder, *arguments, "--json")
    assert (outcome.code, json.loads(outcome.stdout)) == (0, {"version": 1, "written": written})


PRINTING = """
import os, subprocess, sys
print("by Python", flush=True)
subprocess.run(["echo", "by a program"])
os.write(1, b"by its number\\n")
sys.__stdout__.write("by Python's own stream\\n")
"""


@pytest.mark.parametrize(("end", "code"), [("", 0), ("nonsense\n", 1)], ids=["read", "failed"])
def test_what_a_touchdownfile_prints_is_not_in_the_document_however_it_is_printed(
    project: Project, end: str, code: int
) -> None:
    project.declare(HELLO + PRINTING + end)
    outcome = project.run("graph", "--json")
    assert outcome.code == code
    assert json.loads(outcome.stdout)["version"] == 1
    said = ["by Python", "by a program", "by its number", "by Python's own stream"]
    assert outcome.stderr.splitlines()[:4] == said


def test_a_difference_has_its_path_and_both_sides(applied: Project) -> None:
    document = json.loads(applied.run("plan", "--json", "--set", "description=another").stdout)
    assert document["summary"]["update"] == 1
    (change,) = [one for one in document["changes"] if one["action"] == "update"]
    assert change == {
        "address": "eu-west-1/lambda_function.hello",
        "action": "update",
        "reason": "differs",
        "explanation": "eu-west-1/lambda_function.hello differs from the declaration",
        "identity": f"arn:aws:lambda:eu-west-1:{applied.emulator.account_id}:function:hello",
        "where": "Touchdownfile:12",
        "differences": [
            {
                "path": ["description"],
                "old": "The first",
                "new": "another",
                "added": False,
                "removed": False,
                "sensitive": False,
                "replaces": False,
            }
        ],
        "notes": [],
    }


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--json", "plan", "--nonsense"), "No such option"),
        (("plan", "--nonsense", "--json"), "No such option"),
        (("nonsense", "--json"), "No such command 'nonsense'."),
        (("invoke", "--json"), "Missing argument 'NAME'."),
    ],
    ids=["before", "behind", "command", "argument"],
)
def test_a_wrong_command_line_is_a_document_too(project: Project, arguments: tuple[str, ...], what: str) -> None:
    outcome = in_process(project.folder, *arguments)
    document = json.loads(outcome.stdout)
    assert outcome.code == document["error"]["exit_code"] == 1
    assert document["error"]["kind"] == "CommandLineError"
    assert document["error"]["what"].startswith(what)
    assert what in outcome.stderr


def test_an_error_is_a_document_too_and_is_told_on_stderr(project: Project) -> None:
    project.declare(HELLO)
    outcome = project.run("apply", "--json")
    document = json.loads(outcome.stdout)
    assert outcome.code == document["error"]["exit_code"] == 1
    assert (document["version"], document["error"]["kind"]) == (1, "Declined")
    assert outcome.stderr.splitlines()[-2:] == [
        "error: `touchdown apply` asks before it changes anything, and there is no terminal to ask on.",
        "  do:    To go ahead, give the same command with --yes. Nothing was changed.",
    ]
