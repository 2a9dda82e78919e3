"""Secrets appear in no output of any command: not in a plan, not as JSON, not with --debug, not in a message."""

from __future__ import annotations

import json

import pytest

from tests.support.declaring import in_process
from tests.support.project import GREETER, KEY, Project
from tests.support.wire import Wire

SECRETS = ("hush-password", "hush-token", "hush-inside", "hush-in-a-file", "hush-in-a-policy", KEY)

DECLARED = (
    GREETER
    + """
import json
from touchdown import Secret

bucket = aws.add_bucket(name=f"shop-{workspace.settings['account']}", force_destroy=True)
bucket.add_file(name="config.json", contents=json.dumps({"token": Secret("hush-in-a-file")}))
role = aws.add_role(name="worker", policies={"read": {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
    "Condition": {"StringEquals": {"aws:userid": Secret("hush-in-a-policy")}},
}]}})
aws.add_lambda_function(name="hello", code=hello, role=role, environment={
    "DB_PASSWORD": "hush-password",
    "apiToken": "hush-token",
    workspace.settings.get("name", "URL"): f"https://{Secret('hush-inside')}@db",
})
"""
)


def runs(project: Project) -> list[tuple[str, ...]]:
    """Every command that has something to show, on the way from nothing to nothing."""
    project.declare(DECLARED)
    account = ("--set", f"account={project.emulator.account_id}")
    renamed = (*account, "--set", "name=ADDRESS")
    return [
        ("plan", *account),
        ("plan", "--json", "--debug", *account),
        ("apply", "--yes", "--debug", *account),
        ("show", *account),
        ("show", "eu-west-1/lambda_function.hello", *account),
        ("show", "eu-west-1/s3_bucket.shop-{account}:object.config.json", *account),
        ("show", "eu-west-1/iam_role.worker", "--json", *account),
        ("plan", *renamed),
        ("plan", "--json", *renamed),
        ("graph", "--json", *account),
        ("invoke", "hello", "--debug", *account),
        ("tail", "--debug", "--json", *account),
        ("destroy", "--yes", "--json", "--debug", *account),
    ]


def test_no_command_shows_a_secret(project: Project) -> None:
    for arguments in runs(project):
        filled = [one.format(account=project.emulator.account_id) for one in arguments]
        outcome = in_process(project.folder, *filled)
        assert outcome.code == 0, (arguments, outcome.all)
        found = [secret for secret in SECRETS if secret in outcome.all]
        assert not found, (arguments, outcome.all)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_a_secret_that_is_no_longer_declared_is_not_shown(project: Project, form: tuple[str, ...]) -> None:
    function = 'aws.add_lambda_function(name="hello", code=hello, environment={})\n'
    declared = {"URL": "postgres://u:hush-inside@h", "OTHER": "hush-password"}
    project.declare(GREETER + "from touchdown import Secret\n" + function.format(_secrets(declared)))
    assert project.run("apply", "--yes").code == 0
    project.declare(GREETER + function.format({"OTHER": "plain"}))
    outcome = project.run("plan", *form)
    assert outcome.code == 0
    assert "environment" in outcome.stdout
    assert "hush" not in outcome.all


def test_a_secret_that_any_field_no_longer_holds_is_not_shown(project: Project) -> None:
    others = """
text = Secret("hush-inside") if workspace.settings["secret"] == "yes" else "plain"
statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{text}/*"}
role = aws.add_role(name="worker", description=f"of {text}", policies={"read": {"Statement": [statement]}})
aws.add_log_group(name="orders", tags={"team": text})
aws.add_lambda_function(name="hello", code=hello, role=role, description=f"of {text}", tags={"team": text})
"""
    project.declare(GREETER + "from touchdown import Secret\n" + others)
    assert project.run("apply", "--yes", "--set", "secret=yes").code == 0
    outcome = project.run("plan", "--set", "secret=no")
    assert "hush" not in outcome.all
    assert '    description  (sensitive) -> "of plain"' in outcome.stdout
    assert outcome.stdout.splitlines()[-1] == "Plan: 3 to update, 1 unchanged."


