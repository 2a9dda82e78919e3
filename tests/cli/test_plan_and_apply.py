"""plan, apply and destroy: what they show, when they ask, and what they leave behind."""

from __future__ import annotations

import json

import pytest

from tests.support.project import HELLO, Project

UNFOLDED = """\
+ eu-west-1/logs_log_group./aws/lambda/hello  create: doesn't exist yet
+ eu-west-1/iam_role.hello-eu-west-1  create: doesn't exist yet
    description                         "Made for hello"
    policies.logs.Version               "2012-10-17"
    policies.logs.Statement.0.Effect    "Allow"
    policies.logs.Statement.0.Action    ["logs:CreateLogStream", "logs:PutLogEvents"]
    policies.logs.Statement.0.Resource  "arn:aws:logs:eu-west-1:ACCOUNT:log-group:/aws/lambda/hello:*"
+ eu-west-1/lambda_function.hello  create: doesn't exist yet
    description  "The first"
    role         "arn:aws:iam::ACCOUNT:role/hello-eu-west-1"
    handler      "main.hello"
    log_group    "/aws/lambda/hello"
    code         N bytes sha256 HASH
Plan: 3 to create, 0 unchanged.
"""

CREATED = """\
+ eu-west-1/lambda_function.hello  create: doesn't exist yet
    description  "The first"
    role         "arn:aws:iam::ACCOUNT:role/hello-eu-west-1"
    handler      "main.hello"
    log_group    "/aws/lambda/hello"
    code         N bytes sha256 HASH
    brings along 2: iam_role.hello-eu-west-1, logs_log_group./aws/lambda/hello
Plan: 3 to create, 0 unchanged.
"""

DESTROYED = """\
- eu-west-1/lambda_function.hello  delete: is destroyed with the workspace
- eu-west-1/iam_role.hello-eu-west-1  delete: is destroyed with the workspace
- eu-west-1/logs_log_group./aws/lambda/hello  delete: is destroyed with the workspace
Plan: 3 to delete, 0 unchanged.
"""

MANY = """
from touchdown import Secret

aws.add_role(
    name="worker",
    path="/{path}/",
    policies={{"read": {{"Version": "2012-10-17", "Statement": [{{
        "Effect": "Allow",
        "Action": [{actions}],
        "Resource": "*",
    }}]}}}},
)
group = aws.add_log_group(name="/shop/{group}", retention=14)
aws.add_lambda_function(
    name="hello",
    description="{description}",
    code=lambda_code,
    log_group=aws.add_log_group(name="/shop/hello"),
    environment={{{environment}}},
    timeout={timeout},
)
"""
CODE = """
def lambda_code(event, context):
    return "{answer}"
"""
BEFORE = CODE.format(answer="before") + MANY.format(
    path="old",
    actions='"s3:GetObject", "s3:ListBucket"',
    group="old",
    description="Before",
    environment='"STAGE": "dev", "API_KEY": "hush-1", "GONE": "1"',
    timeout=3,
)
AFTER = CODE.format(answer="afterwards") + MANY.format(
    path="new",
    actions='"s3:GetObject", "s3:PutObject"',
    group="new",
    description="After",
    environment='"STAGE": "prod", "API_KEY": "hush-2", "URL": f"https://{Secret(\'hush-3\')}@db"',
    timeout=60,
)


def test_a_plan_shows_what_apply_would_create_and_changes_nothing(project: Project) -> None:
    project.declare(HELLO)
    assert project.shows("plan") == f"exit 0\n--- stdout\n{CREATED}--- stderr"
    assert not project.functions()


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_with_all_what_is_brought_along_is_shown_as_what_is_declared(project: Project, command: str) -> None:
    project.declare(HELLO)
    assert project.shows(command, "--all").partition("--- stderr")[0].endswith(f"--- stdout\n{UNFOLDED}")


