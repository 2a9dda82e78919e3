"""The operations that a table is made of, and what of them is left out, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from touchdown.aws.operations import Calls, calls
from touchdown.aws.tagging import Tagging

CREATE, UPDATE = "dynamodb:CreateTable", "dynamodb:UpdateTable"
EXPIRE, RECOVER = "dynamodb:UpdateTimeToLive", "dynamodb:UpdateContinuousBackups"
PUT_POLICY = "dynamodb:PutResourcePolicy"
_ELSEWHERE = "for a table in several regions, which Touchdown doesn't declare"

TAGGING = Tagging(
    read="dynamodb:ListTagsOfResource",
    write="dynamodb:TagResource",
    remove="dynamodb:UntagResource",
    member="ResourceArn",
    in_pairs=True,
)

CALLS: Calls = calls(
    read=[
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:GetResourcePolicy",
    ],
    write=[CREATE, UPDATE, EXPIRE, RECOVER, PUT_POLICY, "dynamodb:DeleteResourcePolicy"],
    delete=["dynamodb:Scan", "dynamodb:DeleteTable"],
    tagging=TAGGING,
)
UNSUPPORTED: Mapping[str, Mapping[str, str]] = {
    CREATE: {
        "WarmThroughput": "costs once for what a table grows into by itself",
        "OnDemandThroughput": "a limit on what is paid for; not declared yet",
        "GlobalTableSourceArn": _ELSEWHERE,
        "GlobalTableSettingsReplicationMode": _ELSEWHERE,
        "VectorIndexes": "not declared yet",
    },
    UPDATE: {
        "TableName": "the table itself",
        "ReplicaUpdates": _ELSEWHERE,
        "MultiRegionConsistency": _ELSEWHERE,
        "GlobalTableWitnessUpdates": _ELSEWHERE,
        "GlobalTableSettingsReplicationMode": _ELSEWHERE,
        "DisassociationProtectionEnabled": _ELSEWHERE,
        "OnDemandThroughput": "as when it is created",
        "WarmThroughput": "as when it is created",
        "VectorIndexUpdates": "as when it is created",
    },
    EXPIRE: {"TableName": "the table itself"},
    RECOVER: {"TableName": "the table itself"},
    PUT_POLICY: {
        "ResourceArn": "the table itself",
        "ExpectedRevisionId": "the policy is read again right before it is written",
        "ConfirmRemoveSelfResourceAccess": "a policy that takes its writer's own rights is refused by AWS",
    },
    TAGGING.write: {"ResourceArn": "the table itself"},
}
