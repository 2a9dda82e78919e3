"""`plan --refresh-only` against an emulator: what somebody else changed, with its exit codes and as JSON."""

from __future__ import annotations

import json

import pytest

from tests.support.project import GREETER, Project
from touchdown.package import archive

DECLARED = (
    GREETER
    + """
aws.add_lambda_function(
    name="hello", code=hello, memory=int(workspace.settings.get("memory", "128")), environment={"DB_PASSWORD": "one"}
)
"""
)


@pytest.fixture
def changed(project: Project) -> Project:
    """A project that was applied, and whose function somebody has changed since."""
    project.declare(DECLARED)
    assert project.run("apply", "--yes").code == 0
    project.emulator.client("lambda").update_function_configuration(
        FunctionName="hello", Timeout=60, Environment={"Variables": {"DB_PASSWORD": "two"}}
    )
    return project


def test_what_was_changed_outside_is_shown_with_both_values_and_nothing_else(changed: Project) -> None:
    assert (
        changed.shows("plan", "--refresh-only", "--detailed-exitcode")
        == """\
exit 2
--- stdout
! eu-west-1/lambda_function.hello  leave: was changed outside of Touchdown
    timeout                  3 -> 60
    environment.DB_PASSWORD  (sensitive) changes
note: 2 resources carry no record of what was applied, so that a change outside can't be told from one of the file: \
`touchdown plan` shows both.
Changed outside of Touchdown: 1 of 1.
--- stderr"""
    )


def test_if_the_file_changed_too_the_fields_are_not_known_and_the_change_is_told_all_the_same(changed: Project) -> None:
    outcome = changed.run("plan", "--refresh-only", "--json", "--set", "memory=256")
    document = json.loads(outcome.stdout)
    (change,) = document["changes"]
    assert (change["action"], change["reason"]) == ("leave", "changed_outside")
    assert [one["path"] for one in change["differences"]] == [["configuration"]]
    assert "two" not in outcome.all
    assert outcome.code == 0


def test_a_change_of_the_file_alone_is_none_outside_and_other_code_is(project: Project) -> None:
    project.declare(DECLARED)
    project.run("apply", "--yes")
    outcome = project.run("plan", "--refresh-only", "--detailed-exitcode", "--set", "memory=256")
    assert outcome.stdout.splitlines()[-1] == "Not changed outside of Touchdown: 1 resource is as applied last."
    assert outcome.code == 0
    lambda_ = project.emulator.client("lambda")
    code = lambda_.get_function(FunctionName="hello")["Configuration"]["CodeSha256"]
    lambda_.update_function_code(FunctionName="hello", ZipFile=archive.write_archive({"main.py": b"hello = print"}))
    assert f"code  sha256 {code[:12]} -> " in project.run("plan", "--refresh-only").stdout
