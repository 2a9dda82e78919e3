"""What AWS says while something is "not yet", as data (source: LAMBDA.md; tests inject the samples of each row)."""

from __future__ import annotations

from touchdown.engine.waits import NotYet, Settling

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
_UPDATING = (
    "The operation cannot be performed at this time. An update is in progress for resource: "
    "arn:aws:lambda:eu-west-1:123456789012:function:hello",
    "The function could not be updated due to a concurrent update operation.",
)
_PENDING = (
    "The operation cannot be performed at this time. The function is currently in the following state: 'Pending'",
    "The operation cannot be performed at this time. The function is currently in the following state: Pending",
)
_ABORTED = "A conflicting operation is currently in progress against this resource. Please try again."
_S3_ABORTED = "A conflicting conditional operation is currently in progress against this resource. Please try again."
_LAMBDA_WRITES = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
_LAMBDA_CHANGES = (
    "lambda:UpdateFunctionConfiguration",
    "lambda:UpdateFunctionCode",
    "lambda:PublishVersion",
    "lambda:DeleteFunction",
    "lambda:TagResource",
    "lambda:UntagResource",
)
_IAM_WRITES = (
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
)
_BUCKET_READS = (
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetPublicAccessBlock",
    "s3:GetBucketEncryption",
    "s3:GetBucketLifecycleConfiguration",
)
_BUCKET_WRITES = (
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutPublicAccessBlock",
    "s3:PutBucketEncryption",
    "s3:PutBucketLifecycleConfiguration",
    "s3:CreateMultipartUpload",
    "s3:UploadPart",
    "s3:CompleteMultipartUpload",
    "s3:PutObject",
    "s3:PutObjectTagging",
)

NOT_YET: tuple[NotYet, ...] = (
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
        for operation in _LAMBDA_WRITES
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
        for operation in _LAMBDA_WRITES
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
        for operation in _LAMBDA_WRITES
    ),
    *(
        NotYet(
            operation,
            "ResourceConflictException",
            "update is in progress|concurrent update operation",
            300,
            "waiting for another update of the function to end",
            hint="If nobody else is changing it, look at its LastUpdateStatusReason in the console.",
            samples=_UPDATING,
        )
        for operation in _LAMBDA_CHANGES
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
        for operation in (*_LAMBDA_CHANGES, "lambda:Invoke")
    ),
    *(
        NotYet(
            operation,
            "ConcurrentModification",
            "",
            60,
            "waiting for another change of the role to end",
            hint="If nobody else is changing it, run the same command again.",
            samples=("Another request updating the entity is in progress. Please try again later.",),
        )
        for operation in _IAM_WRITES
    ),
    *(
        NotYet(
            operation,
            "NoSuchEntity",
            "role with name",
            30,
            "waiting for the new role to be visible",
            samples=("The role with name hello cannot be found.",),
        )
        for operation in ("iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:TagRole")
    ),
    *(
        NotYet(
            operation,
            "MalformedPolicyDocument",
            "Invalid principal in policy",
            60,
            "waiting for a principal of the policy to be known",
            hint="If it lasts, the policy names a user or role that doesn't exist.",
            samples=('Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/new"',),
        )
        for operation in ("iam:CreateRole", "iam:UpdateAssumeRolePolicy")
    ),
    NotYet(
        "iam:DeleteRole",
        "DeleteConflict",
        "",
        120,
        "waiting for the role's policies to be gone",
        samples=("Cannot delete entity, must detach all policies first.",),
    ),
    *(
        NotYet(
            operation,
            "OperationAbortedException",
            "",
            60,
            "waiting for another change of the log group to end",
            samples=(_ABORTED,),
        )
        for operation in (
            "logs:CreateLogGroup",
            "logs:PutRetentionPolicy",
            "logs:DeleteLogGroup",
            "logs:TagResource",
            "logs:UntagResource",
            "logs:DeleteRetentionPolicy",
        )
    ),
    NotYet(
        "s3:CreateBucket",
        "OperationAborted",
        "conflicting conditional operation",
        300,
        "waiting for S3 to let go of the bucket's name",
        hint="A name whose bucket was just deleted can be held for up to an hour; another name works at once.",
        samples=(_S3_ABORTED,),
    ),
    *(
        NotYet(
            operation,
            "NoSuchBucket",
            "",
            120,
            "waiting for the new bucket to be visible everywhere",
            samples=("The specified bucket does not exist",),
        )
        for operation in (*_BUCKET_READS, "s3:ListMultipartUploads", *_BUCKET_WRITES)
    ),
    *(
        NotYet(
            operation,
            "OperationAborted",
            "",
            120,
            "waiting for another change of the bucket to end",
            samples=(_S3_ABORTED,),
        )
        for operation in (*_BUCKET_WRITES, "s3:DeleteBucket")
    ),
    *(
        NotYet(
            operation,
            "ConditionalRequestConflict",
            "",
            60,
            "waiting for another upload of the file to end",
            samples=("The conditional request cannot succeed due to a conflicting operation against this resource.",),
        )
        for operation in ("s3:PutObject", "s3:DeleteObject")
    ),
)

FUNCTION_ACTIVE = Settling(
    "lambda:GetFunction",
    600,
    "waiting for the function to become active",
    hint=_STATE,
)
FUNCTION_UPDATED = Settling(
    "lambda:GetFunction",
    300,
    "waiting for the function's update to settle",
    hint="Its LastUpdateStatusReason in the console says what keeps it.",
)
FUNCTION_GONE = Settling("lambda:GetFunction", 120, "waiting for the function to be gone")
FILE_READABLE = Settling(
    "s3:HeadObject",
    960,
    "waiting for the new file to be readable",
    hint="Within 15 minutes of versioning being turned on, S3 may not find new files. Apply again later.",
)
BUCKET_ENCRYPTED = Settling(
    "s3:PutBucketEncryption",
    60,
    "waiting for S3 to keep the bucket's encryption",
    hint="If it lasts, somebody else is changing it: plan again to see what is there.",
)

SETTLING: tuple[Settling, ...] = (FUNCTION_ACTIVE, FUNCTION_UPDATED, FUNCTION_GONE, FILE_READABLE, BUCKET_ENCRYPTED)
