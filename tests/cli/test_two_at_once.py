"""Two applies of one workspace at the same time, in two processes that meet at a write: one of them is told."""

from __future__ import annotations

import threading

from tests.support.project import GREETER, Project
from tests.support.wire import Wire

DECLARED = (
    GREETER
    + """
aws.add_log_group(name=f"/own/{workspace.settings.get('memory', '128')}")
aws.add_lambda_function(name="hello", code=hello, memory=int(workspace.settings.get("memory", "128")))
"""
)
MEETING = 30.0


def memory(project: Project) -> int:
    found: int = project.emulator.client("lambda").get_function_configuration(FunctionName="hello")["MemorySize"]
    return found


def test_of_two_that_update_the_same_function_one_is_told_and_writes_nothing_over(project: Project, wire: Wire) -> None:
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    both = threading.Barrier(2, timeout=MEETING)
    wire.on("lambda:UpdateFunctionConfiguration", lambda call: both.wait(), times=2)
    with (
        project.start("apply", "--yes", "--set", "memory=256") as one,
        project.start("apply", "--yes", "--set", "memory=512") as other,
    ):
        outcomes = {256: one.outcome(), 512: other.outcome()}
    winner = memory(project)
    loser = ({256, 512} - {winner}).pop()
    assert outcomes[winner].code == 0
    assert outcomes[loser].code == 4  # its log group was made
    assert "PreconditionFailed" in outcomes[loser].stderr
    assert "Plan again to see the present state, then apply." in outcomes[loser].stderr
    assert project.run("apply", "--yes", "--set", f"memory={loser}").code == 0
    assert memory(project) == loser
