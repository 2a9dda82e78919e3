"""The operations that roles call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from touchdown.aws.operations import Calls
from touchdown.aws.reading import FEW
from touchdown.model.output import has_unknown
from touchdown.model.place import Place
from touchdown.model.resource import Resource

_READS: Final = ("iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", "iam:GetRolePolicy")


def _arns(role: Any, place: Place, action: str) -> Iterator[str]:
    if action == "iam:RemoveRoleFromInstanceProfile":
        # Nobody knows beforehand which ones somebody has put the role into.
        yield place.arn("iam", "instance-profile/*", everywhere=True)
    elif role.external:
        # Nothing tells the path of a role that is only named.
        yield place.arn("iam", f"role/{role.name}", everywhere=True)
        yield place.arn("iam", f"role/*/{role.name}", everywhere=True)
    else:
        yield role.predict("arn", place)


ROLE = Calls(
    arns=_arns,
    always={"iam:GetAccountAuthorizationDetails": "all roles of the account, to see those that are no longer declared"},
    many={"iam:ListRoles": "with more than three roles"},
    few=FEW,
    read=dict.fromkeys(_READS, ""),
    named=frozenset(_READS),
    write={
        "iam:CreateRole": "with its tags",
        "iam:UpdateRole": "",
        "iam:UpdateAssumeRolePolicy": "",
        "iam:PutRolePolicy": "",
        "iam:DeleteRolePolicy": "",
        "iam:AttachRolePolicy": "",
        "iam:DetachRolePolicy": "",
        "iam:PutRolePermissionsBoundary": "",
        "iam:DeleteRolePermissionsBoundary": "",
        "iam:TagRole": "",
        "iam:UntagRole": "",
    },
    delete={
        "iam:ListInstanceProfilesForRole": "where IAM refuses, because the role has more than the plan has seen",
        "iam:RemoveRoleFromInstanceProfile": "where somebody has given the role to machines",
        "iam:DetachRolePolicy": "",
        "iam:DeleteRolePolicy": "",
        "iam:DeleteRole": "",
    },
)


def passed(role: Any, place: Place) -> Iterator[str]:
    """The ARNs of a role that is passed to a service: a role, an ARN, or none."""
    if isinstance(role, Resource):
        yield from _arns(role, place, "iam:PassRole")
    elif role is not None:
        yield place.arn("iam", "role/*", everywhere=True) if has_unknown(role) else role
