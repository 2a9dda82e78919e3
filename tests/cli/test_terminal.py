"""Texts of others on a terminal, and in JSON: they steer nothing, and the document is valid."""

from __future__ import annotations

import ast
import io
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.live import Live
from rich.text import Text

import touchdown
from tests.support.project import Project
from touchdown.cli.options import Options
from touchdown.cli.terminal import harmless
from touchdown.cli.views import console as consoles

TITLE = "\x1b]0;OWNED\x07"
hostile = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\x07\x08\r\x9b\u202e\u2066\u200f\u2028\x7f\x00")), max_size=40
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@given(hostile)
def test_no_text_steers_a_terminal(text: str) -> None:
    shown = harmless(text)
    assert not [one for one in shown if unicodedata.category(one) == "Cc" and one not in "\n\t"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def test_what_a_live_view_shows_steers_no_terminal_either(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    console = consoles.stderr(Options(no_color=True))
    with Live(Text(f"creating {TITLE}"), console=console):
        console.print(f"created {TITLE}", Text(TITLE))
    assert "\\u001b]0;OWNED" in terminal.getvalue()
    assert "\x1b]0" not in terminal.getvalue()


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | hostile | st.characters(categories=["Cs"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(hostile, inner, max_size=3),
    max_leaves=8,
)


@given(values, st.booleans())
def test_whatever_is_in_it_a_document_is_json_that_any_parser_reads(value: object, ascii_only: bool) -> None:
    text = harmless(consoles.json_text(value, ensure_ascii=ascii_only))
    text.encode()  # halves of characters can't be
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} isn't JSON"))


def test_nothing_is_printed_past_the_functions_that_keep_a_terminal_safe() -> None:
    cli = Path(touchdown.__file__).parent / "cli"
    past = [
        f"{file.relative_to(cli)}:{call.lineno}"
        for file in cli.rglob("*.py")
        if file.name != "terminal.py"
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and _streams(ast.unparse(call.func))
    ]
    assert past == []


def _streams(function: str) -> bool:
    return function in ("print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write", "json.dump")


DECLARED = r"""
TITLE = "\x1b]0;OWNED\x07"

def hello(event, context):
    print("log", TITLE)
    return {"result": float("nan"), "title": TITLE}

aws.add_lambda_function(name="hello", code=hello)
aws.add_lambda_function(name="folder", code="code", handler="m.h")
aws.add_bucket(name="hunt-escapes").add_file(name=TITLE, contents="x")
"""


def test_names_logs_results_and_files_are_shown_as_text(project: Project) -> None:
    project.declare(DECLARED)
    (project.folder / "code").mkdir()
    project.write("code/m.py", "def h(event, context):\n    return 1\n")
    project.write(f"code/n{TITLE}", "x")
    for command in (("plan",), ("package", "folder"), ("apply", "--yes"), ("invoke", "hello"), ("tail", "hello")):
        seen = project.on_terminal(*command)
        assert "\x1b]0;OWNED" not in seen.text, command
        assert "OWNED" in seen.text, (command, seen.text)
    found = json.loads(project.run("invoke", "hello", "--json").stdout)
    assert found["result"] == {"result": "nan", "title": TITLE}
