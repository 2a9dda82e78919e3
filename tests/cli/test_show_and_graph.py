"""show and graph: what is declared, whether it exists, and what needs what."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.support.project import GREETER, HELLO, Project

DECLARED = (
    GREETER
    + """
role = aws.add_role(name="worker", policies={"read": {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"},
]}})
hello = aws.add_lambda_function(name="hello", code=hello)
aws.add_lambda_function(name="worker", code=hello.code, role=role, environment={"HELLO": hello.arn, "PIN": "0815"})
"""
)


def test_show_lists_what_is_declared_with_its_state_and_outputs(applied: Project) -> None:
    assert applied.shows("show", "--set", "description=another") == (
        """\
exit 0
--- stdout
eu-west-1/logs_log_group./aws/lambda/hello  as declared  Touchdownfile:12
    arn  arn:aws:logs:eu-west-1:ACCOUNT:log-group:/aws/lambda/hello
eu-west-1/logs_log_group./aws/lambda/other  as declared  Touchdownfile:13
    arn  arn:aws:logs:eu-west-1:ACCOUNT:log-group:/aws/lambda/other
eu-west-1/iam_role.hello-eu-west-1  as declared  Touchdownfile:12
    arn  arn:aws:iam::ACCOUNT:role/hello-eu-west-1
eu-west-1/iam_role.other-eu-west-1  as declared  Touchdownfile:13
    arn  arn:aws:iam::ACCOUNT:role/other-eu-west-1
eu-west-1/lambda_function.hello  exists, and differs  Touchdownfile:12
    arn      arn:aws:lambda:eu-west-1:ACCOUNT:function:hello
    version  1
eu-west-1/lambda_function.other  as declared  Touchdownfile:13
    arn      arn:aws:lambda:eu-west-1:ACCOUNT:function:other
    version  1
--- stderr"""
    )


def test_show_with_an_address_has_the_values_too(project: Project) -> None:
    project.declare(DECLARED)
    assert project.shows("show", "eu-west-1/lambda_function.worker") == (
        """\
exit 0
--- stdout
eu-west-1/lambda_function.worker  doesn't exist yet  Touchdownfile:16
  declared
    name               "worker"
    code               (the function hello)
    runtime_boto3      True
    slim               False
    runtime            "python3.13"
    timeout            3
    memory             128
    ephemeral_storage  512
    environment.HELLO  "arn:aws:lambda:eu-west-1:ACCOUNT:function:hello"
    environment.PIN    (sensitive)
    ipv6               False
    tracing            "PassThrough"
    log_group          "eu-west-1/logs_log_group./aws/lambda/worker"
    log_format         "Text"
    snap_start         False
    recursion          "Terminate"
    role               "eu-west-1/iam_role.worker"
    architecture       "x86_64"
    publish            True
    keep_versions      10
    protect            False
  outputs
    arn  arn:aws:lambda:eu-west-1:ACCOUNT:function:worker
--- stderr"""
    )
    assert project.shows("show", "eu-west-1/iam_role.worker") == (
        """\
exit 0
--- stdout
eu-west-1/iam_role.worker  doesn't exist yet  Touchdownfile:12
  declared
    name                                              "worker"
    path                                              "/"
    assume_role_policy.Version                        "2012-10-17"
    assume_role_policy.Statement.0.Effect             "Allow"
    assume_role_policy.Statement.0.Principal.Service  "lambda.amazonaws.com"
    assume_role_policy.Statement.0.Action             "sts:AssumeRole"
    policies.read.Version                             "2012-10-17"
    policies.read.Statement.0.Effect                  "Allow"
    policies.read.Statement.0.Action                  ["s3:GetObject"]
    policies.read.Statement.0.Resource                "*"
    max_session_duration                              3600
    protect                                           False
  outputs
    arn  arn:aws:iam::ACCOUNT:role/worker
--- stderr"""
    )


def test_an_address_that_is_nearly_right_gets_a_suggestion(applied: Project) -> None:
    assert applied.shows("show", "eu-west-1/lambda_function.helo") == (
        """\
exit 1
--- stdout
--- stderr
error: Nothing is declared under eu-west-1/lambda_function.helo.
  do:    Did you mean "eu-west-1/lambda_function.hello"?"""
    )


@pytest.mark.parametrize("typed", ["lambda_function.hello", "hello"])
def test_show_takes_an_ending_that_no_other_address_has(applied: Project, typed: str) -> None:
    assert applied.shows("show", typed) == applied.shows("show", "eu-west-1/lambda_function.hello")


def test_an_ending_that_is_nearly_right_gets_a_suggestion(applied: Project) -> None:
    said = applied.run("show", "helo").stderr.splitlines()[-1]
    assert said == '  do:    Did you mean "hello"?'


def test_show_lists_the_addresses_of_an_ending_that_several_have(project: Project) -> None:
    project.declare(DECLARED)
    assert project.shows("show", "worker") == (
        """\
