"""Command lines that are wrong: an option, a name that isn't declared, a value that can't be read."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from tests.support.declaring import CountingAws, Outcome, in_process, write_declaration
from touchdown.cli.functions import find_functions
from touchdown.cli.options import Options
from touchdown.cli.touchdownfile import load
from touchdown.cli.views.errors import as_json
from touchdown.model.errors import CommandLineError

IN_TWO_REGIONS = """
us = workspace.add_aws(region="us-east-1", **keys)
for one in (aws, us):
    one.add_lambda_function(name="hello", code=hello)
"""

WRONG = {
    "an unknown command": (
        "pln",
        """\
Usage: touchdown [OPTIONS] COMMAND [ARGS]...
Try 'touchdown --help' for help.

Error: No such command 'pln'. Did you mean "plan"?
""",
    ),
    "a command like no other": (
        "xyzzy",
        """\
Usage: touchdown [OPTIONS] COMMAND [ARGS]...
Try 'touchdown --help' for help.

Error: No such command 'xyzzy'.
""",
    ),
    "an unknown option": (
        "plan --jsn",
        """\
Usage: touchdown plan [OPTIONS]
Try 'touchdown plan --help' for help.

Error: No such option '--jsn'. (Did you mean one of: '--json', '--set', '--yes'?)
""",
    ),
    "an extra argument": (
        "plan extra",
        """\
Usage: touchdown plan [OPTIONS]
Try 'touchdown plan --help' for help.

Error: Got unexpected extra argument (extra)
""",
    ),
    "a file that isn't there": (
        "-f elsewhere plan",
        """\
Usage: touchdown [OPTIONS] COMMAND [ARGS]...
Try 'touchdown --help' for help.

Error: Invalid value for '-f' / '--file': Path 'elsewhere' does not exist.
""",
    ),
    "a setting without a value": (
        "plan --set stage",
        """\
Usage: touchdown plan [OPTIONS]
Try 'touchdown plan --help' for help.

Error: Invalid value for '--set': "stage" isn't a setting: write --set NAME=VALUE.
""",
    ),
    "a setting whose value a shell has left empty": (
        "plan --set stage=",
        """\
Usage: touchdown plan [OPTIONS]
Try 'touchdown plan --help' for help.

Error: Invalid value for '--set': "stage=" has no value: write --set NAME=VALUE, or leave it out.
""",
    ),
    "a setting without a name": (
        "--set =dev plan",
        """\
Usage: touchdown [OPTIONS] COMMAND [ARGS]...
Try 'touchdown --help' for help.

Error: Invalid value for '--set': "=dev" isn't a setting: write --set NAME=VALUE.
""",
    ),
    "an unknown address to adopt": (
        "plan --adopt eu-west-1/iam_role.other",
        """\
error: --adopt eu-west-1/iam_role.other: nothing is declared under that address.
  do:    `touchdown show` lists the addresses; `--adopt all` is for everything that is declared.
""",
    ),
    "an unknown target": (
        "apply --yes --target eu-west-1/lambda_function.helo",
        """\
error: --target eu-west-1/lambda_function.helo: nothing is declared under that address.
  do:    Did you mean eu-west-1/lambda_function.hello? `touchdown show` lists the addresses.
""",
    ),
    "more at the same time than there are connections": (
        "destroy --parallel 65",
        """\
Usage: touchdown destroy [OPTIONS]
Try 'touchdown destroy --help' for help.

Error: Invalid value for '--parallel': 65 is not in the range 1<=x<=64.
""",
    ),
    "an unknown function to invoke": (
        "invoke helo",
        """\
error: No function named "helo" is declared.
  do:    Did you mean "hello"?
""",
    ),
    "a payload that is no JSON": (
        "invoke hello --payload {",
        """\
Usage: touchdown invoke [OPTIONS] NAME
Try 'touchdown invoke --help' for help.

Error: Invalid value for --payload: this isn't valid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).
""",
    ),
    "a payload that isn't there": (
        "invoke hello --payload @event.json",
        """\
Usage: touchdown invoke [OPTIONS] NAME
Try 'touchdown invoke --help' for help.

Error: Invalid value for --payload: event.json can't be read: No such file or directory.
""",
    ),
    "an unknown function to tail": (
        "tail helo",
        """\
error: No function named "helo" is declared.
  do:    Did you mean "hello"?
