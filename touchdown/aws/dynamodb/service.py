"""What Touchdown knows of DynamoDB as a service (sources: EVENTS.md, section 8; botocore's model)."""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.aws.corrections import Correction
from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet, Settling, Status

_WRITES = ("dynamodb:CreateTable", "dynamodb:UpdateTable", "dynamodb:DeleteTable", "dynamodb:UpdateTimeToLive")
_IN_USE = (
    "Attempt to change a resource which is still in use: Index is being updated: by-date",
    "Attempt to change a resource which is still in use: Table is being updated: hello",
)

_NOT_YET = (
    NotYet(
        "dynamodb:CreateTable",
        "ResourceInUseException",
        "being deleted",
        600,
        "waiting for the table of the same name to be gone",
        samples=("Attempt to change a resource which is still in use: Table is being deleted: hello",),
    ),
    # EVENTS.md, 50.
    *(
        NotYet(
            operation,
            "ResourceInUseException",
            "still in use",
            600,
            "waiting for another change of the table to end",
            hint="An index of a large table is built for hours. Run the same command again to go on from here.",
            samples=_IN_USE,
        )
        for operation in _WRITES[1:]
    ),
    # EVENTS.md, 51.
    *(
        NotYet(
            operation,
            "LimitExceededException",
            "simultaneously",
            600,
            "waiting for other tables of the account to be made or changed",
            hint="AWS changes 500 tables of an account at the same time, 250 where they are created with indexes.",
            samples=("Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously",),
        )
        for operation in _WRITES
    ),
    # EVENTS.md, 56.
    NotYet(
        "dynamodb:UpdateContinuousBackups",
        "ContinuousBackupsUnavailableException",
        "Backups are being enabled",
        600,
        "waiting for the backups of the new table",
        samples=("Backups are being enabled for the table: hello. Please retry later",),
    ),
)

# EVENTS.md, 50: a table has settled once its indexes have, too. Until then `reading.py` takes it for UPDATING.
_STATUSES = (
    Status(
        path="TableStatus",
        done=frozenset({"ACTIVE"}),
        failed=frozenset(
            {"ARCHIVED", "ARCHIVING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS", "REPLICATION_NOT_AUTHORIZED"}
        ),
    ),
)
TABLE_ACTIVE = Settling("dynamodb:DescribeTable", 600, "waiting for the table to become active", statuses=_STATUSES)
TABLE_UPDATED = Settling(
    "dynamodb:DescribeTable",
    1800,
    "waiting for the table's change to settle",
    hint="An index of a large table is built for hours. Run the same command again to go on from here.",
    statuses=_STATUSES,
)
TABLE_GONE = Settling("dynamodb:DescribeTable", 600, "waiting for the table to be gone", gone=True)

# bc DescribeTable: the answer's TableName. Where a name is given, the model also takes ARNs.
_CORRECTIONS: Mapping[tuple[str, str], Correction] = {
    ("dynamodb:CreateTable", "TableName"): {
        "minimum": 3,
        "maximum": 255,
        "unit": "character",
        "pattern": "[a-zA-Z0-9_.-]+",
    },
}

SERVICE = Service(
    name="dynamodb",
    corrections=_CORRECTIONS,
    subjects=("TableName", "ResourceArn"),
    # bc DescribeContinuousBackups, ListTagsOfResource; EVENTS.md, 58.
    rates={
        "dynamodb:DescribeContinuousBackups": 10,
        "dynamodb:ListTagsOfResource": 10,
        "dynamodb:TagResource": 5,
        "dynamodb:UntagResource": 5,
    },
    missing=("ResourceNotFoundException", "TableNotFoundException", "PolicyNotFoundException"),
    # EVENTS.md, 50. Of other operations it means "still in use", which is waited for.
    exists=("ResourceInUseException",),
    not_yet=_NOT_YET,
    settling=(TABLE_ACTIVE, TABLE_UPDATED, TABLE_GONE),
)