exit 1
--- stdout
--- stderr
error: worker: 2 addresses end in that.
  do:    Write eu-west-1/iam_role.worker or eu-west-1/lambda_function.worker."""
    )


def test_show_as_json_has_the_same_in_one_document(applied: Project) -> None:
    document = json.loads(applied.run("show", "eu-west-1/lambda_function.hello", "--json").stdout)
    (shown,) = document["resources"]
    assert document["version"] == 1
    assert shown["state"] == "as declared"
    assert shown["outputs"]["version"] == "1"
    assert shown["values"]["description"] == "The first"


STOPPED = """
aws.get_role(name="missing")
aws.add_role(name="foreign")
aws.add_role(name="kept", path="/new/", protect=True)
"""


@pytest.fixture
def stopped(project: Project) -> Project:
    """A project whose plan is refused for three reasons."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    project.declare('aws.add_role(name="kept", protect=True)\n')
    assert project.run("apply", "--yes").code == 0
    project.emulator.client("iam").create_role(RoleName="foreign", AssumeRolePolicyDocument=trust)
    project.declare(STOPPED)
    assert project.run("plan").code in (1, 3)
    return project


def test_show_shows_what_it_can_when_something_speaks_against_a_plan(stopped: Project) -> None:
    assert stopped.shows("show") == (
        """\
exit 0
--- stdout
eu-west-1/iam_role.missing  doesn't exist  Touchdownfile:5
    arn  arn:aws:iam::ACCOUNT:role/missing
    note: eu-west-1/iam_role.missing doesn't exist. It is named with get_..., so it has to be there already.
eu-west-1/iam_role.foreign  exists, and isn't this workspace's  Touchdownfile:6
    arn  arn:aws:iam::ACCOUNT:role/foreign
    note: eu-west-1/iam_role.foreign exists already, and wasn't made by this workspace.
eu-west-1/iam_role.kept  exists, and has to be replaced  Touchdownfile:7
    arn  arn:aws:iam::ACCOUNT:role/kept
--- stderr"""
    )


def test_showing_what_is_missing_is_an_error_only_if_it_was_asked_for(stopped: Project) -> None:
    assert stopped.run("show", "eu-west-1/iam_role.foreign").code == 0
    outcome = stopped.run("show", "eu-west-1/iam_role.missing", "--json")
    assert outcome.code == json.loads(outcome.stdout)["error"]["exit_code"] == 3
    assert json.loads(outcome.stdout)["error"]["what"] == "eu-west-1/iam_role.missing doesn't exist."


def test_the_graph_is_text_for_mermaid_or_graphviz_and_needs_no_account(project: Project) -> None:
    project.declare(DECLARED)
    assert project.shows("graph") == (
        """\
exit 0
--- stdout
flowchart LR
  subgraph g0["eu-west-1"]
    n0["worker<br/>iam_role"]
    n1["hello<br/>lambda_function"]
    n2["/aws/lambda/hello<br/>logs_log_group"]
    n3["hello-eu-west-1<br/>iam_role"]
    n4["worker<br/>lambda_function"]
    n5["/aws/lambda/worker<br/>logs_log_group"]
  end
  n1 --> n2
  n1 --> n3
  n3 --> n2
  n4 --> n1
  n4 --> n5
  n4 --> n0
--- stderr"""
    )
    dot = project.run("graph", "--format", "dot")
    assert dot.code == 0
    assert dot.stdout.startswith("digraph touchdown {\n")
    assert dot.stdout.endswith("}\n")
    assert '"eu-west-1/lambda_function.worker" -> "eu-west-1/lambda_function.hello"' in dot.stdout


def test_the_graph_is_written_as_a_picture(project: Project) -> None:
    project.declare(HELLO)
    assert project.shows("graph", "-o", "picture.svg") == "exit 0\n--- stdout\n--- stderr\nWrote picture.svg."
    assert ElementTree.parse(project.folder / "picture.svg").getroot().tag.endswith("svg")
    assert project.run("graph", "--output", "picture.png").code == 0
    assert (project.folder / "picture.png").read_bytes().startswith(b"\x89PNG")
    refused = project.run("graph", "-o", "picture.gif")
    assert refused.code == 1
    assert refused.stderr.splitlines()[-1] == (
        "Error: Invalid value for --output: picture.gif has to end in .svg or .png."
    )


def test_the_graph_as_json_has_resources_and_needs(project: Project) -> None:
    project.declare(HELLO)
    document = json.loads(project.run("graph", "--json").stdout)
    assert document["version"] == 1
    assert {"from": "eu-west-1/lambda_function.hello", "to": "eu-west-1/iam_role.hello-eu-west-1"} in document["needs"]
    assert len(document["resources"]) == 3
