"""IAM roles.

A role is read with all others of the account (GetAccountAuthorizationDetails), because no other read shows roles that
are no longer declared; where it is denied, the declared ones are read one by one, and the plan says what
that costs. IAM offers nothing against two writers, so a role is read again right before it is changed.

What functions are granted (`grants.py`) is an inline policy for each function, beside the declared ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import attrs

from touchdown.aws.grants import Grant, policy_document
from touchdown.aws.iam import listing
from touchdown.aws.iam.operations import ROLE
from touchdown.aws.iam.policies import (
    candidates,
    known_problems,
    loosens_inline,
    loosens_managed,
    normal_inline,
    normal_managed,
    unless_gone,
    write_policies,
)
from touchdown.aws.iam.quotas import long_trust, of_a_service, wrong_names
from touchdown.aws.lifecycle import Found, Named, Tagged, declared_values
from touchdown.aws.members import POLICY, sent
from touchdown.aws.operations import Calls
from touchdown.aws.ownership import all_tags
from touchdown.aws.policies.document import default_trust_policy, normal_form, same_meaning
from touchdown.aws.policies.problems import problems
from touchdown.aws.reading import Reading
from touchdown.aws.resource import Step, TaggedResource
from touchdown.aws.tagging import Tagging, call
from touchdown.aws.tags import WORKSPACE
from touchdown.engine.lifecycle import Outputs, always
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import AccountError, Missing
from touchdown.model.field import FIXED, IDENTITY, field, resource
from touchdown.model.output import has_unknown
from touchdown.model.place import Place
from touchdown.model.resource import Resource, output

PolicyDocument = Mapping[str, Any]
_MORE = "DeleteConflict"
"""IAM's error code for a role that still has policies, or is in an instance profile."""
_FOR_PEOPLE = "for people who sign in with the role; ours are for functions"


TAGGING = Tagging(
    read="iam:GetRole",
    within="Role",
    write="iam:TagRole",
    remove="iam:UntagRole",
    member="RoleName",
    subject="name",
    in_pairs=True,
)