def _secrets(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name!r}: Secret({value!r})" for name, value in values.items()) + "}"


def test_a_secret_is_sent_though_it_is_not_shown(project: Project) -> None:
    project.declare(DECLARED)
    assert project.run("apply", "--yes", "--set", f"account={project.emulator.account_id}").code == 0
    live = project.emulator.client("lambda").get_function_configuration(FunctionName="hello")
    assert live["Environment"]["Variables"]["URL"] == "https://hush-inside@db"


@pytest.mark.parametrize("form", [(), ("--json",), ("--debug",)], ids=["text", "json", "debug"])
def test_a_message_of_aws_that_repeats_a_secret_is_masked(project: Project, wire: Wire, form: tuple[str, ...]) -> None:
    wire.fail("lambda:CreateFunction", code="InvalidParameterValueException", message="bad value hush-inside in URL")
    project.declare(DECLARED)
    outcome = project.run("apply", "--yes", *form, "--set", f"account={project.emulator.account_id}")
    assert outcome.code == 4
    assert "bad value (secret) in URL" in outcome.all
    assert "hush-inside" not in outcome.all


def test_an_error_of_the_touchdownfile_that_repeats_a_secret_is_masked(project: Project) -> None:
    project.declare(
        "from touchdown import Secret\n"
        'secret = Secret("hush-inside")\n'
        'raise RuntimeError(f"no hush-inside here: {secret}")\n'
    )
    for form in ((), ("--json",)):
        outcome = project.run("plan", *form)
        assert outcome.code == 1
        assert "RuntimeError: no (secret) here: (secret)" in outcome.all
        assert "hush-inside" not in outcome.all


def test_debug_prints_each_call_with_its_time_and_result(applied: Project) -> None:
    assert applied.shows("plan", "--debug") == (
        """\
exit 0
--- stdout
No changes: 6 resources are as declared.
--- stderr
debug: apigateway:GetRestApis  N ms  ok
debug: apigatewayv2:GetApis  N ms  ok
debug: iam:GetAccountAuthorizationDetails  N ms  ok
debug: iam:GetRole hello-eu-west-1  N ms  ok
debug: iam:GetRole other-eu-west-1  N ms  ok
debug: kinesis:ListStreams  N ms  ok
debug: lambda:GetFunction hello  N ms  ok
debug: lambda:GetFunction other  N ms  ok
debug: logs:DescribeLogGroups  N ms  ok
debug: logs:ListTagsForResource arn:aws:logs:eu-west-1:ACCOUNT:log-group:/aws/lambda/hello  N ms  ok
debug: logs:ListTagsForResource arn:aws:logs:eu-west-1:ACCOUNT:log-group:/aws/lambda/other  N ms  ok
debug: stepfunctions:ListStateMachines  N ms  ok
debug: sts:GetCallerIdentity  N ms  ok
debug: tagging:GetResources  N ms  ok"""
    )


def test_debug_prints_calls_that_were_refused_too(project: Project, wire: Wire) -> None:
    wire.fail("lambda:GetFunction", code="ServiceException", message="Please call again.")
    project.declare(GREETER + 'aws.add_lambda_function(name="hello", code=hello)\n')
    outcome = project.run("plan", "--debug")
    assert "ServiceException" in outcome.stderr


def test_what_a_plain_variable_was_is_shown(project: Project) -> None:
    project.declare(
        GREETER + "aws.add_lambda_function(name='hello', code=hello, environment={'STAGE': 'dev', 'SIZE': 'b'})\n"
    )
    assert project.run("apply", "--yes").code == 0
    project.declare(GREETER + "aws.add_lambda_function(name='hello', code=hello, environment={'STAGE': 'prod'})\n")
    (change,) = [one for one in json.loads(project.run("plan", "--json").stdout)["changes"] if one["differences"]]
    assert {one["path"][-1]: one["old"] for one in change["differences"]} == {"STAGE": "dev", "SIZE": "b"}
