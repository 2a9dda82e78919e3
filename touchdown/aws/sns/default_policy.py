"""The policy that AWS gives a topic: everything in the account that may use topics may use this one."""

from __future__ import annotations

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
    """Whether a policy that was read is AWS's own, to which nobody has added anything."""
    return bool(policy) and policy.get("Id") == _ID and len(policy["Statement"]) == 1


def default_policy(arn: str) -> dict[str, Any]:
    """The policy that AWS gives a topic: SNS takes no empty policy to clear another."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in _ACTIONS],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": arn.split(":")[4]}},
    }
    return {"Version": "2008-10-17", "Id": _ID, "Statement": [statement]}
