"""The members of S3's operations that no field of a bucket or file has, each with the reason.

A test holds this against the service model, so that a member which a new botocore brings is decided upon.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LeftOut = Mapping[str, Mapping[str, str]]

_CALL: Final = {
    "Bucket": "the bucket itself",
    "ContentMD5": "botocore adds a checksum",
    "ChecksumAlgorithm": "botocore adds a checksum",
    "ExpectedBucketOwner": "always our account, for a bucket of ours",
}
_ACLS: Final = dict.fromkeys(
    ("ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWriteACP"),
    "ACLs are off in new buckets; who may read is said in policies",
)
_LOCKS: Final = dict.fromkeys(
    (
        "ObjectLockMode",
        "ObjectLockRetainUntilDate",
        "ObjectLockLegalHoldStatus",
        "ObjectLockEventHold",
        "ObjectLockEventHoldDurationDays",
        "ObjectLockEventHoldDurationYears",
    ),
    "an object that is locked can't be replaced or removed, which is what we do with it",
)
_HEADERS: Final = dict.fromkeys(
    (
        "CacheControl",
        "ContentDisposition",
        "ContentEncoding",
        "ContentLanguage",
        "ContentType",
        "Expires",
        "WebsiteRedirectLocation",
    ),
    "for files that a browser reads; they come with a type for web sites",
)
_KEYS: Final = dict.fromkeys(
    (
        "ServerSideEncryption",
        "SSECustomerAlgorithm",
        "SSECustomerKey",
        "SSECustomerKeyMD5",
        "SSEKMSKeyId",
        "SSEKMSEncryptionContext",
        "BucketKeyEnabled",
    ),
    "files are encrypted as their bucket says",
)
_CHECKSUMS: Final = dict.fromkeys(
    (
        "ChecksumCRC32",
        "ChecksumCRC32C",
        "ChecksumCRC64NVME",
        "ChecksumSHA1",
        "ChecksumSHA512",
        "ChecksumMD5",
        "ChecksumXXHASH64",
        "ChecksumXXHASH3",
        "ChecksumXXHASH128",
    ),
    "SHA-256 is sent",
)

BUCKET: LeftOut = {
    "s3:CreateBucket": {
        **_ACLS,
        "GrantWrite": _ACLS["ACL"],
        "ObjectLockEnabledForBucket": "not settled yet: it is fixed at creation, and needs versioning",
        "ObjectOwnership": "AWS's default, which turns ACLs off, is kept",
        "BucketNamespace": "not settled yet: names that are unique in account and region only",
    },
    "s3:PutBucketTagging": _CALL,
    "s3:PutBucketVersioning": {**_CALL, "MFA": "deleting with a second factor can't be done by a program"},
    "s3:PutPublicAccessBlock": _CALL,
    "s3:PutBucketEncryption": _CALL,
}

FILE: LeftOut = {
    "s3:PutObject": {
        **_CALL,
        **_ACLS,
        **_LOCKS,
        **_HEADERS,
        **_KEYS,
        **_CHECKSUMS,
        "ChecksumSHA256": "worked out from what the file holds",
        "ContentLength": "worked out from what the file holds",
        "IfMatch": "always what was read",
        "IfNoneMatch": "always, for a new file",
        "Metadata": "holds our SHA-256; a user's own is not settled yet",
        "RequestPayer": "for buckets whose readers pay",
        "StorageClass": "lifecycle rules of the bucket do that better",
        "WriteOffsetBytes": "for directory buckets",
    },
    "s3:PutObjectTagging": {
        **_CALL,
        "Key": "the file itself",
        "RequestPayer": "for buckets whose readers pay",
        "VersionId": "always the newest",
    },
}
