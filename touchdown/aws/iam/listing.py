"""Roles as IAM lists them: all of the account with a call for each thousand, or a single role with four calls.

GetAccountAuthorizationDetails has neither description nor session duration, ListRoles has those and little else. Either
may be denied; then roles are read one by one, and the plan says what that costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from touchdown.aws.api import Api
from touchdown.aws.reading import FEW, Reading
from touchdown.aws.tags import WORKSPACE, from_pairs
from touchdown.model.errors import AccessDenied, Missing

_MOST = 1000
_HEAD = ("Description", "MaxSessionDuration", "PermissionsBoundary")
Told = Mapping[str, Any]


def tags_of(role: Told) -> dict[str, str]:
    return from_pairs(role.get("Tags", []))


def details(reading: Reading, declared: Set[str]) -> Mapping[str, Told] | None:
    """All roles of the account that are declared or ours, without what `heads` has; None where that is denied."""

    def is_wanted(role: Told) -> bool:
        return role["RoleName"] in declared or tags_of(role).get(WORKSPACE) == reading.workspace

    def read() -> dict[str, Told] | None:
        found = reading.api.pages(
            "iam:GetAccountAuthorizationDetails", "RoleDetailList", Filter=["Role"], MaxItems=_MOST
        )
        try:
            return {role["RoleName"]: role for role in found if is_wanted(role)}
        except AccessDenied:
            reading.note(
                f"{reading.account.name}: without the permission iam:GetAccountAuthorizationDetails, roles are read "
                "one by one, and those that are no longer declared can't be seen."
            )
            return None

    return reading.once("roles", read)


def heads(reading: Reading, names: Sequence[str]) -> Mapping[str, Told]:
    """The heads, which the bulk read lacks, of at least the named roles that exist."""
    if len(names) > FEW and reading.account.endpoint.lists_boundaries:
        listed = reading.once("role heads", lambda: _listed(reading))
        if listed is not None:
            return listed
    found = reading.each(lambda name: head(reading.api, name), names)
    return {role["RoleName"]: role for role in found if role}


def _listed(reading: Reading) -> dict[str, Told] | None:
    """The heads of all roles, with no more of them than is needed; None where listing them is denied."""
    found = reading.api.pages("iam:ListRoles", "Roles", MaxItems=_MOST)
    try:
        return {role["RoleName"]: {key: role[key] for key in _HEAD if key in role} for role in found}
    except AccessDenied:
        reading.note(
            f"{reading.account.name}: without the permission iam:ListRoles, roles are looked at one by one, "
            "which takes a call for each instead of one for a thousand."
        )
        return None


def head(api: Api, name: str) -> Any:
    """The answer of GetRole, with the tags; None if there is no such role."""
    try:
        return api.call("iam:GetRole", RoleName=name)["Role"]
    except Missing:
        return None


def by_itself(reading: Reading, name: str) -> tuple[Told, Told] | None:
    """Details and head of a single role: four kinds of calls, where the bulk read needs one."""
    api = reading.api
    found = head(api, name)
    if found is None:
        return None
    inline, attached = reading.together(
        lambda: list(api.pages("iam:ListRolePolicies", "PolicyNames", RoleName=name)),
        lambda: list(api.pages("iam:ListAttachedRolePolicies", "AttachedPolicies", RoleName=name)),
    )
    documents = reading.each(lambda policy: api.call("iam:GetRolePolicy", RoleName=name, PolicyName=policy), inline)
    return {**found, "RolePolicyList": documents, "AttachedManagedPolicies": attached}, found
