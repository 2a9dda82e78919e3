"""Touchdownfiles that can't be read, or declare no workspace that can be planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.declaring import Outcome, in_process, write

BESIDE = {
    "broken.py": 'raise RuntimeError("no luck")\n',
    "no_python.py": "import (\n",
    "declares.py": 'def role(aws):\n    return aws.add_role(name="a b")\n',
}

WRONG = {
    "a workspace without a name": (
        """\
aws = workspace.add_aws(region="eu-west-1")
aws.add_role(name="r")
""",
        """\
error: The workspace has no name.
  where: Touchdownfile:1
  why:   Its name marks what is ours in an account, so that two projects can't overwrite each other.
  do:    Add a line `workspace.name = "my-shop"`, or run with --local.
""",
    ),
    "a variable that isn't set": (
        """\
import os
workspace.name = "shop"
TABLE = os.environ["TABLE_NAME"]
aws = workspace.add_aws(region="eu-west-1")
""",
        """\
error: os.environ["TABLE_NAME"] is read with the file, and isn't set here.
  where: Touchdownfile:3
  do:    Set it. If only the function needs it, write os.environ.get("TABLE_NAME"), or move the function to a file of its own, and name the file as code="file.py".
""",
    ),
    "a workspace's name with a space": (
        """\
workspace.name = "my shop"
aws = workspace.add_aws(region="eu-west-1")
""",
        """\
error: 'my shop' is no name for a workspace: it takes up to 64 letters, digits, dots, hyphens and underscores, and starts with a letter or digit.
  where: Touchdownfile:1
""",
    ),
    "a workspace's name that is a number": (
        """\
workspace.name = 5
aws = workspace.add_aws(region="eu-west-1")
""",
        """\
error: 5 is no name for a workspace: it takes up to 64 letters, digits, dots, hyphens and underscores, and starts with a letter or digit.
  where: Touchdownfile:1
""",
    ),
    "a name that begins with a hyphen": (
        """\
from touchdown import Workspace
workspace = Workspace("-x")
aws = workspace.add_aws(region="eu-west-1")
""",
        """\
error: '-x' is no name for a workspace: it takes up to 64 letters, digits, dots, hyphens and underscores, and starts with a letter or digit.
  where: Touchdownfile:2
""",
    ),
    "an empty file": (
        "",
        """\
error: The file declares no account.
  where: Touchdownfile:1
  do:    Add a line such as `aws = workspace.add_aws(region="eu-west-1")`.
""",
    ),
    "a workspace without an account": (
        'workspace.name = "shop"',
        """\
error: The file declares no account.
  where: Touchdownfile:1
  do:    Add a line such as `aws = workspace.add_aws(region="eu-west-1")`.
""",
    ),
    "something else named workspace": (
        'workspace = "shop"',
        """\
error: The file declares no account.
  where: Touchdownfile:1
  do:    Add a line such as `aws = workspace.add_aws(region="eu-west-1")`.
""",
    ),
    "two workspaces": (
        """\
from touchdown import Workspace
a = Workspace("a")
b = Workspace("b")
a.add_aws(region="eu-west-1")
b.add_aws(region="eu-west-1")
""",
        """\
error: The file fills more than one workspace.
  where: Touchdownfile:5
  why:   Another has an account from Touchdownfile:4.
  do:    Use one, or split the file and use -f.
""",
    ),
    "a workspace besides the predefined one": (
        """\
from touchdown import Workspace
mine = Workspace("a")
mine.add_aws(region="eu-west-1")
workspace.add_aws(region="eu-west-1")
""",
        """\
error: The file fills more than one workspace.
  where: Touchdownfile:3
  why:   Another has an account from Touchdownfile:4.
  do:    Use one, or split the file and use -f.
""",
    ),
    "a role of another workspace": (
        """\
from touchdown import Workspace
role = Workspace("other").add_aws(region="eu-west-1").add_role(name="r")
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1")
aws.add_role(name="r", description=f"like {role.arn}")
""",
        """\
error: eu-west-1/iam_role.r is used, and belongs to another workspace.
  where: Touchdownfile:5
  why:   eu-west-1/iam_role.r has it in description=.
  do:    Name it here with get_*, or declare it here.
""",
    ),
    "a setting that wasn't given": (
        """\
workspace.name = "shop"
stage = workspace.settings["stage"]
""",
        """\
error: The setting "stage" was not given.
  where: Touchdownfile:2
  do:    Run with --set stage=VALUE, or write workspace.settings.get("stage", "DEFAULT").
""",
    ),
    "a bracket that isn't closed": (
        """\
