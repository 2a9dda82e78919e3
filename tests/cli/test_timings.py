"""`--timings`: where the time of a command went."""

from __future__ import annotations

from collections import Counter

from tests.support.declaring import in_process
from tests.support.project import GREETER, KEY, Project

DECLARED = (
    GREETER
    + """
aws.add_lambda_function(name="hello", code=hello, environment={"DB_PASSWORD": "hush-password"})
"""
)


def operations(stderr: str) -> dict[str, int]:
    """How many calls of each operation a table counts."""
    words = [line.split() for line in stderr.splitlines()]
    return {line[-1]: int(line[0]) for line in words if len(line) == 8 and line[0].isdigit() and ":" in line[-1]}


def test_the_table_counts_the_calls_that_were_made_and_names_the_phases(project: Project) -> None:
    project.declare(DECLARED)
    outcome = in_process(project.folder, "apply", "--yes", "--debug", "--timings")
    assert outcome.code == 0, outcome.stderr
    made = Counter(line.split()[1] for line in outcome.stderr.splitlines() if line.startswith("debug: "))
    assert made["lambda:CreateFunction"] == 1
    assert operations(outcome.stderr) == made
    for phase in ("reading the file", "packages", "who we are", "observing", "comparing", "applying"):
        assert f" s  {phase}\n" in outcome.stderr
    assert "hush" not in outcome.all
    assert KEY not in outcome.all


def test_a_command_that_fails_tells_where_its_time_went_too(project: Project) -> None:
    project.declare("aws.nothing()\n")
    outcome = in_process(project.folder, "plan", "--timings")
    assert outcome.code == 1
    assert " s  reading the file\n" in outcome.stderr
