"""`touchdown permissions`: what it prints, without a call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.declaring import CountingAws, counting_aws, in_process, write_declaration

ROLE = 'role = aws.add_role(name="worker")\n'


@pytest.fixture(scope="module")
def aws() -> Iterator[CountingAws]:
    with counting_aws() as counting:
        yield counting


def allowed(folder: Path, aws: CountingAws, declaration: str, *options: str) -> dict[str, set[str]]:
    """The actions that are allowed, each with the resources."""
    write_declaration(folder, aws, declaration)
    ended = in_process(folder, "permissions", *options)
    assert (ended.code, aws.connections) == (0, 0), ended.stderr
    found: dict[str, set[str]] = {}
    for statement in json.loads(ended.stdout)["Statement"]:
        actions, resources = (
            [some] if isinstance(some, str) else some for some in (statement["Action"], statement["Resource"])
        )
        for action in actions:
            found.setdefault(action, set()).update(resources)
    return found


def test_a_plan_needs_no_action_that_writes(tmp_path: Path, aws: CountingAws) -> None:
    found = allowed(tmp_path, aws, 'aws.add_lambda_function(name="hello", code=hello)', "--for", "plan")
    assert all(action.partition(":")[2].startswith(("Get", "List", "Describe")) for action in found)
    assert found["lambda:GetFunction"] == {"arn:aws:lambda:eu-west-1:*:function:hello"}


def test_destroying_creates_nothing(tmp_path: Path, aws: CountingAws) -> None:
    found = allowed(tmp_path, aws, ROLE, "--for", "destroy")
    assert "iam:DeleteRole" in found
    assert "iam:CreateRole" not in found


def test_a_role_that_is_only_named_may_be_passed_and_not_changed(tmp_path: Path, aws: CountingAws) -> None:
    code = 'aws.add_lambda_function(name="hello", code=hello, role=aws.get_role(name="worker"))'
    found = allowed(tmp_path, aws, code)
    assert "arn:aws:iam::*:role/worker" in found["iam:PassRole"]
    assert not {action for action in found if action.startswith(("iam:Create", "iam:Put", "iam:Delete", "iam:Update"))}


def test_code_in_a_bucket_may_be_read_by_whoever_creates_the_function(tmp_path: Path, aws: CountingAws) -> None:
    found = allowed(
        tmp_path,
        aws,
        'code = aws.get_bucket(name="ada-code").get_file(name="a.zip")\n'
        'aws.add_lambda_function(name="hello", code_from_s3=code, handler="main.hello")',
    )
    assert found["s3:GetObject"] == {"arn:aws:s3:::ada-code/a.zip"}
    assert "s3:PutObject" not in found


# FUNCTION.md, 7, 13 and 18.
def test_network_key_and_layers_need_more_of_whoever_writes_the_function(tmp_path: Path, aws: CountingAws) -> None:
    function = 'aws.add_lambda_function(name="hello", code=hello{})'
    plain = allowed(tmp_path, aws, function.format(""))
    key, layer = "arn:aws:kms:eu-west-1:123456789012:key/a", "arn:aws:lambda:eu-west-1:123456789012:layer:a:1"
    fields = f', kms_key="{key}", environment={{"A1": "b"}}, layers=["{layer}"]'
    found = allowed(tmp_path, aws, function.format(f'{fields}, subnets=["subnet-0a"], security_groups=["sg-0a"]'))
    assert found["kms:CreateGrant"] == {key}
    assert found["lambda:GetLayerVersion"] == {layer}
    assert found["ec2:DescribeSubnets"] == {"*"}
    assert not plain.keys() & {"kms:CreateGrant", "lambda:GetLayerVersion", "ec2:DescribeSubnets"}
    leaving = function.format(', subnets=["subnet-0a"], security_groups=["sg-0a"]')
    destroying = allowed(tmp_path, aws, leaving, "--for", "destroy")
    assert {"lambda:UpdateFunctionConfiguration", "ec2:DescribeNetworkInterfaces"} <= destroying.keys()
    assert "iam:PassRole" not in destroying


def test_lists_are_read_only_where_there_are_many(tmp_path: Path, aws: CountingAws) -> None:
    few = (
        'for n in range(3): aws.add_lambda_function(name=f"n{n}", code=hello, role="arn:aws:iam::123456789012:role/r")'
    )
    assert "lambda:ListFunctions" not in allowed(tmp_path, aws, few)
    assert allowed(tmp_path, aws, few.replace("3)", "4)"))["lambda:ListFunctions"] == {"*"}


def test_an_account_in_china_has_its_own_arns(tmp_path: Path, aws: CountingAws) -> None:
    found = allowed(tmp_path, aws, 'workspace.add_aws(region="cn-north-1", account="123456789012").add_role(name="r")')
    assert found["iam:CreateRole"] == {"arn:aws-cn:iam::123456789012:role/r"}


def test_json_says_why_an_action_is_allowed_on_everything(tmp_path: Path, aws: CountingAws) -> None:
    write_declaration(tmp_path, aws, ROLE)
    ended = in_process(tmp_path, "permissions", "--json", "--for", "plan")
    document = json.loads(ended.stdout)
    assert (document["version"], document["for"], ended.stderr) == (1, "plan", "")
    assert document["everywhere"]["tag:GetResources"] == "it searches the whole region, and takes no single resource"


def test_a_policy_that_is_too_long_for_iam_is_told(tmp_path: Path, aws: CountingAws) -> None:
    write_declaration(tmp_path, aws, 'for n in range(60): aws.add_log_group(name=f"/shop/of/somebody/{n}")')
    ended = in_process(tmp_path, "permissions")
    assert "IAM takes 6,144 in a managed policy" in ended.stderr


def test_who_assumes_a_role_needs_a_permission_besides(tmp_path: Path, aws: CountingAws) -> None:
    role = "arn:aws:iam::123456789012:role/deploy"
    write_declaration(tmp_path, aws, f'workspace.add_aws(region="us-east-1", role_arn="{role}").add_role(name="r")')
    ended = in_process(tmp_path, "permissions")
    assert "the credentials that assume it need sts:AssumeRole on it." in ended.stderr


def test_what_a_function_may_do_is_shown_with_the_line_that_it_comes_from(tmp_path: Path, aws: CountingAws) -> None:
    code = (
        'orders = aws.add_queue(name="orders", dead_letter_queue=False)\n'
        'worker = aws.add_lambda_function(name="worker", code=hello, timeout=20)\n'
        "worker.add_event_source(source=orders)\n"
        'aws.add_table(name="items", partition_key="pk").grant("write", to=worker)\n'
    )
    write_declaration(tmp_path, aws, code)
    ended = in_process(tmp_path, "permissions", "--of", "worker", "--json")
    assert (ended.code, aws.connections) == (0, 0), ended.stderr
    found = json.loads(ended.stdout)
    assert found["role"] == "iam_role.worker-eu-west-1"
    logs, reads, *writes = found["statements"]
    assert (logs["actions"], logs["comes_from"]) == (
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        "policy logs, brought along by lambda_function.worker",
    )
    assert reads["resources"] == ["arn:aws:sqs:eu-west-1:*:orders"]
    assert "dynamodb:PutItem" in writes[0]["actions"]
    lines = [int(one["where"].rpartition(":")[2]) for one in found["statements"]]
    assert [line - lines[0] for line in lines[:3]] == [0, 1, 2]


def test_a_role_for_github_is_for_pull_requests_or_for_the_branch_of_a_single_repository(
    tmp_path: Path, aws: CountingAws
) -> None:
    write_declaration(tmp_path, aws, 'aws.account = "123456789012"')
    issuer = "token.actions.githubusercontent.com"
    for options, subject in (
        (("--for", "plan", "--github", "ada/shop"), "repo:ada/shop:pull_request"),
        (("--github", "ada/shop@release/1"), "repo:ada/shop:ref:refs/heads/release/1"),
    ):
        ended = in_process(tmp_path, "permissions", *options)
        assert (ended.code, aws.connections) == (0, 0), ended.stderr
        [statement] = json.loads(ended.stdout)["Statement"]
        assert statement["Principal"] == {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"}
        assert statement["Condition"] == {
            "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}
        }
    assert in_process(tmp_path, "permissions", "--github", "shop").code == 1