def test_what_is_brought_along_and_differs_is_shown_by_itself(project: Project) -> None:
    project.declare(HELLO)
    assert project.run("apply", "--yes").code == 0
    project.emulator.client("logs").delete_log_group(logGroupName="/aws/lambda/hello")
    project.emulator.client("iam").delete_role_policy(RoleName="hello-eu-west-1", PolicyName="logs")
    shown = project.run("plan").stdout
    assert "+ eu-west-1/logs_log_group./aws/lambda/hello  create: doesn't exist yet\n" in shown
    assert "~ eu-west-1/iam_role.hello-eu-west-1  update: " in shown
    assert "brings along" not in shown


def test_destroy_shows_each_thing_that_it_deletes_with_all_or_without(applied: Project) -> None:
    shown = [applied.run("plan", "--destroy", *more).stdout for more in ((), ("--all",))]
    assert shown[0] == shown[1]
    assert shown[0].count(" delete: ") == 6


def test_apply_shows_the_plan_says_what_it_does_and_counts_what_it_did(project: Project) -> None:
    project.declare(HELLO)
    assert project.shows("apply", "--yes") == (
        f"exit 0\n--- stdout\n{CREATED}"
        """\
Done: 3 created.
--- stderr
created eu-west-1/iam_role.hello-eu-west-1 (N s)
created eu-west-1/lambda_function.hello (N s)
created eu-west-1/logs_log_group./aws/lambda/hello (N s)"""
    )
    assert project.functions() == ["hello"]


def test_a_second_apply_has_nothing_to_ask_for(applied: Project) -> None:
    assert applied.shows("apply") == (
        """\
exit 0
--- stdout
No changes: 6 resources are as declared.
--- stderr"""
    )


def test_an_update_shows_old_and_new_down_to_the_single_value(project: Project) -> None:
    project.declare(BEFORE)
    assert project.run("apply", "--yes").code == 0
    project.declare(AFTER)
    assert project.shows("apply", "--yes") == (
        """\
exit 0
--- stdout
± eu-west-1/iam_role.worker  replace: has a new value in a field that cannot change
    path                              "/old/" -> "/new/"  (can't be changed: the resource is replaced)
    policies.read.Statement.0.Action  ["s3:GetObject", "s3:ListBucket"] -> ["s3:GetObject", "s3:PutObject"]
+ eu-west-1/logs_log_group./shop/new  create: doesn't exist yet
    retention  14
~ eu-west-1/lambda_function.hello  update: differs from the declaration
    description          "Before" -> "After"
    timeout              3 -> 60
    environment.STAGE    "dev" -> "prod"
    environment.API_KEY  (sensitive) changes
    environment.GONE     "1" is removed
    environment.URL      (sensitive)
    code                 N bytes sha256 HASH -> N bytes sha256 HASH
- eu-west-1/logs_log_group./shop/old  delete: is no longer declared
Plan: 1 to create, 1 to update, 1 to replace, 1 to delete, 2 unchanged.
Done: 1 created, 1 updated, 1 replaced, 1 deleted.
--- stderr
created eu-west-1/logs_log_group./shop/new (N s)
deleted eu-west-1/logs_log_group./shop/old (N s)
replaced eu-west-1/iam_role.worker (N s)
updated eu-west-1/lambda_function.hello (N s)"""
    )


def test_the_exit_code_of_a_plan_tells_of_changes_if_asked_to(applied: Project) -> None:
    assert applied.run("plan", "--detailed-exitcode").code == 0
    changed = applied.run("plan", "--detailed-exitcode", "--set", "description=another")
    assert changed.code == 2
    assert 'description  "The first" -> "another"' in changed.stdout


def test_what_was_changed_outside_of_touchdown_is_said_to_be(project: Project) -> None:
    project.declare(HELLO)
    assert project.run("apply", "--yes").code == 0
    project.emulator.client("lambda").update_function_configuration(FunctionName="hello", Timeout=9)
    assert project.shows("plan") == (
        """\
exit 0
--- stdout
~ eu-west-1/lambda_function.hello  update: was changed outside of Touchdown
    timeout  9 -> 3
Plan: 1 to update, 2 unchanged.
--- stderr"""
    )


