"""What Touchdown knows of AWS Lambda as a service (sources: LAMBDA.md; AWS Lambda quotas)."""

from __future__ import annotations

from touchdown.aws.service import Said, Service
from touchdown.engine.waits import NotYet, Settling, Status

_TRUST = (
    "If it lasts, the role's trust policy doesn't let Lambda assume it: "
    "its assume_role_policy needs lambda.amazonaws.com as principal of sts:AssumeRole."
)
_STATE = "If it lasts, look at its StateReason in the console."
_KMS = (
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for "
    "CreateGrant. Please check your KMS key settings.",
    "KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal",
)
_IN_PROGRESS = (
    "The operation cannot be performed at this time. An update is in progress for resource: "
    "arn:aws:lambda:eu-west-1:123456789012:function:hello",
    "The function could not be updated due to a concurrent update operation.",
)
_PENDING = (
    "The operation cannot be performed at this time. The function is currently in the following state: 'Pending'",
    "The operation cannot be performed at this time. The function is currently in the following state: Pending",
)
_WRITES = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
_MAPPING_WRITES = ("lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping")
_CHANGES = (
    "lambda:UpdateFunctionConfiguration",
    "lambda:UpdateFunctionCode",
    "lambda:PublishVersion",
    "lambda:DeleteFunction",
    "lambda:TagResource",
    "lambda:UntagResource",
)

_NOT_YET = (
    *(
        NotYet(
            operation,
            "InvalidParameterValueException",
            "cannot be assumed by Lambda",
            300,
            "waiting for Lambda to be able to assume the role",
            hint=_TRUST,
            samples=("The role defined for the function cannot be assumed by Lambda.",),
        )
        for operation in _WRITES
    ),
    *(
        NotYet(
            operation,
            "InvalidParameterValueException",
            "execution role does not have permissions",
            60,
            "waiting for the role's policies to be known to Lambda",
            hint="If it lasts, the role lacks the permission that the message names.",
            samples=("The provided execution role does not have permissions to call CreateNetworkInterface on EC2",),
        )
        for operation in _WRITES
    ),
    *(
        NotYet(
            operation,
            "InvalidParameterValueException",
            "KMS key is invalid for CreateGrant|InvalidArnException.*valid principal",
            60,
            "waiting for the role to be known to KMS",
            hint="If it lasts, the key's policy doesn't let the role use it.",
            samples=_KMS,
        )
        for operation in _WRITES
    ),
    *(
        NotYet(
            operation,
            "ResourceConflictException",
            "update is in progress|concurrent update operation",
            300,
            "waiting for another update of the function to end",
            hint="If nobody else is changing it, look at its LastUpdateStatusReason in the console.",
            samples=_IN_PROGRESS,
        )
        for operation in _CHANGES
    ),
    NotYet(
        "lambda:CreateEventSourceMapping",
        "InvalidParameterValueException",
        "execution role does not have permissions|ensure the role can perform|Cannot access stream",
        300,
        "waiting for Lambda to know that the role may read the source",
        hint="If it lasts, the role lacks the permission that the message names.",
        samples=(
            "The function execution role does not have permissions to call ReceiveMessage on SQS",
            "Cannot access stream arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000. "
            "Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams "
            "Actions on your stream in IAM.",
        ),
    ),
    NotYet(
        "lambda:CreateEventSourceMapping",
        "InvalidParameterValueException",
        "NonExistentQueue|Stream not found|Function does not exist",
        60,
        "waiting for the source to be known to Lambda",
        samples=(
            "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error "
            "Message: The specified queue does not exist.",
            "Stream not found: arn:aws:kinesis:eu-west-1:123456789012:stream/clicks",
        ),
    ),
    NotYet(
        "lambda:PutFunctionEventInvokeConfig",
        "InvalidParameterValueException",
        "execution role does not have permissions|destination ARN .* is invalid",
        60,
        "waiting for Lambda to know that the role may send to the destination",
        hint="If it lasts, the destination doesn't exist, or the role lacks the permission that the message names.",
        samples=(
            "The function's execution role does not have permissions to call Publish on "
            "arn:aws:sns:eu-west-1:123456789012:failed",
            "The destination ARN arn:aws:sns:eu-west-1:123456789012:failed is invalid.",
        ),
    ),
    *(
        NotYet(
            operation,
            "InvalidParameterValueException",
            "visibility timeout",
            60,
            "waiting for the queue's visibility timeout to be known to Lambda",
            hint="If it lasts, the queue's visibility timeout is shorter than the function's timeout.",
            samples=("Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds",),
        )
        for operation in _MAPPING_WRITES
    ),
    *(
        NotYet(
            operation,
            "ResourceInUseException",
            "because it is in use",
            300,
            "waiting for another change of the event source mapping to end",
            samples=("Cannot update the event source mapping because it is in use.",),
        )
        for operation in ("lambda:UpdateEventSourceMapping", "lambda:DeleteEventSourceMapping")
    ),
    *(
        NotYet(
            operation,
            "InvalidParameterValueException",
            "with weights can not be used|already included in routing",
            900,
            "waiting for AWS to move the provisioned concurrency to the version of the alias",
            hint="If it lasts, look at the alias's provisioned concurrency in the console.",
            samples=(
                "Alias with weights can not be used with Provisioned Concurrency",
                "Function version 69 is already included in routing configuration.",
            ),
        )
        for operation in ("lambda:UpdateAlias", "lambda:PutProvisionedConcurrencyConfig")
    ),
    *(
        NotYet(
            operation,
            "ResourceConflictException",
            "in the following state: '?Pending",
            600,
            "waiting for the function to become active",
            hint=_STATE,
            samples=_PENDING,
        )
        for operation in (*_CHANGES, "lambda:Invoke")
    ),
)

