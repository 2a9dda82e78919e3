"""The policy that AWS gives a topic: everything in the account that may use topics may use this one."""

from __future__ import annotations

import json
from typing import Any

_ID = "__default_policy_ID"
_ACTIONS = (
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
)


def is_default(policy: Any) -> bool:
    """Whether a policy that was read is AWS's own."""
    return bool(policy) and policy.get("Id") == _ID


def default_policy(arn: str) -> str:
    """The policy that AWS gives a topic, as it is sent: SNS takes no empty policy to clear another."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in _ACTIONS],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": arn.split(":")[4]}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": _ID, "Statement": [statement]})
