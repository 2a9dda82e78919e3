"""init and completion; and that what answers at once imports nothing heavy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support import command
from tests.support.command import filtered
from tests.support.project import Project
from touchdown.cli.examples import EXAMPLES

ROOT = Path(__file__).parents[2]
APP = ("orders.py", "page.html", "web.py", "work.py")

IMPORTED = """
import sys
from touchdown.cli.main import main
try:
    main()
finally:
    print([name for name in ("botocore", "boto3", "rich") if name in sys.modules], file=sys.stderr)
"""


def test_init_writes_a_touchdownfile_that_works_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "My shop"
    folder.mkdir()
    assert filtered(command.run(folder, "init"), folder) == (
        """\
exit 0
--- stdout
--- stderr
Wrote Touchdownfile. Try it without an AWS account:
  touchdown --local apply"""
    )
    assert re.search(r'^workspace.name = "My-shop-[a-z0-9]{4}"$', (folder / "Touchdownfile").read_text(), re.MULTILINE)
    assert "eu-west-1/lambda_function.hello" in command.run(folder, "graph", "--format", "dot").stdout


def test_two_folders_of_one_name_are_two_workspaces(tmp_path: Path) -> None:
    names = set[str]()
    for project in ("orders", "mails"):
        assert command.run(tmp_path, "init", f"{project}/lambda").code == 0
        names |= set(re.findall(r"lambda-\w+", (tmp_path / project / "lambda" / "Touchdownfile").read_text()))
    assert len(names) == 2


def test_init_takes_a_folder_and_a_region(tmp_path: Path) -> None:
    assert command.run(tmp_path, "init", "new", "--region", "us-east-1").code == 0
    assert 'add_aws(region="us-east-1")' in (tmp_path / "new" / "Touchdownfile").read_text()


def test_init_quotes_a_folder_that_a_shell_would_take_apart(tmp_path: Path) -> None:
    assert "  cd 'my app' && touchdown --local apply\n" in command.run(tmp_path, "init", "my app").stderr


def test_init_says_when_the_folder_gives_no_name(tmp_path: Path) -> None:
    said = command.run(tmp_path, "init", "é").stderr.splitlines()[-1]
    assert re.fullmatch(r"The folder's name can't be used for the workspace, so it is called \"hello-\w{4}\"\.", said)
    assert 'workspace.name = "hello-' in (tmp_path / "é" / "Touchdownfile").read_text()


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "Touchdownfile").write_text("mine")
    assert filtered(command.run(tmp_path, "init"), tmp_path) == (
        """\
exit 1
--- stdout
--- stderr
error: Touchdownfile exists already, and is left as it is."""
    )
    assert (tmp_path / "Touchdownfile").read_text() == "mine"


@pytest.mark.parametrize("example", EXAMPLES)
def test_init_writes_an_example_under_a_name_of_its_own(tmp_path: Path, example: str) -> None:
    assert command.run(tmp_path, "init", "--example", example, "mine", "--region", "us-east-1").code == 0
    written = {path.relative_to(tmp_path / "mine"): path for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    text = written.pop(Path("Touchdownfile")).read_text()
    assert re.search(r'workspace.name = "mine-[a-z0-9]{4}"', text)
    assert 'add_aws(region="us-east-1")' in text
    folder = ROOT / "examples" / example
    assert all(path.read_bytes() == (folder / at).read_bytes() for at, path in written.items())
    beside = {"shop": {Path("app", one) for one in APP}, "fulfilment": {Path("fulfil.asl.json")}}
    assert set(written) == beside.get(example, set())
    assert command.run(tmp_path / "mine", "graph", "--format", "dot").code == 0


def test_init_writes_no_part_of_an_example_if_a_file_is_there_already(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "web.py").write_text("mine")
    outcome = command.run(tmp_path, "init", "--example", "shop")
    assert (outcome.code, outcome.stderr) == (1, "error: app/web.py exists already, and is left as it is.\n")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["web.py"]
    assert (tmp_path / "app" / "web.py").read_text() == "mine"


def test_each_example_of_init_is_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {f"examples/{one}" for one in EXAMPLES} == {
        one for one in wheel["only-include"] if one.startswith("examples/")
    }
    assert wheel["sources"] == {"examples": "touchdown/examples"}


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o nosort -F _touchdown_completion touchdown"),
        ("zsh", "#compdef touchdown"),
        ("fish", "complete --no-files --command touchdown"),
    ],
)
def test_completion_is_printed_for_each_shell(tmp_path: Path, shell: str, line: str) -> None:
    outcome = command.run(tmp_path, "completion", shell)
    assert outcome.code == 0
    assert line in outcome.stdout
    assert "_TOUCHDOWN_COMPLETE" in outcome.stdout


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    outcome = command.run(tmp_path, "completion", "tcsh")
    assert outcome.code == 1
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'." in outcome.stderr


@pytest.mark.parametrize(
    ("shell", "words", "expected"),
    [
        ("bash", "touchdown invoke h", "plain,hello"),
        ("zsh", "touchdown tail o", "plain\nother\n_"),
        ("fish", "touchdown invoke h", "plain,hello"),
        ("bash", "touchdown invoke lam", "plain,lambda_function.hello\nplain,lambda_function.other"),
        ("bash", "touchdown show eu-west-1/iam_role.h", "plain,eu-west-1/iam_role.hello-eu-west-1"),
        ("bash", "touchdown show h", "plain,hello\nplain,hello-eu-west-1"),
        ("bash", "touchdown plan --target iam_role.h", "plain,iam_role.hello-eu-west-1"),
        ("bash", "touchdown apply --adopt iam_role.o", "plain,iam_role.other-eu-west-1"),
    ],
)
def test_names_of_functions_and_addresses_are_completed(
    applied: Project, shell: str, words: str, expected: str
) -> None:
    assert completed(applied.folder, shell, words).stdout.strip() == expected


def test_what_a_touchdownfile_has_printed_by_a_program_is_not_completed(tmp_path: Path) -> None:
    (tmp_path / "Touchdownfile").write_text("import os\nos.system('echo hello')\n")
    assert completed(tmp_path, "bash", "touchdown invoke h").stdout == "\n"


def test_a_touchdownfile_that_cannot_be_read_completes_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "Touchdownfile").write_text("print('hello')\nthis is no Python")
    ended = completed(tmp_path, "bash", "touchdown invoke h")
    assert (ended.stdout.strip(), ended.stderr) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("--help",), {}),
        (("plan", "--help"), {}),
        (("completion", "zsh"), {}),
        ((), {"_TOUCHDOWN_COMPLETE": "bash_complete", "COMP_WORDS": "touchdown invoke ", "COMP_CWORD": "2"}),
    ],
    ids=["help", "help_of_a_command", "completion", "completion_of_names"],
)
def test_help_and_completion_import_neither_botocore_nor_rich(
    applied: Project, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments],
        cwd=applied.folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.stderr.splitlines()[-1] == "[]", ended.stderr


def completed(folder: Path, shell: str, words: str) -> subprocess.CompletedProcess[str]:
    """What the shell's function gets when TAB is pressed at the end of the words."""
    incomplete = words.rpartition(" ")[2]
    fish = shell == "fish"
    variables = {
        "_TOUCHDOWN_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": incomplete if fish else str(words.count(" ")),
    }
    return subprocess.run(
        [sys.executable, "-m", "touchdown"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
