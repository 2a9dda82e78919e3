"""What the exit codes promise: one test for each."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import CHECKOUT
from tests.support.declaring import in_process
from tests.support.project import GREETER, HELLO, Project
from tests.support.wire import FOREVER, Call, Wire

BROKEN_LOG_GROUPS = """
import attrs
from touchdown.aws.logs.log_group import LogGroup
def create(step): raise ZeroDivisionError("sixty")
LogGroup.lifecycle = attrs.evolve(LogGroup.lifecycle, create=create)
"""

THREE = (
    GREETER
    + """
for name in ("one", "two", "three"):
    aws.add_lambda_function(name=name, code=hello)
"""
)


ROLE = """
aws.add_role(name="worker", policies={"all": {
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}})
"""
BROKEN = """
import touchdown.cli.touchdownfile as file
def load(options): raise ZeroDivisionError("sixty")
file.load = load
"""


def of(name: str) -> dict[str, object]:
    """The calls that create one function."""
    return {"matching": lambda call: call.parameters.get("FunctionName") == name, "times": FOREVER}


def test_0_is_done(applied: Project) -> None:
    assert applied.run("plan").code == 0


def test_1_is_a_wrong_declaration_or_command_line_and_no_call(project: Project, wire: Wire) -> None:
    project.declare(HELLO.replace('name="hello"', 'name="hello", timeout=9999'))
    assert project.run("plan").code == 1
    assert project.run("plan", "--nonsense").code == 1
    assert not wire.calls


def test_2_is_changes_and_only_of_a_plan_that_is_asked_for_it(applied: Project) -> None:
    changed = ("plan", "--set", "description=another")
    assert applied.run(*changed).code == 0
    assert applied.run(*changed, "--detailed-exitcode").code == 2


def test_3_is_an_account_that_cannot_be_reached(project: Project) -> None:
    project.emulator.address = "http://127.0.0.1:1"
    project.declare(HELLO)
    outcome = project.run("plan")
    assert (outcome.code, outcome.stdout) == (3, "")
    assert outcome.stderr.splitlines() == [
        "error: sts:GetCallerIdentity: AWS can't be reached.",
        f'  why:   Could not connect to the endpoint URL: "http://127.0.0.1:1/": {os.strerror(errno.ECONNREFUSED)}.',
        "  do:    Check the network, the region and endpoint_url=, then run the same again.",
    ]


def test_3_is_a_call_that_is_not_allowed(project: Project, wire: Wire) -> None:
    denied = "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: lambda:GetFunction"
    wire.fail("lambda:GetFunction", code="AccessDeniedException", message=denied, status=403, times=FOREVER)
    project.declare(HELLO)
    assert project.shows("plan") == (
        """\
exit 3
--- stdout
--- stderr
error: lambda:GetFunction for hello isn't allowed.
  why:   User: arn:aws:iam::ACCOUNT:user/ada is not authorized to perform: lambda:GetFunction.
  do:    Whoever runs this needs the permission lambda:GetFunction: `touchdown permissions` prints a policy."""
    )


def test_3_is_an_apply_of_which_nothing_was_made(project: Project, wire: Wire) -> None:
    wire.fail("logs:CreateLogGroup", code="AccessDeniedException", message="Not you", status=403, times=FOREVER)
    wire.fail("iam:CreateRole", code="AccessDenied", message="Not you", status=403, times=FOREVER)
    project.declare(HELLO)
    assert project.shows("apply", "--yes").partition("Plan: 3 to create")[2] == (
        """\
, 0 unchanged.
--- stderr
failed to create eu-west-1/logs_log_group./aws/lambda/hello
error: Nothing was changed: 1 failed, 2 not tried.
error: logs:CreateLogGroup for /aws/lambda/hello isn't allowed.
  where: Touchdownfile:12
  why:   Not you. The call was made by arn:aws:iam::ACCOUNT:root.
  do:    Whoever runs this needs the permission logs:CreateLogGroup: `touchdown permissions` prints a policy."""
    )


def test_4_is_partly_applied_and_says_what_was_made_what_failed_and_what_was_not_tried(
    project: Project, wire: Wire
) -> None:
    wire.fail("lambda:CreateFunction", code="CodeStorageExceededException", message="Storage is full", **of("two"))
    wire.fail("iam:CreateRole", code="LimitExceeded", message="Too many roles", times=FOREVER, matching=three)
    project.declare(THREE)
    assert project.shows("apply", "--yes").partition("Plan: 9 to create")[2] == (
        """\
, 0 unchanged.
Done: 6 created.
--- stderr
created eu-west-1/iam_role.one-eu-west-1 (N s)
created eu-west-1/iam_role.two-eu-west-1 (N s)
created eu-west-1/lambda_function.one (N s)
created eu-west-1/logs_log_group./aws/lambda/one (N s)
created eu-west-1/logs_log_group./aws/lambda/three (N s)
created eu-west-1/logs_log_group./aws/lambda/two (N s)
failed to create eu-west-1/iam_role.three-eu-west-1
failed to create eu-west-1/lambda_function.two
error: Not all changes were made: 6 made, 2 failed, 1 not tried.
  why:   Not tried: eu-west-1/lambda_function.three.
  do:    Apply again to go on from here.
error: iam:CreateRole for three-eu-west-1 was refused with LimitExceeded.
  where: Touchdownfile:13
  why:   Too many roles.
