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

_NOT_YET = tuple(
    NotYet(
        operation,
        "OperationAbortedException",
        "",
        60,
        "waiting for another change of the log group to end",
        samples=("A conflicting operation is currently in progress against this resource. Please try again.",),
    )
    for operation in _WRITES
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
