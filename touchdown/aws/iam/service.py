"""What Touchdown knows of IAM as a service."""

from __future__ import annotations

from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet

_WRITES = (
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
)

_NOT_YET = (
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
        for operation in _WRITES
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
)

SERVICE = Service(
    name="iam",
    regional=False,
    subjects=("RoleName",),
    rates={"iam": 20},  # its limits aren't published
    missing=("NoSuchEntity",),
    exists=("EntityAlreadyExists",),
    not_yet=_NOT_YET,
)
