"""How the calls are made that IAM answers with "not yet"."""

from __future__ import annotations

from typing import Any

from tests.support.services import Called
from tests.support.workspaces import Declare, nothing

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
OTHER_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "edge.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ATTACHED = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def role(**fields: Any) -> Declare:
    return lambda aws: aws.add_role(name="hello", **fields)


CALLED: Called = {
    "iam:CreateRole": (nothing, role()),
    "iam:DeleteRole": (role(), nothing),
    "iam:TagRole": (role(), role(tags={"a": "b"})),
    "iam:UntagRole": (role(tags={"a": "b"}), role()),
    "iam:UpdateRole": (role(), role(description="new")),
    "iam:UpdateAssumeRolePolicy": (role(), role(assume_role_policy=OTHER_TRUST)),
    "iam:PutRolePolicy": (role(), role(policies={"s3": POLICY})),
    "iam:AttachRolePolicy": (role(), role(managed_policies=[ATTACHED])),
}
