"""What is seen while it happens: a live view on a terminal, lines elsewhere."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable

import pytest
from rich.console import Console

from tests.support.command import Screen
from tests.support.declaring import in_process
from tests.support.project import HELLO, Project
from tests.support.waiting import wait_until
from tests.support.wire import Wire
from touchdown.cli.views import progress, steps
from touchdown.cli.views.progress import Listener
from touchdown.engine.events import Failed, Finished, Noted, Progress, Reading, Started, Waiting

NOT_ASSUMABLE = "The role defined for the function cannot be assumed by Lambda."


@pytest.fixture
def watched(project: Project, wire: Wire) -> Screen:
    """An apply on a terminal, in which the new role can't be assumed at first."""
    wire.fail("lambda:CreateFunction", code="InvalidParameterValueException", message=NOT_ASSUMABLE, times=3)
    read = wire.hold("lambda:GetFunction")  # an emulator answers sooner than the view is drawn
    project.declare(HELLO)

    def answer(seen: str, type_in: Callable[[str], object]) -> None:
        if "reading eu-west-1" in seen:
            read.release()
        if seen.endswith("[y/N]: "):
            type_in("y\n")

    return project.on_terminal("apply", look=answer)


def test_the_live_view_shows_what_is_waited_for_and_for_how_long_and_leaves_the_terminal_as_it_was(
    watched: Screen,
) -> None:
    assert watched.code == 0
    assert re.search(r"creating eu-west-1/lambda_function\.hello: waiting for .* \([0-9]+ s\)", watched.text)
    assert "reading eu-west-1" in watched.text
    assert watched.restored
    assert watched.text.count("\x1b[?25l") == watched.text.count("\x1b[?25h") > 0  # the cursor, hidden and shown


class Tty(io.StringIO):
    """What takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_narrow_terminal_the_times_are_not_cut_off() -> None:
    screen = Tty()
    with progress.progress(Console(file=screen, width=60, force_terminal=True)) as report:
        report(Started("eu-west-1/lambda_function.hello", "create"))
        report(Waiting("waiting for the new role to become assumable", 1, "eu-west-1/lambda_function.hello"))
    assert re.search(r"creating eu-west-1/lambda_function\.hello: waiti.*… \(0 s\)", screen.getvalue())


def test_what_is_packed_is_a_bar_for_as_long_as_it_takes() -> None:
    screen = Tty()
    with steps.shown(Console(file=screen, width=60, force_terminal=True)) as shown:
        with shown("Compressing pandas", 100) as did:
            did(50)
            wait_until(lambda: "Compressing pandas" in screen.getvalue())
            assert "━" in screen.getvalue()
        with shown("Installing pandas, numpy, requests and pydantic for python3.13"):
            wait_until(lambda: "Installing pandas, n" in screen.getvalue())
            assert re.search(r"0:00:0[0-9].* Installing pandas, n.*…", screen.getvalue())
    assert screen.getvalue().endswith("\x1b[2K\x1b[?25h\r")  # the line is gone, and the cursor back


def test_what_was_done_stays_on_the_screen(watched: Screen) -> None:
    lines = watched.lines
    assert lines[0] == "+ eu-west-1/lambda_function.hello  create: doesn't exist yet"
    assert "Apply these changes? [y/N]: y" in lines
    assert [re.sub(r"[0-9.]+ s", "N s", line) for line in lines[-4:]] == [
        "created eu-west-1/logs_log_group./aws/lambda/hello (N s)",
        "created eu-west-1/iam_role.hello-eu-west-1 (N s)",
        "created eu-west-1/lambda_function.hello (N s)",
        "Done: 3 created.",
    ]
    assert not any("waiting for" in line for line in lines)


@pytest.mark.parametrize(("command", "question"), [("apply", "Apply these changes?"), ("destroy", "Destroy all")])
def test_a_no_changes_nothing(project: Project, command: str, question: str) -> None:
    project.declare(HELLO)
    if command == "destroy":
        assert project.run("apply", "--yes").code == 0
    before = project.functions()

    def answer(seen: str, type_in: Callable[[str], object]) -> None:
        if seen.endswith("[y/N]: "):
            type_in("n\n")

    screen = project.on_terminal(command, look=answer)
    assert screen.code == 1
    assert question in screen.text
    assert screen.lines[-1] == "error: Nothing was changed."
    assert project.functions() == before


def test_ctrl_c_at_the_question_changes_nothing(project: Project) -> None:
    project.declare(HELLO)
    typed = 0.0

    def answer(seen: str, type_in: Callable[[str], object]) -> None:
        nonlocal typed
        # Python misses one that comes between the prompt and the moment in which it begins to read.
        if "[y/N]: " in seen and time.monotonic() - typed > 1:
            type_in("\x03")
            typed = time.monotonic()

    screen = project.on_terminal("apply", look=answer)
    assert screen.code == 130
    assert screen.restored
    assert not project.functions()


def test_ctrl_c_during_apply_leaves_the_terminal_as_it_was(project: Project, wire: Wire) -> None:
    held = wire.hold("lambda:CreateFunction")
    project.declare(HELLO)

    def answer(seen: str, type_in: Callable[[str], object]) -> None:
        if "Stopping" in seen:
            held.release()
        elif "creating eu-west-1/lambda_function.hello" in seen and "^C" not in seen:
            type_in("\x03")

    screen = project.on_terminal("apply", "--yes", look=answer)
    assert "Stopping: waiting for 1 change in flight. Ctrl-C again ends at once." in screen.lines
    assert "Done: 3 created." in screen.lines
    assert screen.restored
    assert screen.text.count("\x1b[?25l") == screen.text.count("\x1b[?25h")


def test_ctrl_c_again_and_again_ends_at_once(project: Project, wire: Wire) -> None:
    wire.hold("lambda:CreateFunction")
    project.declare(HELLO)

    def answer(seen: str, type_in: Callable[[str], object]) -> None:
        if "creating eu-west-1/lambda_function.hello" in seen:
            type_in("\x03")

    screen = project.on_terminal("apply", "--yes", look=answer)
    assert screen.code == 4
    assert "Stopped at once: changes in flight may or may not have been made." in screen.text
    assert screen.restored


def test_a_variable_that_asks_for_colours_does_not_bring_the_live_view_into_a_file(project: Project) -> None:
    project.declare(HELLO)
    outcome = project.run("plan", variables={"FORCE_COLOR": "1"})
    assert outcome.code == 0
    assert "\x1b[?25l" not in outcome.all


class Watch:
    """A listener that writes into a text, and the time that it goes by."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        self.time = 0.0
        self.listener = Listener(Console(file=self.text, width=200), now=lambda: self.time)

    def after(self, seconds: float) -> str:
        """What is written when some seconds have passed, and the reminder looked each second."""
        self.text.seek(0)
        self.text.truncate()
        for _ in range(int(seconds)):
            self.time += 1
            self.listener.remind()
        return self.text.getvalue()


