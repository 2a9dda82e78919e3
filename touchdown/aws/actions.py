"""The IAM actions that an operation needs, where they differ from its name.

Source: AWS, "Service Authorization Reference", the pages of each service; for what is needed besides, the operation's
own page in the API reference. Weakness: IAM has no machine-readable list of what an operation needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_UPLOAD: Final = ("s3:PutObject", "s3:PutObjectTagging")

# AWS, "Set up logging for HTTP APIs": for an access log, whoever sets it up.
_DELIVERIES: Final = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
)

# FUNCTION.md, 7, 13 and 18: what whoever writes a function needs for its network, its key and its layers.
_NETWORK: Final = (
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:GetSecurityGroupsForVpc",
)
_CONFIGURATION: Final = (
    "iam:PassRole",
    *_NETWORK,
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:Encrypt",
    "lambda:GetLayerVersion",
)

ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "sts:GetCallerIdentity": (),
    "tagging:GetResources": ("tag:GetResources",),
    # Tags in a creating call need an action of their own.
    "iam:CreateRole": ("iam:CreateRole", "iam:TagRole"),
    "events:CreateEventBus": ("events:CreateEventBus", "events:TagResource"),
    "events:PutRule": ("events:PutRule", "events:TagResource"),
    "events:PutTargets": ("events:PutTargets", "iam:PassRole"),
    "scheduler:CreateScheduleGroup": ("scheduler:CreateScheduleGroup", "scheduler:TagResource"),
    "scheduler:CreateSchedule": ("scheduler:CreateSchedule", "iam:PassRole"),
    "scheduler:UpdateSchedule": ("scheduler:UpdateSchedule", "iam:PassRole"),
    "logs:CreateLogGroup": ("logs:CreateLogGroup", "logs:TagResource"),
    # EVENTS.md, 59: kinesis:TagResource won't do.
    "kinesis:CreateStream": ("kinesis:CreateStream", "kinesis:AddTagsToStream"),
    "dynamodb:CreateTable": ("dynamodb:CreateTable", "dynamodb:TagResource", "dynamodb:PutResourcePolicy"),
    # Without the second one, its answer has no tags, and no error either.
    "lambda:GetFunction": ("lambda:GetFunction", "lambda:ListTags"),
    # Lambda reads code from S3 with the rights of whoever calls.
    "lambda:CreateFunction": (
        "lambda:CreateFunction",
        "lambda:TagResource",
        *_CONFIGURATION,
        "s3:GetObject",
        "s3:GetObjectVersion",
    ),
    "lambda:UpdateFunctionConfiguration": ("lambda:UpdateFunctionConfiguration", *_CONFIGURATION),
    "lambda:UpdateFunctionCode": ("lambda:UpdateFunctionCode", "s3:GetObject", "s3:GetObjectVersion"),
    "s3:DeleteBucketTagging": ("s3:PutBucketTagging",),
    # SQS has no actions for batches.
    "sqs:SendMessageBatch": ("sqs:SendMessage",),
    "sqs:DeleteMessageBatch": ("sqs:DeleteMessage",),
    "sqs:ChangeMessageVisibilityBatch": ("sqs:ChangeMessageVisibility",),
    # API Gateway's actions are named after HTTP's methods; tags need more (EVENTS.md, 72).
    **{
        f"apigateway:{operation}": ("apigateway:GET",)
        for operation in (
            *("GetRestApis", "GetStages", "GetDeployment", "GetDeployments", "GetTags"),
            *("GetApiKeys", "GetApiKey", "GetUsagePlans", "GetUsagePlanKeys"),
        )
    },
    "apigateway:CreateRestApi": ("apigateway:POST", "apigateway:PUT", "apigateway:TagResource"),
    # APIS.md, 23: also for a document with a policy in it.
    "apigateway:PutRestApi": ("apigateway:PUT", "apigateway:UpdateRestApiPolicy"),
    **{
        f"apigateway:Create{kind}": ("apigateway:POST", "apigateway:PUT", "apigateway:TagResource")
        for kind in ("ApiKey", "UsagePlan")
    },
    "apigateway:CreateUsagePlanKey": ("apigateway:POST",),
    "apigateway:UpdateApiKey": ("apigateway:PATCH",),
    "apigateway:UpdateUsagePlan": ("apigateway:PATCH",),
    "apigateway:DeleteApiKey": ("apigateway:DELETE",),
    "apigateway:DeleteUsagePlan": ("apigateway:DELETE",),
    "apigateway:DeleteUsagePlanKey": ("apigateway:DELETE",),
    "apigateway:UpdateRestApi": ("apigateway:PATCH",),
    "apigateway:DeleteRestApi": ("apigateway:DELETE",),
    "apigateway:CreateDeployment": ("apigateway:POST",),
    "apigateway:CreateStage": ("apigateway:POST",),
    "apigateway:UpdateStage": ("apigateway:PATCH",),
    "apigateway:DeleteStage": ("apigateway:DELETE",),
    "apigateway:TagResource": ("apigateway:POST", "apigateway:PUT", "apigateway:TagResource"),
    "apigateway:UntagResource": ("apigateway:DELETE", "apigateway:UntagResource"),
    "apigatewayv2:GetApis": ("apigateway:GET",),
    "apigatewayv2:GetStage": ("apigateway:GET",),
    "apigatewayv2:GetStages": ("apigateway:GET",),
    "apigatewayv2:DeleteStage": ("apigateway:DELETE", *_DELIVERIES),
    "apigatewayv2:GetTags": ("apigateway:GET",),
    **{
        f"apigatewayv2:{operation}{kind}{plural}": (f"apigateway:{method}",)
        for operation, plural, method in (
            ("Get", "s", "GET"),
            ("Create", "", "POST"),
            ("Update", "", "PATCH"),
            ("Delete", "", "DELETE"),
        )
        for kind in ("Authorizer", "Integration", "Route", "RouteResponse")
    },
    "apigatewayv2:CreateIntegration": ("apigateway:POST", "iam:PassRole"),
    "apigatewayv2:UpdateIntegration": ("apigateway:PATCH", "iam:PassRole"),
    "apigatewayv2:CreateApi": ("apigateway:POST", "apigateway:PUT", "apigateway:TagResource"),
    "apigatewayv2:UpdateApi": ("apigateway:PATCH",),
    "apigatewayv2:DeleteApi": ("apigateway:DELETE",),
    "apigatewayv2:DeleteCorsConfiguration": ("apigateway:DELETE",),
    "apigatewayv2:CreateStage": ("apigateway:POST", *_DELIVERIES),
    "apigatewayv2:UpdateStage": ("apigateway:PATCH", *_DELIVERIES),
    "apigatewayv2:DeleteAccessLogSettings": ("apigateway:DELETE", *_DELIVERIES),
    "apigatewayv2:TagResource": ("apigateway:POST", "apigateway:PUT", "apigateway:TagResource"),
    "apigatewayv2:UntagResource": ("apigateway:DELETE", "apigateway:UntagResource"),
    # Step Functions is called stepfunctions, and states by IAM.
    **{
        f"stepfunctions:{operation}": (f"states:{operation}",)
        for operation in (
            "DescribeStateMachine",
            "ListStateMachineVersions",
            "ListStateMachines",
            "ValidateStateMachineDefinition",
            "PublishStateMachineVersion",
            "DeleteStateMachine",
            "ListTagsForResource",
            "TagResource",
            "UntagResource",
            "StartExecution",
            "StartSyncExecution",
            "GetExecutionHistory",
        )
    },
    "stepfunctions:CreateStateMachine": (
        "states:CreateStateMachine",
        "states:TagResource",
        "states:PublishStateMachineVersion",
        "iam:PassRole",
    ),
    "stepfunctions:UpdateStateMachine": (
        "states:UpdateStateMachine",
        "states:PublishStateMachineVersion",
        "iam:PassRole",
    ),
    "lambda:Invoke": ("lambda:InvokeFunction",),
    # S3's actions aren't named after its operations.
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:PutPublicAccessBlock": ("s3:PutBucketPublicAccessBlock",),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    # EVENTS.md, 36.
    "s3:GetBucketNotificationConfiguration": ("s3:GetBucketNotification",),
    "s3:PutBucketNotificationConfiguration": ("s3:PutBucketNotification",),
    "s3:PutBucketEncryption": ("s3:PutEncryptionConfiguration",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:PutBucketLifecycleConfiguration": ("s3:PutLifecycleConfiguration",),
    "s3:CreateBucket": ("s3:CreateBucket", "s3:TagResource"),
    "s3:ListObjectVersions": ("s3:ListBucketVersions",),
    "s3:ListMultipartUploads": ("s3:ListBucketMultipartUploads",),
    # Without s3:ListBucket, S3 answers "denied" where there is no such object.
    "s3:HeadObject": ("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"),
    "s3:GetObject": ("s3:GetObject", "s3:ListBucket"),
    "s3:GetObjectTagging": ("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
    # A write that says what it expects to be there has to be allowed to read it.
    "s3:PutObject": (*_UPLOAD, "s3:GetObject"),
    "s3:CreateMultipartUpload": _UPLOAD,
    "s3:UploadPart": ("s3:PutObject",),
    "s3:CompleteMultipartUpload": ("s3:PutObject", "s3:GetObject"),
    "s3:DeleteObject": ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject"),
    "s3:DeleteObjects": ("s3:DeleteObject", "s3:DeleteObjectVersion"),
}

EVERYWHERE: Final[Mapping[str, str]] = {
    "events:PutPermission": "IAM can't limit it to a bus",
    "events:RemovePermission": "IAM can't limit it to a bus",
    "scheduler:ListScheduleGroups": "it lists all schedule groups of the region, and takes no single one",
    "scheduler:ListSchedules": "it lists the schedules of a group, and takes no single one",
    "events:ListRules": "it lists the rules of a bus, and takes no single one",
    "states:ListStateMachines": "it lists all state machines of the region, and takes no single one",
    "states:ValidateStateMachineDefinition": "it takes a text, and no state machine",
    "tag:GetResources": "it searches the whole region, and takes no single resource",
    "iam:GetAccountAuthorizationDetails": "it reads all roles of the account, and takes no single one",
    **dict.fromkeys((*_NETWORK, "ec2:DescribeNetworkInterfaces"), "it describes networks, and takes no single one"),
    "iam:ListRoles": "it lists all roles of the account, and takes no single one",
    "lambda:ListLayers": "it lists all layers of the region, and takes no single one",
    "lambda:ListFunctions": "it lists all functions of the region, and takes no single one",
    **dict.fromkeys(_DELIVERIES, "an access log is a delivery, which has no ARN before it is there"),
    **dict.fromkeys(("kinesis:UpdateShardCount", "kinesis:UpdateStreamMode"), "IAM can't limit it to a stream"),
    "kinesis:ListStreams": "it lists all streams of the region, and takes no single one",
    "logs:DescribeLogGroups": "it lists the log groups of the region, and takes no single one",
}
"""The actions that IAM allows on everything or not at all, each with the reason."""


def actions_of(operation: str) -> tuple[str, ...]:
    """The actions that may be needed for an operation; the first is the operation itself."""
    return ACTIONS.get(operation, (operation,))
