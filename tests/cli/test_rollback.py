"""rollback, versions: the way back to the version that was live before."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.project import Project
from tests.support.wire import Wire

HELLO = """
def hello(event, context):
    return 1

made = aws.add_lambda_function(name="hello", code=hello, timeout=int(workspace.settings.get("timeout", "3")))
made.add_alias(name="live")
"""
MANY = """
def hello(event, context):
    return 1

shared = aws.add_role(name="shared")
for number in range(6):
    made = aws.add_lambda_function(
        name=f"many-{number}", code=hello, role=shared, timeout=int(workspace.settings.get("timeout", "3"))
    )
    made.add_alias(name="live")
"""


@pytest.fixture
def project(tmp_path: Any, ministack: Emulator, wire: Wire) -> Project:
    made = Project(tmp_path, ministack)
    made.declare(HELLO)
    return made


def live(project: Project, function: str = "hello") -> str:
    found = project.emulator.client("lambda").get_alias(FunctionName=function, Name="live")
    assert not found.get("RoutingConfig")
    return found["FunctionVersion"]


def applied(project: Project, timeout: int) -> str:
    ran = project.run("apply", "--yes", "--set", f"timeout={timeout}")
    assert ran.code == 0, ran.all
    return ran.all


def test_a_rejected_version_stays_back_until_something_else_is_declared(project: Project) -> None:
    for timeout in (3, 4, 5):
        applied(project, timeout)
    assert "there is no terminal to ask on" in project.run("rollback").all
    assert live(project) == "3"
    went = project.shows("rollback", "--yes")
    assert "hello:alias.live  version 3 -> 2" in went
    assert "Policies" in went
    assert live(project) == "2"
    planned = project.run("plan", "--set", "timeout=5", "--detailed-exitcode")
    assert planned.code == 0
    assert "alias.live is rolled back from 3 to 2" in planned.stdout
    assert "rolled back from 3 to 2" in applied(project, 5)
    assert live(project) == "2"
    project.shows("rollback", "--yes")
    assert live(project) == "1"
    assert "rolled back from 3 to 1" in applied(project, 5)
    refused = project.run("rollback", "--yes")
    assert refused.code == 3
    assert "no version to go back to" in refused.all
    assert live(project) == "1"
    assert "rolled back" in project.run("plan", "--set", "timeout=6").stdout
    applied(project, 6)
    assert live(project) == "4"
    assert "rolled back" not in project.run("plan", "--set", "timeout=6").stdout


def test_a_version_is_chosen_and_the_list_of_versions_says_who_names_it(project: Project) -> None:
    for timeout in (3, 4, 5):
        applied(project, timeout)
    assert project.run("rollback", "--to", "1", "--yes").code == 1
    project.shows("rollback", "hello", "--to", "1", "--yes")
    assert live(project) == "1"
    (found,) = json.loads(project.run("versions", "hello", "--json").stdout)["functions"]
    listed = [(one["number"], one["differs"], one["named_by"]) for one in found["versions"]]
    assert listed == [("3", ["timeout"], ["rejected by live"]), ("2", ["timeout"], []), ("1", [], ["live"])]
    assert re.search(r"3  TIME  code \S+  changed: timeout  rejected by live", project.shows("versions"))
    moved = json.loads(project.run("rollback", "hello", "--to", "3", "--yes", "--json").stdout)["moved"]
    assert moved == [{"address": "eu-west-1/lambda_function.hello:alias.live", "from": "1", "to": "3"}]
    assert "rolled back" not in applied(project, 5)
    assert live(project) == "3"


def test_all_functions_go_back_in_two_calls_each_at_the_same_time(project: Project, wire: Wire) -> None:
    project.declare(MANY)
    applied(project, 3)
    applied(project, 4)
    wire.slow("lambda:*", 0.2)  # so that calls of the same round overlap
    wire.forget()
    project.shows("rollback", "--yes")
    assert wire.counts() == {"sts:GetCallerIdentity": 1, "lambda:GetAlias": 6, "lambda:UpdateAlias": 6}
    assert wire.rounds() == 3
    assert {live(project, f"many-{number}") for number in range(6)} == {"1"}


def test_a_rejected_version_that_is_published_again_stays_back(project: Project) -> None:
    applied(project, 3)
    applied(project, 4)
    project.shows("rollback", "--yes")
    project.emulator.client("lambda").update_function_configuration(FunctionName="hello", Timeout=9)
    assert "version 3 is the same as 2, which was rejected: 1 stays" in applied(project, 4)
    assert live(project) == "1"
    planned = project.run("plan", "--set", "timeout=4", "--detailed-exitcode")
    assert (planned.code, "rolled back from 3 to 1" in planned.stdout) == (0, True)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_rollback_whose_call_is_lost_is_right_in_the_end(project: Project, wire: Wire, when: Any) -> None:
    applied(project, 3)
    applied(project, 4)
    wire.drop("lambda:UpdateAlias", when=when)
    assert project.run("rollback", "--yes").code == 0
    assert live(project) == "1"


def test_a_move_by_somebody_else_meanwhile_is_kept(project: Project, wire: Wire) -> None:
    applied(project, 3)
    applied(project, 4)
    client = project.emulator.client("lambda")
    wire.on(
        "lambda:GetAlias",
        lambda call: client.update_alias(FunctionName="hello", Name="live", FunctionVersion="2", Description="mine"),
        when="after",
    )
    refused = project.run("rollback", "--yes")
    assert refused.code == 3
    assert "moved by somebody else" in refused.all
    assert client.get_alias(FunctionName="hello", Name="live")["Description"] == "mine"


def test_what_has_no_way_back_says_what_to_declare(project: Project, wire: Wire) -> None:
    project.declare(HELLO + 'made.add_url()\naws.add_lambda_function(name="bare", code=hello)\n')
    beside = project.run("rollback")
    assert beside.code == 1
    assert "called beside its alias live, by way of lambda_function.hello:url" in beside.all
    bare = project.run("rollback", "bare")
    assert bare.code == 1
    assert 'function.add_alias(name="live")' in bare.all
    project.declare(HELLO)
    missing = project.run("rollback", "hello")
    assert missing.code == 3
    assert "`touchdown apply` makes it" in missing.all
