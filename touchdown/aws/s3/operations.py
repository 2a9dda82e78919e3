"""The operations that buckets and files call, and functions for the bucket for packages of more than 50 MB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from touchdown.aws.operations import Calls, Operations
from touchdown.aws.s3.shared import PACKAGES, pattern_of, prefix_of
from touchdown.model.place import Place

_ON_BUCKETS: Final = (
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:GetBucket",
    "s3:GetEncryption",
    "s3:GetLifecycle",
    "s3:ListBucket",
    "s3:PutBucket",
    "s3:PutEncryption",
    "s3:PutLifecycle",
    "s3:TagResource",
)
"""The beginnings of actions on a bucket; all others are on objects."""
_ON_INDEX: Final = ("s3:GetObject", "s3:PutObject", "s3:PutObjectTagging")
_OF_VERSIONS: Final = ("s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:DeleteObjectVersion")


def _on_bucket(action: str) -> bool:
    return action.startswith(_ON_BUCKETS)


def _bucket_arns(bucket: Any, place: Place, action: str) -> Iterator[str]:
    arn = bucket.predict("arn", place)
    if _on_bucket(action):
        yield arn
    elif action in _ON_INDEX:
        yield f"{arn}/.touchdown/*"
    else:
        yield f"{arn}/*"  # to tell whose it is, and to delete it with the bucket


def _file_arns(file: Any, place: Place, action: str) -> Iterator[str]:
    if _on_bucket(action):
        yield from _bucket_arns(file.bucket, place, action)
    elif file.version is not None or action not in _OF_VERSIONS:
        yield file.predict("arn", place)
        if action in _ON_INDEX and not file.bucket.external:
            yield from _bucket_arns(file.bucket, place, action)


BUCKET = Calls(
    arns=_bucket_arns,
    read={
        "s3:HeadBucket": "",
        "s3:GetBucketTagging": "",
        "s3:GetBucketVersioning": "",
        "s3:GetPublicAccessBlock": "",
        "s3:GetBucketEncryption": "",
        "s3:GetObject": "the bucket's list of our files",
        "s3:ListObjectVersions": "only for a bucket that the plan would delete",
        "s3:GetObjectTagging": "whose the objects in a bucket are that the plan would delete",
        "s3:HeadObject": "where an object's tags are gone",
    },
    named=frozenset({"s3:HeadBucket"}),
    write={
        "s3:CreateBucket": "with its tags",
        "s3:PutBucketTagging": "",
        "s3:PutBucketVersioning": "",
        "s3:PutPublicAccessBlock": "",
        "s3:PutBucketEncryption": "",
    },
    delete={
        "s3:DeleteBucketTagging": "a bucket that stays, and has no tags but ours",
        "s3:DeleteObjects": "a bucket that is deleted with what it holds",
        "s3:DeleteObject": "in a bucket that is deleted, keys that can't be written in XML",
        "s3:DeleteBucket": "",
    },
)

FILE = Calls(
    arns=_file_arns,
    read={
        "s3:HeadObject": "``s3:ListBucket`` tells what is missing from what is denied; ``s3:GetObjectVersion`` is for "
        "``get_file(version=...)`` and a bucket that the plan would delete",
        "s3:GetObjectTagging": "",
    },
    named=frozenset({"s3:HeadObject"}),
    write={
        "s3:PutObject": "with its tags; ``s3:GetObject`` because the write says what it expects to be there",
        "s3:PutObjectTagging": "",
        "s3:CreateMultipartUpload": "",
        "s3:UploadPart": "",
        "s3:CompleteMultipartUpload": "",
        "s3:ListMultipartUploads": "",
        "s3:AbortMultipartUpload": "",
    },
    delete={
        "s3:ListMultipartUploads": "",
        "s3:AbortMultipartUpload": "",
        "s3:DeleteObject": "``s3:GetObject`` because the delete says what it expects to be there",
    },
)

SHARED: Operations = dict.fromkeys(
    (
        "s3:HeadObject",
        "s3:CreateBucket",
        "s3:GetBucketTagging",
        "s3:PutBucketTagging",
        "s3:GetPublicAccessBlock",
        "s3:PutPublicAccessBlock",
        "s3:GetBucketEncryption",
        "s3:PutBucketEncryption",
        "s3:GetBucketLifecycleConfiguration",
        "s3:PutBucketLifecycleConfiguration",
        "s3:ListObjectVersions",
        "s3:PutObject",
        "s3:CreateMultipartUpload",
        "s3:UploadPart",
        "s3:CompleteMultipartUpload",
        "s3:AbortMultipartUpload",
    ),
    "the bucket for packages of more than 50 MB",
)


def shared_arns(place: Place, action: str, workspace: str | None) -> Iterator[str]:
    """The bucket for large packages, or what a workspace has in it; any may be meant where none is named."""
    arn = f"arn:{place.partition}:s3:::{pattern_of(place)}"
    if _on_bucket(action):
        yield arn
    elif action not in (*_OF_VERSIONS, "s3:PutObjectTagging"):
        yield f"{arn}/{prefix_of(workspace) if workspace else PACKAGES}*"
