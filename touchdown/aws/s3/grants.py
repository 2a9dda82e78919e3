"""What functions can be granted on a bucket's objects (FUNCTION.md, section 4)."""

from __future__ import annotations

from touchdown.aws.grants import Allowance, Verbs


def verbs(prefix: str) -> Verbs:
    """By verb, what it allows on the objects whose keys begin with the prefix."""
    objects = f"/{prefix}*"
    within = {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else None
    return {
        "read": (Allowance(("s3:GetObject",), (objects,)), Allowance(("s3:ListBucket",), condition=within)),
        "write": (Allowance(("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"), (objects,)),),
    }