workspace.name = "shop"
workspace.add_aws(region="eu-west-1"
""",
        """\
error: This isn't valid Python: '(' was never closed. In: workspace.add_aws(region="eu-west-1"
  where: Touchdownfile:2
""",
    ),
    "an indented line": (
        """\
workspace.name = "shop"
  aws = workspace.add_aws(region="eu-west-1")
""",
        """\
error: This isn't valid Python: unexpected indent. In: aws = workspace.add_aws(region="eu-west-1")
  where: Touchdownfile:2
""",
    ),
    "a null byte": (
        'workspace.name = "shop\\0"',
        """\
error: The file declares no account.
  where: Touchdownfile:1
  do:    Add a line such as `aws = workspace.add_aws(region="eu-west-1")`.
""",
    ),
    "an exception": (
        """\
workspace.name = "shop"
1 / 0
""",
        """\
error: Reading the file failed: ZeroDivisionError: division by zero.
  where: Touchdownfile:2
""",
    ),
    "an exception in a function": (
        """\
def declare():
    return {}["key"]

declare()
""",
        """\
error: Reading the file failed: KeyError: 'key'.
  where: Touchdownfile:2
""",
    ),
    "an exception of several lines": (
        'raise ValueError("one\\ntwo")',
        """\
error: Reading the file failed: ValueError: one two.
  where: Touchdownfile:1
""",
    ),
    "an exception in a library": (
        """\
import json
json.loads("{")
""",
        """\
error: Reading the file failed: JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).
  where: Touchdownfile:2
""",
    ),
    "a mistyped name": (
        """\
stage = "dev"
workspace.name = f"shop-{stag}"
""",
        """\
error: Reading the file failed: NameError: name 'stag' is not defined.
  where: Touchdownfile:2
  do:    Did you mean stage?
""",
    ),
    "an exit with a message": (
        'raise SystemExit("I gave up")',
        """\
error: Reading the file failed: SystemExit: I gave up.
  where: Touchdownfile:1
""",
    ),
    "an exit with a number": (
        """\
import sys
sys.exit(3)
""",
        """\
error: Reading the file failed: SystemExit: 3.
  where: Touchdownfile:2
""",
    ),
    "an endless recursion": (
        """\
def again():
    again()

again()
""",
        """\
error: Reading the file failed: RecursionError: maximum recursion depth exceeded.
  where: Touchdownfile:2
""",
    ),
    "a module that there isn't": (
        "import surely_not_installed",
        """\
error: Reading the file failed: ModuleNotFoundError: No module named 'surely_not_installed'.
  where: Touchdownfile:1
  do:    Install it beside Touchdown (`uv tool install --with`, or `pip install`), import it within the function that needs it, or move that function to a file of its own and name the file as code=.
""",
    ),
    "a module beside it that raises": (
        "import broken",
        """\
error: Reading the file failed: RuntimeError: no luck.
  where: broken.py:1
""",
    ),
    "a module beside it that isn't Python": (
        "import no_python",
        """\
error: This isn't valid Python: invalid syntax. In: import (
  where: no_python.py:1
""",
    ),
    "a declaration in a module beside it": (
        """\
import declares
workspace.name = "shop"
declares.role(workspace.add_aws(region="eu-west-1"))
""",
        """\
error: eu-west-1/iam_role.a b: name= has the character ' ' at position 2; allowed are letters, digits and any of _+=,.@-.
  where: declares.py:2
""",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name is no name for a workspace, with modules that a Touchdownfile can import."""
    folder = tmp_path / "my shop"
    folder.mkdir()
    for name, text in BESIDE.items():
        write(folder, text, name)
    return folder


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused_with_its_line(folder: Path, text: str, said: str) -> None:
    write(folder, text)
    assert in_process(folder, "plan") == Outcome(1, "", said)


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(folder: Path) -> None:
    (folder / "Touchdownfile").write_bytes(b'workspace.name = "shop"\n# caf\xe9\n')
    assert in_process(folder, "plan") == Outcome(
        1,
        "",
        """\
error: The file isn't UTF-8: invalid continuation byte, 0xe9.
  where: Touchdownfile:2
  do:    Save it as UTF-8.
""",
    )


def test_a_folder_without_a_file_is_told_how_to_get_one(folder: Path) -> None:
    assert in_process(folder, "plan") == Outcome(
        1,
        "",
        """\
error: There is no Touchdownfile here, or in a folder above.
  do:    `touchdown init` writes one; -f names another.
""",
    )


def test_a_file_named_like_a_module_is_told_how_to_be_found(folder: Path) -> None:
    (folder / "Touchdownfile.py").touch()
    assert "do:    Rename Touchdownfile.py, or name it with -f." in in_process(folder, "plan").stderr