@resource
class Role(TaggedResource):
    """An IAM role: what a function may do (AWS: "IAM roles"). Roles belong to the account, not to a region."""

    TYPE: ClassVar[str] = "iam_role"
    FORMER_TYPE: ClassVar[str] = "role"
    CALLS: ClassVar[Calls] = ROLE
    CASELESS: ClassVar[bool] = True
    TAGS_IGNORE_CASE: ClassVar[bool] = True
    UNSUPPORTED: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "iam:CreateRole": {"MaxSigninSessionDuration": _FOR_PEOPLE},
        "iam:PutRolePolicy": {"RoleName": "the role itself", "PolicyName": "the key in policies="},
        "iam:AttachRolePolicy": {"RoleName": "the role itself"},
        "iam:UpdateRole": {
            "RoleName": "the role itself",
            "MaxSigninSessionDuration": _FOR_PEOPLE,
            "ResetMaxSigninSessionDuration": _FOR_PEOPLE,
        },
        "iam:UpdateAssumeRolePolicy": {"RoleName": "the role itself"},
        "iam:PutRolePermissionsBoundary": {"RoleName": "the role itself"},
        "iam:TagRole": {"RoleName": "the role itself"},
    }

    name: str = field(create="iam:CreateRole.RoleName", update=IDENTITY)
    """Name of the role: up to 64 letters, digits and `_+=,.@-`, unique in the account whatever its case."""

    path: str = field(default="/", create="iam:CreateRole.Path", update=FIXED, known=True)
    """Path of the role, as `/service/`. Another path needs another role: the plan replaces it."""

    description: str = field(default="", create="iam:CreateRole.Description", update="iam:UpdateRole.Description")
    """Description, up to 1,000 characters."""

    assume_role_policy: PolicyDocument = field(
        factory=default_trust_policy,
        create="iam:CreateRole.AssumeRolePolicyDocument",
        update="iam:UpdateAssumeRolePolicy.PolicyDocument",
        form=POLICY,
    )
    """Who may assume the role. The default lets Lambda do so."""

    policies: Mapping[str, PolicyDocument] = field(
        factory=dict[str, PolicyDocument],
        create="iam:PutRolePolicy.PolicyDocument",
        update="iam:PutRolePolicy.PolicyDocument",
    )
    """Inline policies: what the role may do, by name of the policy. 10,240 characters in sum."""

    managed_policies: Sequence[str] = field(
        factory=list[str], create="iam:AttachRolePolicy.PolicyArn", update="iam:AttachRolePolicy.PolicyArn"
    )
    """Managed policies: ARNs, or names of AWS's own, as `AWSLambdaBasicExecutionRole`. Up to ten."""

    permissions_boundary: str | None = field(
        default=None,
        create="iam:CreateRole.PermissionsBoundary",
        update="iam:PutRolePermissionsBoundary.PermissionsBoundary",
    )
    """ARN of the managed policy that bounds what the role can be allowed."""

    max_session_duration: int = field(
        default=3600, create="iam:CreateRole.MaxSessionDuration", update="iam:UpdateRole.MaxSessionDuration"
    )
    """For how long the role can be assumed, in seconds: 3,600 to 43,200."""

    tags: Mapping[str, str] = field(factory=dict[str, str], create="iam:CreateRole.Tags", update="iam:TagRole.Tags")
    """Tags, besides those of the account: up to 47 together."""

    granted: dict[str, list[Grant]] = attrs.field(init=False, factory=dict[str, list[Grant]], repr=False)
    """By the name of a policy, the grants that it is made of (`grants.py`)."""

    @output
    def arn(self, place: Place) -> str:
        """The role's ARN."""
        return place.arn("iam", f"role{self.path}{self.name}", everywhere=True)

    def references(self) -> Iterator[tuple[str, Resource]]:
        yield from super().references()
        grants = (one for some in self.granted.values() for one in some)
        yield from (("policies", one.after) for one in grants if one.after is not None)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        yield from of_a_service(self.name, self.path)
        wrong = list(self._wrong_documents())
        yield from wrong or known_problems(self.values())
        yield from wrong_names(self.policies)
        for policy in self.managed_policies:
            if not has_unknown(policy) and not candidates(policy, "aws"):
                yield f'managed_policies= "{policy}" is neither an ARN nor the name of a policy of AWS.'

    def warnings(self) -> Iterator[str]:
        yield from (*super().warnings(), *long_trust(self.assume_role_policy))

    def _wrong_documents(self) -> Iterator[str]:
        yield from (f"assume_role_policy: {one}" for one in problems(self.assume_role_policy, trust=True))
        for name, document in self.policies.items():
            yield from (f'policies["{name}"]: {one}' for one in problems(document, trust=False))


def desired(role: Role) -> Values:
    """The declared values; the policies that grants make stand beside the declared ones."""
    granted = {name: policy_document(grants) for name, grants in role.granted.items() if grants}
    return {**declared_values(role), "policies": {**role.policies, **granted}}


def observe(reading: Reading, names: Sequence[str]) -> Mapping[str, Observed]:
    """Reads all roles of the account in a call or two; where that is denied, each by itself."""
    bulk = reading.submit(_details, reading)
    heads, details = listing.heads(reading, names), bulk.result()
    if details is None:
        return ROLES.each(reading, names)
    known = {name: _found(details[name], heads[name]) for name in names if name in details and name in heads}
    # The bulk read may be a little older than a role that was just made.
    rest = [name for name in names if name in heads and name not in details]
    return {**ROLES.in_bulk(reading, lambda: known), **ROLES.each(reading, rest)}


def _details(reading: Reading) -> Mapping[str, Any] | None:
    declared = {one.name for one in reading.declared if isinstance(one, Role)}
    return listing.details(reading, declared)


def ours(reading: Reading) -> list[str]:
    found = _details(reading) or {}
    return [name for name, role in found.items() if listing.tags_of(role).get(WORKSPACE) == reading.workspace]


def read(role: Named) -> Found:
    found = listing.by_itself(role.reading, role.name)
    if found is None:
        raise Missing(f"There is no role {role.name}.")
    return _found(*found)