def test_what_exists_without_our_tags_is_adopted_only_when_told_to(project: Project) -> None:
    project.emulator.client("logs").create_log_group(logGroupName="/shop/log")
    project.declare('aws.add_log_group(name="/shop/log", retention=14)\n')
    assert project.shows("plan") == (
        """\
exit 3
--- stdout
--- stderr
error: eu-west-1/logs_log_group./shop/log exists already, and wasn't made by this workspace.
  where: Touchdownfile:4
  do:    To take it over as it is declared here, run with --adopt eu-west-1/logs_log_group./shop/log; \
otherwise give this one another name."""
    )
    assert project.shows("apply", "--yes", "--adopt", "eu-west-1/logs_log_group./shop/log") == (
        """\
exit 0
--- stdout
> eu-west-1/logs_log_group./shop/log  adopt: exists without our tags, and is adopted as you asked
    retention  none -> 14
Plan: 1 to adopt, 0 unchanged.
Done: 1 adopted.
--- stderr
adopted eu-west-1/logs_log_group./shop/log (N s)"""
    )


def test_apply_refuses_without_a_terminal_and_without_yes(project: Project) -> None:
    project.declare(HELLO)
    assert project.shows("apply", stdin="y\n") == (
        f"exit 1\n--- stdout\n{CREATED}"
        """\
--- stderr
error: `touchdown apply` asks before it changes anything, and there is no terminal to ask on.
  do:    To go ahead, give the same command with --yes. Nothing was changed."""
    )
    assert not project.functions()


def test_destroy_asks_like_apply_and_deletes_what_the_workspace_owns(project: Project) -> None:
    project.emulator.client("logs").create_log_group(logGroupName="/somebody/else")
    project.declare(HELLO)
    assert project.run("apply", "--yes").code == 0
    assert project.shows("plan", "--destroy") == f"exit 0\n--- stdout\n{DESTROYED}--- stderr"
    assert project.run("destroy").code == 1
    assert project.functions() == ["hello"]
    assert project.shows("destroy", "--yes") == (
        """\
exit 0
--- stdout
- eu-west-1/lambda_function.hello  delete: is destroyed with the workspace
- eu-west-1/iam_role.hello-eu-west-1  delete: is destroyed with the workspace
- eu-west-1/logs_log_group./aws/lambda/hello  delete: is destroyed with the workspace
Plan: 3 to delete, 0 unchanged.
Done: 3 deleted.
--- stderr
deleted eu-west-1/iam_role.hello-eu-west-1 (N s)
deleted eu-west-1/lambda_function.hello (N s)
deleted eu-west-1/logs_log_group./aws/lambda/hello (N s)"""
    )
    assert not project.functions()
    groups = project.emulator.client("logs").describe_log_groups()["logGroups"]
    assert [one["logGroupName"] for one in groups] == ["/somebody/else"]


def test_one_json_document_tells_what_was_planned_and_done(project: Project) -> None:
    project.declare(HELLO)
    outcome = project.run("apply", "--yes", "--json")
    document = json.loads(outcome.stdout)
    assert document["version"] == 1
    assert document["workspace"] == "shop"
    assert document["error"] is None
    assert sorted(document["done"]) == [
        "eu-west-1/iam_role.hello-eu-west-1",
        "eu-west-1/lambda_function.hello",
        "eu-west-1/logs_log_group./aws/lambda/hello",
    ]
    assert "Plan: 3 to create" in outcome.stderr


@pytest.mark.parametrize("arguments", [("destroy",), ("plan", "--destroy")], ids=" ".join)
def test_where_nothing_is_there_is_nothing_to_destroy(project: Project, arguments: tuple[str, ...]) -> None:
    project.declare(HELLO)
    assert project.run(*arguments).stdout == "No changes: there is nothing to destroy.\n"
