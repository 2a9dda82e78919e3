"""How the calls are made that CloudWatch Logs answers with "not yet"."""

from __future__ import annotations

from typing import Any

from tests.support.functions import hello
from tests.support.services import Called
from tests.support.workspaces import Declare, nothing
from touchdown import Account


def group(**fields: Any) -> Declare:
    return lambda aws: aws.add_log_group(name="hello", **fields)


def function(aws: Account) -> None:
    """A function, which brings a log group along."""
    aws.add_lambda_function(name="hello", code=hello())


CALLED: Called = {
    "logs:CreateLogGroup": (nothing, group()),
    "logs:PutRetentionPolicy": (group(), group(retention=7)),
    "logs:DeleteRetentionPolicy": (group(retention=7), group()),
    "logs:DeleteLogGroup": (function, nothing),
    "logs:TagResource": (group(), group(tags={"a": "b"})),
    "logs:UntagResource": (group(tags={"a": "b"}), group()),
}
