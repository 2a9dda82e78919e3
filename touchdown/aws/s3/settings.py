"""A bucket's settings: the call that reads each, and the call that writes it.

What was never set is an error of its own in most of these APIs, and here it is the value that it means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from touchdown.aws.api import Api
from touchdown.aws.s3.service import BUCKET_ENCRYPTED
from touchdown.aws.tags import from_pairs
from touchdown.engine.events import Report
from touchdown.engine.waits import until
from touchdown.model.errors import Missing

Call = Callable[..., Any]
"""`Api.once` where the bucket may not exist, `Api.call` where it must."""

Value = TypeVar("Value")

_BLOCKS: Final = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def _unset(error: Missing, value: Value) -> Value:
    """The value of a setting that a bucket doesn't have; a bucket that isn't there has none at all."""
    if error.code == "NoSuchBucket":
        raise error
    return value


def _tags(call: Call, bucket: Mapping[str, str]) -> dict[str, str]:
    try:
        return from_pairs(call("s3:GetBucketTagging", **bucket)["TagSet"])
    except Missing as error:
        return _unset(error, dict[str, str]())


def _versioning(call: Call, bucket: Mapping[str, str]) -> bool:
    return call("s3:GetBucketVersioning", **bucket).get("Status") == "Enabled"


def _blocked_access(call: Call, bucket: Mapping[str, str]) -> bool | list[str]:
    """Whether all public access is blocked, or none; otherwise the blocks that there are."""
    try:
        found = call("s3:GetPublicAccessBlock", **bucket)["PublicAccessBlockConfiguration"]
    except Missing as error:
        return _unset(error, False)
    there = [block for block in _BLOCKS if found.get(block)]
    return there if 0 < len(there) < len(_BLOCKS) else bool(there)


def _encryption(call: Call, bucket: Mapping[str, str]) -> str | None:
    """The algorithm; none only on an emulator."""
    try:
        rules = call("s3:GetBucketEncryption", **bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    except Missing as error:
        return _unset(error, None)
    defaults = (one.get("ApplyServerSideEncryptionByDefault") for one in rules)
    return next((str(one["SSEAlgorithm"]) for one in defaults if one), None)


READS: Final[Mapping[str, Callable[[Call, Mapping[str, str]], Any]]] = {
    "versioning": _versioning,
    "public_access_blocked": _blocked_access,
    "encryption": _encryption,
    "tags": _tags,
}

WRITES: Final[Mapping[str, tuple[str, Callable[[Any], dict[str, Any]]]]] = {
    "public_access_blocked": (
        "s3:PutPublicAccessBlock",
        lambda blocked: {"PublicAccessBlockConfiguration": dict.fromkeys(_BLOCKS, blocked)},
    ),
    "encryption": (
        "s3:PutBucketEncryption",
        lambda algorithm: {
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]
            }
        },
    ),
    "versioning": (
        "s3:PutBucketVersioning",
        lambda on: {"VersioningConfiguration": {"Status": "Enabled" if on else "Suspended"}},
    ),
}


def write(api: Api, report: Report, bucket: Mapping[str, str], name: str, wanted: Any) -> None:
    """Writes a setting. S3 may forget an encryption that it has just accepted, so that is looked at."""
    operation, members = WRITES[name]

    def write_and_look() -> Any:
        api.call(operation, report=report, **bucket, **members(wanted))
        return READS[name](api.call, bucket) if name == "encryption" else wanted

    until(write_and_look, lambda seen: seen == wanted, BUCKET_ENCRYPTED, api.clock, report)