def _found(details: Mapping[str, Any], head: Mapping[str, Any]) -> Found:
    boundary: Mapping[str, str] = details.get("PermissionsBoundary") or head.get("PermissionsBoundary") or {}
    values = {
        "path": details["Path"],
        "description": head.get("Description", ""),
        "assume_role_policy": details["AssumeRolePolicyDocument"],
        "policies": {one["PolicyName"]: one["PolicyDocument"] for one in details.get("RolePolicyList", [])},
        "managed_policies": [one["PolicyArn"] for one in details.get("AttachedManagedPolicies", [])],
        "permissions_boundary": boundary.get("PermissionsBoundaryArn"),
        "max_session_duration": head.get("MaxSessionDuration", 3600),
    }
    return Found(values, tags=listing.tags_of(details), arn=details["Arn"])


def create(step: Step[Role]) -> Outputs:
    members = sent(Role, "iam:CreateRole", step.values)
    call(step, "iam:CreateRole", RoleName=step.resource.name, Tags=TAGGING.sent(all_tags(step)), **members)
    write_policies(step, {}, [])
    return {}


def update(step: Step[Role], present: Observed) -> None:
    name, wanted, there = step.resource.name, step.values, present.values
    if any(wanted[field] != there[field] for field in ("description", "max_session_duration")):
        call(step, "iam:UpdateRole", RoleName=name, **sent(Role, "iam:UpdateRole", wanted))
    if not same_meaning(wanted["assume_role_policy"], there["assume_role_policy"]):
        members = sent(Role, "iam:UpdateAssumeRolePolicy", wanted)
        call(step, "iam:UpdateAssumeRolePolicy", RoleName=name, **members)
    _write_boundary(step, there["permissions_boundary"])
    write_policies(step, there["policies"], there["managed_policies"])


def _write_boundary(step: Step[Role], present: str | None) -> None:
    name, wanted = step.resource.name, step.desired.permissions_boundary
    if wanted and wanted != present:
        call(step, "iam:PutRolePermissionsBoundary", RoleName=name, PermissionsBoundary=wanted)
    elif present and not wanted:
        call(step, "iam:DeleteRolePermissionsBoundary", RoleName=name)


def delete(step: Step[Role]) -> None:
    """Takes away what the plan has seen of it, and looks for more only if IAM says that there is more."""
    _strip(step, step.observed.values["managed_policies"], step.observed.values["policies"])
    try:
        step.account.api.call_unless(_MORE, "iam:DeleteRole", report=step.report, RoleName=step.observed.name)
    except AccountError as error:
        if error.code != _MORE:
            raise
        _delete_with_all(step)


def _delete_with_all(step: Step[Role]) -> None:
    """Takes away what somebody has given it since the plan, or the instance profiles that a plan doesn't read."""
    api, name = step.account.api, step.observed.name
    for profile in list(api.pages("iam:ListInstanceProfilesForRole", "InstanceProfiles", RoleName=name)):
        machines = profile["InstanceProfileName"]
        unless_gone(api, "iam:RemoveRoleFromInstanceProfile", step.report, RoleName=name, InstanceProfileName=machines)
    present = ROLES.read_again(step)
    if present is not None:
        _strip(step, present.values["managed_policies"], present.values["policies"])
        unless_gone(api, "iam:DeleteRole", step.report, RoleName=name)


def _strip(step: Step[Role], managed: Iterable[str], inline: Iterable[str]) -> None:
    api, name = step.account.api, step.observed.name
    for arn in managed:
        unless_gone(api, "iam:DetachRolePolicy", step.report, RoleName=name, PolicyArn=arn)
    for policy in inline:
        unless_gone(api, "iam:DeleteRolePolicy", step.report, RoleName=name, PolicyName=policy)


ROLES = Tagged(
    Role,
    rank=9,
    tagging=TAGGING,
    tags_in_answer=True,
    read=read,
    observe=observe,
    desired=desired,
    ours=ours,
    create=create,
    update=update,
    delete=delete,
)
Role.lifecycle = attrs.evolve(
    ROLES.lifecycle(),
    meaning={"assume_role_policy": normal_form, "policies": normal_inline, "managed_policies": normal_managed},
    by_entry=frozenset({"policies"}),
    loosens={
        "assume_role_policy": always,
        "permissions_boundary": always,
        "policies": loosens_inline,
        "managed_policies": loosens_managed,
    },
    problems=known_problems,
)
