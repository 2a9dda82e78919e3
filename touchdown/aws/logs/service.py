"""What Touchdown knows of CloudWatch Logs as a service (source: CloudWatch Logs quotas)."""

from __future__ import annotations

from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet

_WRITES = (
    "logs:CreateLogGroup",
    "logs:PutRetentionPolicy",
    "logs:DeleteLogGroup",
    "logs:TagResource",
    "logs:UntagResource",
    "logs:DeleteRetentionPolicy",
)

_BUSY = tuple(
    NotYet(
        operation,
        "OperationAbortedException",
        "",
        60,
        "waiting for another change of the log group to end",
        samples=("A conflicting operation is currently in progress against this resource. Please try again.",),
    )
    for operation in (*_WRITES, "logs:PutSubscriptionFilter", "logs:DeleteSubscriptionFilter")
)
_FILTERS = "logs:PutSubscriptionFilter"
_NOT_YET = (
    NotYet(
        _FILTERS,
        "InvalidParameterException",
        "Could not execute the lambda function",
        300,
        "waiting for CloudWatch Logs to be able to call the function",
        hint="If it lasts, the function's policy doesn't let logs.amazonaws.com invoke it.",
        samples=(
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute "
            "your function.",
        ),
    ),
    *_BUSY,
)

SERVICE = Service(
    name="logs",
    subjects=("logGroupName", "logGroupNamePrefix", "resourceArn"),
    rates={
        "logs:DescribeLogGroups": 10,
        "logs:CreateLogGroup": 10,
        "logs:DeleteLogGroup": 10,
        "logs:PutRetentionPolicy": 10,
    },
    missing=("ResourceNotFoundException",),
    exists=("ResourceAlreadyExistsException",),
    not_yet=_NOT_YET,
)
