"""Ctrl-C, SIGTERM and a closed terminal while changes are made: what is in flight is finished; a second one ends at once.

And those who read what is printed may go.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import CHECKOUT, Outcome, closing_terminal
from tests.support.declaring import in_process
from tests.support.project import GREETER, Project
from tests.support.wire import Hold, Wire
from touchdown.cli.options import Options
from touchdown.cli.views.errors import as_json
from touchdown.model.errors import Interrupted

DECLARED = (
    GREETER
    + """
shared = {"role": aws.add_role(name="worker"), "log_group": aws.add_log_group(name="/shop")}
first = aws.add_lambda_function(name="first", code=hello, **shared)
aws.add_lambda_function(name="second", code=hello, environment={"FIRST": first.version}, **shared)
"""
)

INTERRUPTED_AS_THE_LIVE_VIEW_BEGINS = """
import signal
from rich.live import Live
start, begun = Live.start, []
def interrupted(self, refresh=False):
    start(self, refresh)
    begun.append(self)
    if len(begun) == {number}:
        signal.raise_signal(signal.SIGINT)
Live.start = interrupted
"""

INTERRUPTED_AGAIN_AS_IT_ENDS = """
from touchdown.cli import interruption
ignore = interruption.ignore
def interrupted_again():
    for _ in range(3):
        signal.raise_signal(signal.SIGINT)
    ignore()
interruption.ignore = interrupted_again
"""

INTERRUPTED_AT_THE_LAST_LINE = """
import atexit
import signal
from rich.console import Console
print_ = Console.print
def interrupted(self, *objects, **more):
    print_(self, *objects, **more)
    if str(objects[0]).startswith(("Done: ", "error: ")):
        signal.raise_signal(signal.SIGINT)
Console.print = interrupted
atexit.register(signal.raise_signal, signal.SIGINT)
"""


INTERRUPTED_BEHIND_THE_DOCUMENT = """
import json
import signal
dump = json.dump
def interrupted(*arguments, **more):
    dump(*arguments, **more)
    signal.raise_signal(signal.SIGINT)
json.dump = interrupted
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_first_one_finishes_what_is_in_flight_and_says_how_to_go_on(
    project: Project, wire: Wire, number: int
) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(DECLARED)
    with project.start("apply", "--yes") as running:
        held.wait()
        running.interrupt(number)
        running.read_until("Stopping: waiting for 1 change in flight. Ctrl-C again ends at once.", stderr=True)
        held.release()
        outcome = running.outcome()
    assert outcome.code == 4
    assert outcome.stdout.splitlines()[-1] == "Done: 3 created."
    assert outcome.stderr.splitlines()[-3:] == [
        "error: Stopped. Not all changes were made: 3 made, 0 failed, 1 not tried.",
        "  why:   Not tried: eu-west-1/lambda_function.second.",
        "  do:    Apply again to go on from here.",
    ]
    assert project.functions() == ["first"]
    again = project.run("apply", "--yes", "--json")
    assert json.loads(again.stdout)["done"] == ["eu-west-1/lambda_function.second"]


def ended_at_once(project: Project, command: str, held: Hold) -> Outcome:
    """What a command tells that is interrupted at a call, and again when it has said that it is stopping."""
    with project.start(command, "--yes") as running:
        held.wait()
        running.interrupt()
        running.read_until("Stopping", stderr=True)
        running.interrupt_until_it_ends()
        return running.outcome()


def test_the_second_one_ends_at_once(project: Project, wire: Wire) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(DECLARED)
    outcome = ended_at_once(project, "apply", held)
    assert outcome.code == 4
    assert outcome.stderr.splitlines()[-2:] == [
        "error: Stopped at once: changes in flight may or may not have been made.",
        "  do:    Apply again: it looks first, and goes on from there.",
    ]
    held.release()
    assert project.run("apply", "--yes").code == 0
    assert project.functions() == ["first", "second"]


def test_a_destroy_that_is_ended_at_once_goes_on_with_another_one(project: Project, wire: Wire) -> None:
    project.declare('aws.add_role(name="worker")\n')
    assert in_process(project.folder, "apply", "--yes").code == 0
    held = wire.hold("iam:DeleteRole")
    outcome = ended_at_once(project, "destroy", held)
    held.release()
    assert outcome.code == 4
    assert outcome.stderr.splitlines()[-1] == "  do:    Destroy again: it looks first, and goes on from there."


def test_a_terminal_that_is_closed_finishes_what_is_in_flight(project: Project, wire: Wire) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(DECLARED)
    with closing_terminal(project.folder, "apply", "--yes") as (process, close):
        held.wait()
        close()
        held.release()
        assert process.wait(60) == 129
    assert project.functions() == ["first"]
    again = project.run("apply", "--yes", "--json")
    assert json.loads(again.stdout)["done"] == ["eu-west-1/lambda_function.second"]


def test_the_document_of_an_apply_whose_terminal_is_closed_has_the_exit_code_of_the_process(
    project: Project, wire: Wire
) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(DECLARED)
    with project.start("apply", "--yes", "--json") as running:
        held.wait()
        running.interrupt(signal.SIGHUP)
        running.read_until("Stopping", stderr=True)
        held.release()
        outcome = running.outcome()
    document = json.loads(outcome.stdout)
    assert document["not_tried"] == ["eu-west-1/lambda_function.second"]
    assert (document["error"]["kind"], document["error"]["exit_code"], outcome.code) == ("PartlyApplied", 129, 129)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGHUP, 129)], ids=["Ctrl-C", "closed"])
