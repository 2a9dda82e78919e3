"""Two applies of one workspace at the same time, in two processes that meet at a write; and somebody else who changes
something in between. Who comes second is told."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.command import Outcome
from tests.support.project import GREETER, Project
from tests.support.wire import Wire

DECLARED = (
    GREETER
    + """
aws.add_log_group(name=f"/own/{workspace.settings.get('memory', '128')}")
aws.add_lambda_function(name="hello", code=hello, memory=int(workspace.settings.get("memory", "128")))
"""
)
FIRST = (
    GREETER
    + """
memory = int(workspace.settings["memory"])
bucket = aws.add_bucket(name=f"shop-{keys['access_key_id']}", versioning=memory == 256)
bucket.add_file(name="settings.txt", contents=str(memory))
aws.add_lambda_function(name="hello", code=hello, memory=memory)
"""
)
FIRST_WRITES = ("s3:CreateBucket", "iam:CreateRole", "logs:CreateLogGroup")
"""Before these nothing is there."""
MEETING = 30.0


def memory(project: Project) -> int:
    found: int = project.emulator.client("lambda").get_function_configuration(FunctionName="hello")["MemorySize"]
    return found


def both_applied(project: Project) -> dict[int, Outcome]:
    """What two applies come to that run at the same time, by the memory that each declares."""
    with ThreadPoolExecutor(2) as pool:
        started = {one: pool.submit(project.run, "apply", "--yes", "--set", f"memory={one}") for one in (256, 512)}
        return {one: outcome.result() for one, outcome in started.items()}


def test_of_two_that_update_the_same_function_one_is_told_and_writes_nothing_over(project: Project, wire: Wire) -> None:
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    both = threading.Barrier(2, timeout=MEETING)
    wire.on("lambda:UpdateFunctionConfiguration", lambda call: both.wait(), times=2)
    outcomes = both_applied(project)
    winner = memory(project)
    loser = ({256, 512} - {winner}).pop()
    assert outcomes[winner].code == 0
    assert outcomes[loser].code == 4  # its log group was made
    assert "PreconditionFailed" in outcomes[loser].stderr
    assert "Plan again to see the present state, then apply." in outcomes[loser].stderr
    assert project.run("apply", "--yes", "--set", f"memory={loser}").code == 0
    assert memory(project) == loser


@pytest.mark.parametrize("meeting", ["logs:CreateLogGroup", "lambda:CreateFunction"])
def test_of_two_first_ones_one_is_told_and_the_next_one_has_made_all_as_declared(
    project: Project, wire: Wire, meeting: str
) -> None:
    project.declare(FIRST)
    for operation in {*FIRST_WRITES, meeting}:  # no plan sees what the other run has made
        both = threading.Barrier(2, timeout=MEETING)
        wire.on(operation, lambda call, both=both: both.wait(), times=2)
    outcomes = both_applied(project)
    loser = ({256, 512} - {memory(project)}).pop()
    assert "another run of this workspace" in outcomes[loser].stderr
    assert project.run("apply", "--yes", "--set", f"memory={loser}").code == 0
    assert memory(project) == loser
    assert project.run("plan", "--detailed-exitcode", "--set", f"memory={loser}").code == 0


def test_a_function_that_somebody_changes_during_an_update_is_not_written_over(project: Project, wire: Wire) -> None:
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    functions = project.emulator.client("lambda")
    wire.on(
        "lambda:UpdateFunctionConfiguration",
        lambda call: functions.update_function_configuration(FunctionName="hello", Description="theirs"),
    )
    outcome = project.run("apply", "--yes", "--set", "memory=256")
    assert outcome.code == 4
    assert "error: lambda:UpdateFunctionConfiguration for hello was refused with PreconditionFailed" in outcome.stderr
    assert "  do:    Plan again to see the present state, then apply." in outcome.stderr
    assert functions.get_function_configuration(FunctionName="hello")["Description"] == "theirs"
    assert memory(project) == 128
