"""What functions can be granted on a table's items."""

from __future__ import annotations

from touchdown.aws.grants import Allowance, Verbs

WITH_INDEXES = ("", "/index/*")
"""The endings of the ARNs of a table and of its indexes, which are queried and scanned like it."""

_READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable")
_WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:DescribeTable",
)

VERBS: Verbs = {
    "read": (Allowance(_READ), Allowance(("dynamodb:Query", "dynamodb:Scan"), WITH_INDEXES)),
    "write": (Allowance(_WRITE),),
}
