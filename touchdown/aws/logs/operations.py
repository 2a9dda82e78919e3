"""The operations that log groups call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from touchdown.aws.operations import Calls
from touchdown.model.place import Place

_TAGS = ("logs:ListTagsForResource", "logs:TagResource", "logs:UntagResource")


def _arns(group: Any, place: Place, action: str) -> Iterator[str]:
    arn = group.predict("arn", place)
    if action in _TAGS:
        # AWS, DescribeLogGroups: policies name a group without `:*` for these three actions, and with it for others.
        yield arn
        if action == "logs:TagResource":
            yield f"{arn}:*"  # as part of CreateLogGroup
    else:
        yield f"{arn}:*"


LOG_GROUP = Calls(
    arns=_arns,
    named=frozenset({"logs:DescribeLogGroups", "logs:ListTagsForResource"}),
    read={
        "logs:DescribeLogGroups": "",
        "logs:ListTagsForResource": "",
    },
    write={
        "logs:CreateLogGroup": "with its tags",
        "logs:PutRetentionPolicy": "",
        "logs:DeleteRetentionPolicy": "",
        "logs:TagResource": "",
        "logs:UntagResource": "",
    },
    delete={"logs:DeleteLogGroup": ""},
    use={"tail": {"logs:FilterLogEvents": ""}},
)
