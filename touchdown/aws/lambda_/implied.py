"""The log group and the role that a function brings along if its declaration doesn't name any."""

from __future__ import annotations

import hashlib

from touchdown.aws.iam.role import Role
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.resource import AwsResource
from touchdown.model.adder import declare

_LONGEST_ROLE_NAME = 64


def own_log_group(function: AwsResource) -> LogGroup:
    """The group that Lambda itself would make for the function; a group that is declared already is used."""
    account = function.account
    group = LogGroup(name=f"/aws/lambda/{function.name}")
    declared = account.declared(LogGroup, group.name)
    if declared is not None:
        declared.of_function = True
        return declared
    group.of_function = True
    return declare(account, group, implied_by=function)


def own_role(function: AwsResource, log_group: LogGroup) -> Role:
    """A role for this function alone."""
    account = function.account
    statement = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{log_group.arn}:*",
    }
    policies = {"logs": {"Version": "2012-10-17", "Statement": [statement]}}
    name = role_name(str(function.name), account.region)
    role = Role(name=name, description=f"Made for {function.name}", policies=policies)
    return declare(account, role, implied_by=function)


def role_name(function: str, region: str) -> str:
    """A name made of function and region, with a hash in place of what doesn't fit."""
    name = f"{function}-{region}"
    if len(name) <= _LONGEST_ROLE_NAME:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{function[: _LONGEST_ROLE_NAME - len(region) - len(mark) - 2]}-{mark}-{region}"
