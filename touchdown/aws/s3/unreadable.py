"""Buckets that can't be read: somebody else's, those in another region, and those that we may not look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from touchdown.aws.reading import Reading
from touchdown.model.errors import AccessDenied, AccountError, NotOurs

if TYPE_CHECKING:
    from touchdown.aws.s3.bucket import Bucket

_ELSEWHERE: Final = ("301", "307", "PermanentRedirect", "AuthorizationHeaderMalformed")
"""S3's error code for a bucket in another region."""


def left(reading: Reading, name: str, error: AccountError) -> None:
    """Says why a bucket that isn't declared stays. A name that is used elsewhere by now is nobody's concern."""
    if isinstance(error, AccessDenied):
        reading.note(
            f"{reading.account.name}: the bucket {name} carried the workspace's tag, and can't be looked at without "
            "the permission s3:ListBucket; it is left."
        )
    elif error.code not in _ELSEWHERE:
        raise error


def unreachable(bucket: Bucket, error: AccountError) -> AccountError:
    """The error for a declared bucket."""
    if isinstance(error, AccessDenied):
        return NotOurs(
            f"The bucket {bucket.name} belongs to another AWS account, or these credentials may not look at it.",
            where=bucket.where,
            hint="Bucket names are shared by all of AWS: choose another one, or allow s3:ListBucket on this one.",
        )
    if error.code in _ELSEWHERE:
        return elsewhere(bucket, "another region")
    return error


def elsewhere(bucket: Bucket, region: str) -> AccountError:
    """The error for a declared bucket that lies in another region."""
    return AccountError(
        f"The bucket {bucket.name} lies in {region}, and is declared in {bucket.account.region}.",
        where=bucket.where,
        hint="Declare it in an account of its own region, or give this one another name.",
    )
