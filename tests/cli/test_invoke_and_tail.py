"""invoke and tail: what goes where, and what is said when a function fails, or isn't there."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.command import Outcome, filtered
from tests.support.project import GREETER, HELLO, Project
from tests.support.waiting import wait_until


def until_logged(project: Project, text: str, *arguments: str) -> Outcome:
    """Invokes a function until its log is there: MiniStack waits 50 ms for it, which isn't enough on a busy machine."""
    for _ in range(20):
        outcome = project.run("invoke", *arguments)
        if text in outcome.all:
            break
    return outcome


@pytest.fixture(scope="session")
def logged(tmp_path_factory: pytest.TempPathFactory, applied: Project) -> Project:
    """The applied project, after each of its functions was invoked."""
    for name, greeted in (("hello", "Ada"), ("other", "Grace")):
        assert until_logged(applied, f"greeting {greeted}", name, "-p", f'{{"name": "{greeted}"}}').code == 0
    return applied


def test_the_result_goes_to_stdout_log_and_duration_to_stderr(applied: Project) -> None:
    outcome = until_logged(applied, "greeting", "hello", "--payload", '{"name": "Ada"}')
    assert filtered(outcome, applied.folder) == (
        """\
exit 0
--- stdout
{"greeting": "Hello, Ada!"}
--- stderr
greeting Ada
hello took N ms."""
    )


def test_an_event_is_handed_over_without_waiting_for_the_result(applied: Project) -> None:
    found = applied.run("invoke", "hello", "--async", "-p", '{"name": "Joan"}')
    assert (found.code, re.fullmatch(r"[0-9a-f-]{36}\n", found.stdout) is not None) == (0, True), found.all
    assert "`touchdown tail hello`" in found.stderr
    wait_until(lambda: "greeting Joan" in applied.run("tail", "hello").stdout)


@pytest.mark.parametrize(("payload", "name"), [("@event.json", "file"), ("-", "stdin"), (None, "world")])
def test_the_payload_comes_from_a_file_from_stdin_or_is_empty(applied: Project, payload: str | None, name: str) -> None:
    applied.write("event.json", '{"name": "file"}')
    arguments = ("--payload", payload) if payload else ()
    outcome = applied.run("invoke", "hello", *arguments, stdin='{"name": "stdin"}')
    assert json.loads(outcome.stdout) == {"greeting": f"Hello, {name}!"}


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (
            "{name: 1}",
            "this isn't valid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).",
        ),
        ("@nowhere.json", "nowhere.json can't be read: No such file or directory."),
    ],
)
def test_a_payload_that_is_none_is_refused_before_any_call(applied: Project, payload: str, message: str) -> None:
    outcome = applied.run("invoke", "hello", "-p", payload)
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[-1] == f"Error: Invalid value for --payload: {message}"


def test_a_function_that_fails_ends_with_5_and_a_traceback_of_the_users_own_file(applied: Project) -> None:
    outcome = applied.run("invoke", "other", "-p", '{"fail": true}')
    assert (outcome.code, outcome.stdout) == (5, "")
    assert 'raise ValueError("as asked")' in outcome.stderr
    lines = (applied.folder / "Touchdownfile").read_text().splitlines()
    line = lines.index('        raise ValueError("as asked")') + 1
    assert f'File "Touchdownfile", line {line}, in hello\n' in outcome.stderr
    assert re.fullmatch(r"error: other failed after [0-9]+ ms\.", outcome.stderr.splitlines()[-1])


def test_a_name_that_is_nearly_right_gets_a_suggestion(applied: Project) -> None:
    assert applied.shows("invoke", "helo") == (
        """\
exit 1
--- stdout
--- stderr
error: No function named "helo" is declared.
  do:    Did you mean "hello"?"""
    )


def test_a_function_that_does_not_exist_yet_says_what_to_do(project: Project) -> None:
    project.declare(HELLO)
    assert project.shows("invoke", "hello") == (
        """\
exit 3
--- stdout
--- stderr
error: eu-west-1/lambda_function.hello doesn't exist yet.
  where: Touchdownfile:12
  do:    `touchdown apply` creates it."""
    )


def test_each_line_of_a_log_has_its_time_and_its_function(logged: Project) -> None:
    outcome = logged.run("tail", "hello")
    lines = outcome.stdout.splitlines()
    assert outcome.code == 0
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ hello \| ", line) for line in lines)
    assert any(line.endswith("| greeting Ada") for line in lines)


def test_the_logs_of_several_functions_or_of_all_are_merged_by_time(logged: Project) -> None:
    all_of_them = logged.run("tail")
    named = logged.run("tail", "other", "hello")
    for lines in (all_of_them.stdout.splitlines(), named.stdout.splitlines()):
        assert [line[:20] for line in lines] == sorted(line[:20] for line in lines)
        assert any(line.endswith("hello | greeting Ada") for line in lines)
        assert any(line.endswith("other | greeting Grace") for line in lines)


def test_since_says_how_far_to_go_back(logged: Project) -> None:
    assert logged.shows("tail", "other", "-s", "0s") == "exit 0\n--- stdout\n--- stderr"
    refused = logged.run("tail", "--since", "soon")
    assert refused.code == 1
    assert '"soon" isn\'t a duration: write a number and s, m, h or d, as in 90s, 15m, 2h or 1d.' in refused.stderr


def test_a_function_that_never_logged_has_an_empty_log(project: Project) -> None:
    project.declare(GREETER + 'aws.add_lambda_function(name="quiet", code=hello)\n')
    assert project.shows("tail", "quiet") == "exit 0\n--- stdout\n--- stderr"


def test_following_shows_what_comes_until_ctrl_c(logged: Project) -> None:
    with logged.start("tail", "hello", "--follow") as running:
        running.read_until("hello | greeting Ada")
        assert until_logged(logged, "greeting", "hello", "-p", '{"name": "Linus"}').code == 0
        running.read_until("hello | greeting Linus")
        running.interrupt()
        outcome = running.outcome()
    assert (outcome.code, outcome.stderr) == (130, "\nInterrupted.\n")


def test_followed_events_as_json_are_one_document_a_line(logged: Project) -> None:
    with logged.start("tail", "other", "-f", "--json") as running:
        assert running.process.stdout
        event = json.loads(running.process.stdout.readline())
        running.interrupt()
        running.outcome()
    assert (event["version"], event["function"]) == (1, "other")


def test_the_documents_of_invoke_and_tail_have_a_version(logged: Project) -> None:
    invoked = json.loads(until_logged(logged, "greeting world", "hello", "--json").stdout)
    assert invoked["duration"] > 0
    assert invoked | {"duration": 1.0} == {
        "version": 1,
        "function": "hello",
        "result": {"greeting": "Hello, world!"},
        "error": None,
        "log": "greeting world",
        "duration": 1.0,
    }
    failed = logged.run("--json", "invoke", "other", "-p", '{"fail": true}')
    assert failed.code == 5
    assert json.loads(failed.stdout)["error"]["message"] == "as asked"
    events = json.loads(logged.run("tail", "hello", "--json").stdout)
    assert events["version"] == 1
    assert "greeting Ada" in [one["message"] for one in events["events"]]


def test_a_text_is_printed_as_it_is(project: Project) -> None:
    source = 'def hello(event, context):\n    return "grüß dich"\n'
    project.declare(source + 'aws.add_lambda_function(name="hello", code=hello)\n')
    assert project.run("apply", "--yes").code == 0
    outcome = project.run("invoke", "eu-west-1/lambda_function.hello")
    assert filtered(outcome, project.folder) == "exit 0\n--- stdout\ngrüß dich\n--- stderr\nhello took N ms."
