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
FUNCTION_GONE = Settling("lambda:GetFunction", 120, "waiting for the function to be gone", gone=True)

SERVICE = Service(
    name="lambda",
    subjects=("FunctionName", "Resource"),
    rates={
        "lambda:GetFunction": 100,
        "lambda:GetPolicy": 15,
        "lambda": 15,
    },
    never_repeated=frozenset({"lambda:Invoke"}),
    missing=("ResourceNotFoundException", "CodeSigningConfigNotFoundException", "KMSNotFoundException"),
    exists=(
        Said("ResourceConflictException", "already exist", samples=("Function already exist: hello",)),
        Said(
            "ResourceConflictException",
            "exists for this Lambda function",
            samples=("FunctionUrlConfig exists for this Lambda function",),
        ),
    ),
    not_yet=_NOT_YET,
    settling=(FUNCTION_ACTIVE, FUNCTION_UPDATED, FUNCTION_GONE),
)
