"""Standard input, output and error that are closed, as `<&-` leaves them: as if they led to the null device."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.command import CHECKOUT
from tests.support.project import Project

IN, OUT, ERR = range(3)

RUN = "from touchdown_command import main; main()"
OPENED_AND_TOLD = """
import os, subprocess, sys, touchdown_command
touchdown_command.begin()

for number in range(3):
    subprocess.run([sys.executable, "-c", f"import os; os.fstat({number})"], check=True)
assert open("file").fileno() == 3
"""

PRINTED_WHILE_CLOSED = """
import os, sys
from touchdown.cli.streams import stdout_leads_to_stderr
with stdout_leads_to_stderr():
    print("said")
try:
    os.fstat(1)
except OSError:
    print("still closed", file=sys.stderr)
"""


def test_changes_are_made_where_all_three_are_closed(project: Project) -> None:
    project.declare('aws.add_role(name="worker")\n')
    outcome = without((IN, OUT, ERR), RUN, project.folder, "apply", "--yes")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    assert project.emulator.client("iam").get_role(RoleName="worker")


def test_nobody_is_asked_where_stdin_is_closed(project: Project) -> None:
    project.declare('aws.add_role(name="worker")\n')
    outcome = without((IN,), RUN, project.folder, "apply")
    assert outcome.returncode == 1
    assert "asks before it changes anything, and there is no terminal to ask on." in outcome.stderr


def test_a_touchdownfile_that_prints_is_read_where_stdout_is_closed(tmp_path: Path) -> None:
    assert without((OUT,), PRINTED_WHILE_CLOSED, tmp_path).stderr == "said\nstill closed\n"


def test_no_file_and_nothing_that_is_started_gets_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert without((IN, OUT, ERR), OPENED_AND_TOLD, tmp_path).returncode == 0


def without(closed: Sequence[int], code: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs some code in a Python of its own that begins without some of its streams."""

    def close() -> None:
        for number in closed:
            os.close(number)

    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        preexec_fn=close,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