""",
    ),
    "no time to tail from": (
        "tail --since yesterday",
        """\
Usage: touchdown tail [OPTIONS] [NAME]...
Try 'touchdown tail --help' for help.

Error: Invalid value for '-s' / '--since': "yesterday" isn't a duration: write a number and s, m, h or d, as in 90s, 15m, 2h or 1d.
""",
    ),
    "a picture of an unknown kind": (
        "graph --output graph.gif",
        """\
Usage: touchdown graph [OPTIONS]
Try 'touchdown graph --help' for help.

Error: Invalid value for --output: graph.gif has to end in .svg or .png.
""",
    ),
    "a picture in a format for text": (
        "graph --format dot --output graph.svg",
        """\
Usage: touchdown graph [OPTIONS]
Try 'touchdown graph --help' for help.

Error: --format is for text; -o writes a picture, in the format that its name ends in.
""",
    ),
    "an unknown shell": (
        "completion tcsh",
        """\
Usage: touchdown completion [OPTIONS] {bash|zsh|fish}
Try 'touchdown completion --help' for help.

Error: Invalid value for '{bash|zsh|fish}': 'tcsh' is not one of 'bash', 'zsh', 'fish'.
""",
    ),
    "an unknown command of local": (
        "local strat",
        """\
Usage: touchdown local [OPTIONS] COMMAND [ARGS]...
Try 'touchdown local --help' for help.

Error: No such command 'strat'. (Did you mean one of: 'start', 'status'?)
""",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_command_line_is_refused_before_anything_is_called(
    tmp_path: Path, counter: CountingAws, arguments: str, said: str
) -> None:
    write_declaration(tmp_path, counter, 'aws.add_lambda_function(name="hello", code=hello)')
    assert in_process(tmp_path, *arguments.split()) == Outcome(1, "", said)
    assert counter.connections == 0


def test_an_unknown_address_of_a_function_is_told_the_addresses_that_there_are(
    tmp_path: Path, counter: CountingAws
) -> None:
    write_declaration(tmp_path, counter, IN_TWO_REGIONS)
    assert in_process(tmp_path, "invoke", "ap-south-1/h") == Outcome(
        1,
        "",
        """\
error: No function named "ap-south-1/h" is declared.
  do:    The Touchdownfile declares eu-west-1/lambda_function.hello, us-east-1/lambda_function.hello.
""",
    )


def test_tail_takes_all_functions_of_a_name(tmp_path: Path, counter: CountingAws) -> None:
    write_declaration(tmp_path, counter, IN_TWO_REGIONS)
    with contextlib.chdir(tmp_path), contextlib.redirect_stderr(io.StringIO()):
        workspace = load(Options())
    found = find_functions(workspace, "hello")
    assert [one.address for one in found] == ["eu-west-1/lambda_function.hello", "us-east-1/lambda_function.hello"]


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        ("`touchdown apply` creates it.", "`touchdown --local apply` creates it."),
        ("`touchdown local reset` empties it.", "`touchdown local reset` empties it."),
    ],
)
def test_a_command_to_do_next_is_for_the_local_aws_if_the_one_that_failed_was(hint: str, shown: str) -> None:
    error = CommandLineError("It isn't there.", hint=hint)
    assert as_json(error, Options(local=True))["hint"] == shown
    assert as_json(error, Options())["hint"] == hint


def test_a_command_to_do_next_is_about_the_file_that_was_named(tmp_path: Path, counter: CountingAws) -> None:
    declared = 'aws.add_lambda_function(name="hello", code=hello, requirements=["shelf"])'
    write_declaration(tmp_path, counter, declared)
    (tmp_path / "Touchdownfile").rename(tmp_path / "my file")
    said = in_process(tmp_path, "-f", "my file", "--local", "plan", "--locked").stderr
    assert "Run `touchdown --local -f 'my file' lock`, and commit what it writes." in said


def test_debug_shows_the_way_to_a_line_of_a_module_that_failed(tmp_path: Path, counter: CountingAws) -> None:
    (tmp_path / "helper.py").write_text("def value():\n    return {}['a']\n")
    write_declaration(tmp_path, counter, "import helper\nhelper.value()")
    said = in_process(tmp_path, "plan", "--debug").stderr
    assert "error: Reading the file failed: KeyError: 'a'.\n  where: helper.py:2\n" in said
    assert 'Touchdownfile", line 9, in <module>\n    helper.value()\n' in said
