"""What Touchdown knows of Amazon S3 as a service (source: Amazon S3 API Reference, "Error responses")."""

from __future__ import annotations

from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet, Settling

_ABORTED = "A conflicting conditional operation is currently in progress against this resource. Please try again."
_READS = (
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetPublicAccessBlock",
    "s3:GetBucketEncryption",
    "s3:GetBucketLifecycleConfiguration",
)
_WRITES = (
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutPublicAccessBlock",
    "s3:PutBucketEncryption",
    "s3:PutBucketLifecycleConfiguration",
    "s3:PutBucketNotificationConfiguration",
    "s3:CreateMultipartUpload",
    "s3:UploadPart",
    "s3:CompleteMultipartUpload",
    "s3:PutObject",
    "s3:PutObjectTagging",
)

_NOT_YET = (
    NotYet(
        "s3:PutBucketNotificationConfiguration",
        "InvalidArgument",
        "Unable to validate",
        60,
        "waiting for S3 to know that it may call the targets of the notifications",
        hint="If it lasts, a target of the bucket's notifications is gone, or doesn't let S3 call it.",
        samples=("Unable to validate the following destination configurations",),
    ),
    NotYet(
        "s3:CreateBucket",
        "OperationAborted",
        "conflicting conditional operation",
        300,
        "waiting for S3 to let go of the bucket's name",
        hint="A name whose bucket was just deleted can be held for up to an hour; another name works at once.",
        samples=(_ABORTED,),
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
        for operation in (*_READS, "s3:ListMultipartUploads", *_WRITES)
    ),
    *(
        NotYet(
            operation,
            "OperationAborted",
            "",
            120,
            "waiting for another change of the bucket to end",
            samples=(_ABORTED,),
        )
        for operation in (*_WRITES, "s3:DeleteBucket")
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
"""Its end is no word of S3's: it is the encryption that is declared, so whoever waits compares."""

SERVICE = Service(
    name="s3",
    subjects=("Key", "Bucket"),
    missing=(
        "NoSuchBucket",
        "NoSuchKey",
        "NoSuchVersion",
        "NoSuchUpload",
        "NoSuchTagSet",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchLifecycleConfiguration",
        "ServerSideEncryptionConfigurationNotFoundError",
    ),
    exists=("BucketAlreadyExists", "BucketAlreadyOwnedByYou"),
    bodiless=True,
    not_yet=_NOT_YET,
    settling=(FILE_READABLE, BUCKET_ENCRYPTED),
)