def test_elsewhere_a_line_comes_every_ten_seconds_while_something_goes_on() -> None:
    watch = Watch()
    watch.listener(Started("eu-west-1/iam_role.hello", "create"))
    assert watch.after(9) == ""
    assert (
        watch.after(11)
        == "still creating eu-west-1/iam_role.hello (10 s)\nstill creating eu-west-1/iam_role.hello (20 s)\n"
    )


def test_the_line_says_what_is_waited_for_and_how_much_else_goes_on() -> None:
    watch = Watch()
    watch.listener(Started("a", "create"))
    watch.listener(Waiting("waiting for the role to become assumable", 3, "a"))
    watch.listener(Started("b", "update"))
    assert watch.after(10) == "still creating a: waiting for the role to become assumable (10 s), and 1 more\n"


def test_the_line_says_how_much_of_a_file_was_sent() -> None:
    watch = Watch()
    watch.listener(Started("a", "create"))
    watch.listener(Progress(5_000_000, 12_000_000, "a"))
    assert watch.after(10) == "still creating a: 5.0 of 12.0 MB (10 s)\n"


def test_a_note_is_a_line_of_its_own_while_the_change_goes_on() -> None:
    watch = Watch()
    watch.listener(Started("a", "update"))
    watch.listener(Noted("Old versions were not removed.", "a"))
    assert watch.text.getvalue() == "note: a: Old versions were not removed.\n"
    assert watch.after(10) == "still updating a (10 s)\n"


def test_no_line_comes_where_one_came_just_now_or_nothing_goes_on() -> None:
    watch = Watch()
    watch.listener(Started("a", "create"))
    watch.listener(Started("b", "delete"))
    watch.time += 8
    watch.listener(Finished("b", "delete", 8.0))
    assert watch.after(9) == ""
    watch.listener(Failed("a", "create", RuntimeError()))
    assert watch.after(60) == ""


def test_reading_is_told_as_long_as_it_lasts() -> None:
    watch = Watch()
    watch.listener(Reading("eu-west-1", "12 functions"))
    assert watch.after(10) == "still reading eu-west-1: 12 functions (10 s)\n"
    watch.listener(Reading("eu-west-1", "12 functions", done=True))
    assert watch.after(60) == ""


@pytest.mark.parametrize(
    ("arguments", "operation", "activity"),
    [
        (("plan",), "sts:GetCallerIdentity", "reading eu-west-1: who we are"),
        (("invoke", "hello"), "sts:GetCallerIdentity", "reading eu-west-1: who we are"),
        (("invoke", "hello"), "lambda:Invoke", "invoking eu-west-1/lambda_function.hello"),
    ],
)
def test_waits_for_one_answer_are_told_too(
    project: Project,
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    operation: str,
    activity: str,
) -> None:
    held = wire.hold(operation)

    def remind(listener: Listener, over: threading.Event) -> None:
        while not over.wait(0.01):
            if [one.what for one in listener.current()] == [activity]:
                held.wait()
                listener.remind()
                held.release()

    monkeypatch.setattr(progress, "_SILENCE", 0.0)
    monkeypatch.setattr(progress, "_remind", remind)
    project.declare(HELLO)
    told = in_process(project.folder, *arguments).stderr
    assert re.search(rf"still {re.escape(activity)} \([0-9]+ s\)", told)


def test_how_long_the_rest_will_take_is_told_from_how_long_the_first_took() -> None:
    clock = [0.0]
    listener = Listener(Console(file=io.StringIO()), now=lambda: clock[0], changes=200)
    said: list[str] = []
    for index in range(200):
        listener(Started(f"a/b.{index}", "create"))
        clock[0] += 1
        listener(Finished(f"a/b.{index}", "create", 1.0))
        said.append(listener.expected())
    assert said[0] == ""  # one is no measure
    assert said[49] == "50 of 200 changes made, about 2 min left"
    assert said[149] == "150 of 200 changes made, about 50 s left"
    assert said[199] == ""