def test_one_before_anything_was_changed_is_a_document_too(
    project: Project, wire: Wire, number: int, code: int
) -> None:
    held = wire.hold("sts:GetCallerIdentity")
    project.declare(DECLARED)
    with project.start("plan", "--json") as running:
        held.wait()
        running.interrupt(number)
        outcome = running.outcome()
    error = json.loads(outcome.stdout)["error"]
    assert (error["kind"], error["exit_code"], outcome.code) == ("Interrupted", code, code)
    assert outcome.stderr.strip() == "Interrupted."


def test_one_behind_the_document_is_not_heeded_any_more(project: Project) -> None:
    outcome = project.run("graph", "--json", variables=interrupted(project, INTERRUPTED_BEHIND_THE_DOCUMENT))
    assert outcome.code == 0
    assert json.loads(outcome.stdout)["version"] == 1


def test_a_terminal_that_is_gone_without_a_word_ends_nothing(project: Project, wire: Wire) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(DECLARED)
    with closing_terminal(project.folder, "apply", "--yes", told=False) as (process, close):
        held.wait()
        close()
        held.release()
        assert process.wait(60) == 0
    assert project.functions() == ["first", "second"]


def test_readers_that_have_gone_end_nothing_once_changes_are_made(project: Project, wire: Wire) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(DECLARED)
    with project.start("apply", "--yes") as running:
        held.wait()
        running.close_outputs()
        held.release()
        assert running.process.wait(60) == 0
    assert project.functions() == ["first", "second"]


@pytest.mark.parametrize(("command", "number"), [("plan", 1), ("apply", 2)], ids=["plan", "apply"])
def test_one_as_the_live_view_begins_has_changed_nothing_and_leaves_the_cursor_shown(
    project: Project, command: str, number: int
) -> None:
    screen = project.on_terminal(
        command, "--yes", variables=interrupted(project, INTERRUPTED_AS_THE_LIVE_VIEW_BEGINS.format(number=number))
    )
    assert screen.code == 130
    assert screen.lines[-1] == "Interrupted."
    assert screen.text.rindex("\x1b[?25h") > screen.text.rindex("\x1b[?25l")
    assert not project.functions()


def test_more_of_them_while_it_ends_change_neither_the_last_line_nor_the_exit_code(project: Project) -> None:
    code = INTERRUPTED_AS_THE_LIVE_VIEW_BEGINS.format(number=1) + INTERRUPTED_AGAIN_AS_IT_ENDS
    screen = project.on_terminal("plan", variables=interrupted(project, code))
    assert screen.code == 130
    assert screen.lines[-1] == "Interrupted."


@pytest.mark.parametrize("fails", [False, True], ids=["done", "partly"])
def test_one_after_the_last_line_changes_neither_that_nor_the_exit_code(
    project: Project, wire: Wire, fails: bool
) -> None:
    if fails:
        wire.fail("lambda:CreateFunction", code="CodeStorageExceededException", message="Storage is full")
    outcome = project.run("apply", "--yes", variables=interrupted(project, INTERRUPTED_AT_THE_LAST_LINE))
    assert outcome.code == (4 if fails else 0)
    assert "Interrupt" not in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    ("started", "imported"),
    [
        (("-c", "from touchdown_command import main; main()"), "click"),
        (("-m", "touchdown"), "attrs"),
        (("-mtouchdown",), "click"),
    ],
    ids=["script", "module, its package", "module, its command"],
)
def test_one_while_the_command_is_still_imported_ends_it_with_one_line(
    tmp_path: Path, started: tuple[str, ...], imported: str
) -> None:
    interrupted = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile True: pass\n"
    (tmp_path / f"{imported}.py").write_text(interrupted)
    ended = subprocess.run(
        [sys.executable, *started, "--version"],
        env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{CHECKOUT}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "Interrupted.\n")


def test_one_while_the_command_is_still_imported_is_a_document_too(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt")
    ended = subprocess.run(
        [sys.executable, "-c", "from touchdown_command import main; main()", "plan", "--json"],
        env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{CHECKOUT}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    error = Interrupted("Interrupted before anything was changed.")
    assert json.loads(ended.stdout) == {"version": 1, "error": as_json(error, Options())}
    assert (ended.returncode, ended.stderr) == (130, "Interrupted.\n")


def test_one_while_somebody_elses_program_imports_the_package_is_theirs(tmp_path: Path) -> None:
    (tmp_path / "attrs.py").write_text("raise KeyboardInterrupt")
    (tmp_path / "theirs.py").write_text("import touchdown.operations")
    ended = subprocess.run(
        [sys.executable, "-m", "theirs", "touchdown"],
        env={"PYTHONPATH": f"{tmp_path}{os.pathsep}{CHECKOUT}"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.returncode == -signal.SIGINT
    assert ended.stderr.endswith("\nKeyboardInterrupt\n")


def interrupted(project: Project, code: str) -> dict[str, str]:
    """Variables by which the command runs some code as it starts."""
    project.declare(DECLARED)
    project.write("sitecustomize.py", code)
    return {"PYTHONPATH": f"{project.folder}{os.pathsep}{CHECKOUT}"}
