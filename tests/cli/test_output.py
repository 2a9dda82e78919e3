"""output: the values that a file names for people and scripts."""

from __future__ import annotations

import json

from tests.support.project import GREETER, Project

URL = (
    GREETER
    + """
function = aws.add_lambda_function(name="greeter", code=hello)
workspace.add_output("arn", function.arn)
workspace.add_output("words", f"call {function.arn}")
"""
)


def test_output_prints_a_value_alone(project: Project) -> None:
    project.declare(URL)
    found = project.shows("output", "arn")
    assert found == "exit 0\n--- stdout\narn:aws:lambda:eu-west-1:ACCOUNT:function:greeter\n--- stderr"


def test_output_lists_all_values(project: Project) -> None:
    project.declare(URL)
    lines = project.shows("output").splitlines()
    assert "arn    arn:aws:lambda:eu-west-1:ACCOUNT:function:greeter" in lines
    assert "words  call arn:aws:lambda:eu-west-1:ACCOUNT:function:greeter" in lines


def test_an_output_that_is_not_known_yet_says_so(project: Project) -> None:
    project.declare(URL + 'workspace.add_output("url", function.add_url().url)\n')
    assert "url    (known after apply)" in project.shows("output")
    assert "isn't known yet" in project.shows("output", "url")


def test_apply_prints_the_outputs_at_its_end(project: Project) -> None:
    project.declare(URL)
    assert "arn    arn:aws:lambda:eu-west-1:ACCOUNT:function:greeter" in project.shows("apply", "--yes")


def test_a_secret_in_an_output_is_masked(project: Project) -> None:
    project.declare(URL + 'from touchdown import Secret\nworkspace.add_output("key", Secret("a-long-secret-value"))\n')
    found = project.shows("output")
    assert "a-long-secret-value" not in found
    assert "(secret)" in found


def test_outputs_as_json(project: Project) -> None:
    project.declare(URL)
    found = json.loads(project.shows("output", "--json").split("--- stdout\n")[1].split("\n--- stderr")[0])
    assert found["version"] == 1
    assert set(found["outputs"]) == {"arn", "words"}


def test_an_output_that_there_is_not_is_refused_with_those_that_there_are(project: Project) -> None:
    project.declare(URL)
    found = project.shows("output", "url")
    assert found.startswith("exit 1")
    assert "There are arn, words." in found


def test_two_outputs_of_one_name_are_refused(project: Project) -> None:
    project.declare(URL + 'workspace.add_output("arn", function.arn)\n')
    assert 'there is an output "arn" already' in project.shows("plan")