error: lambda:CreateFunction for two was refused with CodeStorageExceededException.
  where: Touchdownfile:13
  why:   Storage is full."""
    )
    assert project.functions() == ["one"]
    wire.heal()
    again = project.run("apply", "--yes", "--json")
    assert again.code == 0
    assert json.loads(again.stdout)["summary"]["create"] == 3


def test_4_is_a_change_that_failed_after_a_part_of_it_was_written(project: Project, wire: Wire) -> None:
    wire.fail("iam:PutRolePolicy", code="AccessDenied", message="Not you", status=403, times=FOREVER)
    project.declare(ROLE)
    outcome = project.run("apply", "--yes")
    assert outcome.code == 4
    assert outcome.stderr.splitlines()[1:4] == [
        "error: Not all changes were made: 0 made, 1 failed, 0 not tried.",
        "  why:   Begun, and not finished: eu-west-1/iam_role.worker.",
        "  do:    Apply again to go on from here.",
    ]


def test_4_of_a_destroy_says_to_destroy_again(project: Project, wire: Wire) -> None:
    project.declare(ROLE + 'aws.add_log_group(name="/shop")\n')
    assert in_process(project.folder, "apply", "--yes").code == 0
    wire.fail("iam:DeleteRole", code="LimitExceeded", message="Too fast", times=FOREVER)
    outcome = in_process(project.folder, "destroy", "--yes")
    assert outcome.code == 4
    assert "  do:    Destroy again to go on from here." in outcome.stderr.splitlines()


def three(call: Call) -> bool:
    return call.parameters.get("RoleName") == "three-eu-west-1"


def test_4_as_json_has_the_same_in_the_document(project: Project, wire: Wire) -> None:
    wire.fail("lambda:CreateFunction", code="CodeStorageExceededException", message="Storage is full", **of("two"))
    project.declare(THREE)
    outcome = project.run("apply", "--yes", "--json")
    document = json.loads(outcome.stdout)
    assert outcome.code == document["error"]["exit_code"] == 4
    assert [one["address"] for one in document["failed"]] == ["eu-west-1/lambda_function.two"]
    assert "eu-west-1/lambda_function.one" in document["done"]
    assert "Storage is full." in document["error"]["others"][0]["why"]


def test_5_is_a_function_that_failed(applied: Project) -> None:
    assert applied.run("invoke", "hello", "--payload", '{"fail": true}').code == 5


@pytest.mark.parametrize("arguments", [("tail",), ("tail", "--json"), ("show",), ("graph",)], ids=" ".join)
def test_0_is_a_reader_that_has_gone(applied: Project, arguments: tuple[str, ...]) -> None:
    assert applied.run("invoke", "hello").code == 0
    with applied.start(*arguments) as running:
        assert running.process.stdout
        running.process.stdout.close()
        assert (running.process.wait(60), running.process.stderr and running.process.stderr.read()) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("arguments", [("plan",), ("plan", "--json"), ("graph",), ("--help",)], ids=" ".join)
def test_1_is_an_output_that_cannot_be_written(applied: Project, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "touchdown", *arguments],
            cwd=applied.folder,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "error: The output can't be written: No space left on device.\n"


def test_70_is_a_bug_of_ours_with_a_traceback_and_what_to_do(project: Project) -> None:
    project.write("sitecustomize.py", BROKEN)
    project.declare(HELLO)
    outcome = project.run("plan", "--json", variables={"PYTHONPATH": f"{project.folder}{os.pathsep}{CHECKOUT}"})
    lines = outcome.stderr.splitlines()
    assert outcome.code == json.loads(outcome.stdout)["error"]["exit_code"] == 70
    assert lines[0] == "Traceback (most recent call last):"
    assert "ZeroDivisionError: sixty" in lines
    assert lines[-2:] == [
        "error: this is a bug of Touchdown, not of your Touchdownfile.",
        "  do:    please report it, with the lines above and what you ran.",
    ]


def test_70_is_a_bug_in_one_change_and_what_became_of_the_others_is_said(project: Project) -> None:
    project.write("sitecustomize.py", BROKEN_LOG_GROUPS)
    project.declare(ROLE + 'aws.add_log_group(name="hello")\n')
    path = {"PYTHONPATH": f"{project.folder}{os.pathsep}{CHECKOUT}"}
    outcome = project.run("apply", "--yes", "--json", variables=path)
    document = json.loads(outcome.stdout)
    assert outcome.code == document["error"]["exit_code"] == 70
    assert document["done"] == ["eu-west-1/iam_role.worker"]
    assert [one["address"] for one in document["failed"]] == ["eu-west-1/logs_log_group.hello"]
    assert "error: Not all changes were made: 1 made, 1 failed, 0 not tried." in outcome.stderr
    assert "ZeroDivisionError: sixty" in outcome.stderr.splitlines()
    assert outcome.stderr.splitlines()[-1].startswith("  do:    please report it")


def test_130_is_interrupted_before_anything_was_changed(project: Project, wire: Wire) -> None:
    held = wire.hold("lambda:GetFunction")
    project.declare(HELLO)
    with project.start("apply", "--yes") as running:
        held.wait()
        running.interrupt()
        outcome = running.outcome()
    assert (outcome.code, outcome.stdout, outcome.stderr) == (130, "", "\nInterrupted.\n")
    assert not any("Create" in name for name in wire.writes())
