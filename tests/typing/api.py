"""Use of the public API as an editor sees it. Nothing runs it: pyright checks it, and each line below that is wrong
says so, so that a check which finds nothing wrong there fails too (unnecessary ignores are errors)."""

from __future__ import annotations

from typing import Any, assert_type

from touchdown import Account, Applied, Plan, Secret, Workspace, apply, destroy, plan
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.function import Function
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.file import File


def hello(event: Any, context: Any) -> Any:
    return event


def one_argument(event: Any) -> Any:
    return event


workspace = Workspace("shop")
aws = workspace.add_aws(region="eu-west-1", tags={"team": "web"}, ignore_tags=["cost"])
assert_type(aws, Account)
assert_type(workspace.settings["stage"], str)

role = aws.add_role(name="hello", managed_policies=["AWSLambdaBasicExecutionRole"])
assert_type(role, Role)
assert_type(role.arn, str)
bucket = aws.add_bucket(name="shop-files", versioning=True)
assert_type(bucket, Bucket)
file = bucket.add_file(name="a.txt", contents=f"for {role.arn}")
assert_type(file, File)
group = aws.add_log_group(name="hello", retention=7)
assert_type(group, LogGroup)
function = aws.add_lambda_function(
    name="hello",
    code=hello,
    role=role,
    log_group=group,
    environment={"BUCKET": bucket.arn, "TOKEN": Secret("x"), "VERSION": file.etag},
    architecture="arm64",
)
assert_type(function, Function)
assert_type(function.version, str)
assert_type(aws.get_role(name="theirs"), Role)
assert_type(bucket.get_file(name="b.zip"), File)
assert_type(plan(workspace), Plan)
assert_type(apply(workspace), Applied)
assert_type(destroy(workspace), Applied)

# What an editor has to mark.
aws.add_lambda_function(nme="x", code=hello)  # pyright: ignore[reportCallIssue]
aws.add_lambda_function(name="x", code=hello, timeout="3")  # pyright: ignore[reportArgumentType]
aws.add_lambda_function(name="x", code=one_argument)  # pyright: ignore[reportArgumentType]
aws.add_lambda_function(name="x", code=hello, architecture="mips")  # pyright: ignore[reportArgumentType]
aws.add_lambda_function("x", code=hello)  # pyright: ignore[reportCallIssue]
aws.add_lambda_function(name="x", code=hello, account=aws)  # pyright: ignore[reportCallIssue]
aws.add_role(name="x", policies=[])  # pyright: ignore[reportArgumentType]
aws.add_bucket(name="x", versioning="yes")  # pyright: ignore[reportArgumentType]
bucket.add_file(nam="x", contents="")  # pyright: ignore[reportCallIssue]