# A new SnapStart version says nothing at all for a while, and an emulator may never say anything; Active and Inactive
# aren't the only good ends any more. So what is still going on is named, and not how it ends well.
_STATUSES = (
    Status(
        path="State", pending=frozenset({"Pending", "Deleting"}), failed=frozenset({"Failed"}), reason="StateReason"
    ),
    Status(
        path="LastUpdateStatus",
        pending=frozenset({"InProgress"}),
        failed=frozenset({"Failed"}),
        reason="LastUpdateStatusReason",
    ),
)
FUNCTION_ACTIVE = Settling(
    "lambda:GetFunction",
    600,
    "waiting for the function to become active",
    hint=_STATE,
    statuses=_STATUSES,
)
FUNCTION_UPDATED = Settling(
    "lambda:GetFunction",
    300,
    "waiting for the function's update to settle",
    hint="Its LastUpdateStatusReason in the console says what keeps it.",
    statuses=_STATUSES,
)
VERSION_ACTIVE = Settling(
    "lambda:GetFunction",
    900,
    "waiting for the version to become active",
    hint=_STATE,
    statuses=_STATUSES,
)
"""A published version is Pending for a while, with SnapStart for minutes (FUNCTION.md, 1.1 and 27)."""
PROVISIONED = Settling(
    "lambda:GetProvisionedConcurrencyConfig",
    900,
    "waiting for the provisioned concurrency to be ready",
    statuses=(Status(path="Status", done=frozenset({"READY"}), failed=frozenset({"FAILED"}), reason="StatusReason"),),
)
"""FUNCTION.md, 2.2."""
FUNCTION_GONE = Settling("lambda:GetFunction", 120, "waiting for the function to be gone", gone=True)

MAPPING_SETTLED = Settling(
    "lambda:GetEventSourceMapping",
    300,
    "waiting for the event source mapping's update to settle",
    statuses=(Status(path="State", done=frozenset({"Enabled", "Disabled"})),),
)
MAPPING_GONE = Settling(
    "lambda:GetEventSourceMapping", 300, "waiting for the event source mapping to be gone", gone=True
)

SERVICE = Service(
    name="lambda",
    subjects=("FunctionName", "LayerName", "Resource", "UUID"),
    rates={
        "lambda:GetFunction": 100,
        "lambda:GetPolicy": 15,
        "lambda": 15,
    },
    never_repeated=frozenset({"lambda:Invoke"}),
    new_each_time=frozenset({"lambda:PublishLayerVersion"}),
    missing=(
        "ResourceNotFoundException",
        "CodeSigningConfigNotFoundException",
        "KMSNotFoundException",
        "ProvisionedConcurrencyConfigNotFoundException",
    ),
    exists=(
        Said("ResourceConflictException", "already exist", samples=("Function already exist: hello",)),
        Said(
            "ResourceConflictException",
            "exists for this Lambda function",
            samples=("FunctionUrlConfig exists for this Lambda function",),
        ),
    ),
    not_yet=_NOT_YET,
    settling=(
        FUNCTION_ACTIVE,
        FUNCTION_UPDATED,
        VERSION_ACTIVE,
        FUNCTION_GONE,
        PROVISIONED,
        MAPPING_SETTLED,
        MAPPING_GONE,
    ),
)
