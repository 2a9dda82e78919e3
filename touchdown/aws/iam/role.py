"""IAM roles.

A role is read with all others of the account (GetAccountAuthorizationDetails), because that is the one read that shows
roles which are no longer declared; where it is denied, the declared ones are read one by one, and the plan says what
that costs. IAM offers nothing against two writers, so a role is read again right before it is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.iam import listing
from touchdown.aws.iam.operations import ROLE
from touchdown.aws.iam.policies import (
    candidates,
    loosens_inline,
    loosens_managed,
    normal_inline,
    normal_managed,
    unless_gone,
    write_policies,
)
from touchdown.aws.iam.policy_document import default_trust_policy, normal_form, same_meaning, to_text
from touchdown.aws.iam.policy_problems import problems
from touchdown.aws.operations import Calls
from touchdown.aws.reading import Reading, reading_of
from touchdown.aws.resource import TaggedResource, all_tags, observed, ours_after_all, refuse_changed, still_ours
from touchdown.aws.tags import WORKSPACE, pairs, to_remove, to_write
from touchdown.engine.lifecycle import Lifecycle, Outputs, Step, always
from touchdown.engine.observed import Observed, Values
from touchdown.model.errors import AccountError, AlreadyExists, Missing
from touchdown.model.field import FIXED, IDENTITY, field, resource
from touchdown.model.output import has_unknown, reveal
from touchdown.model.place import Place
from touchdown.model.resource import output

PolicyDocument = Mapping[str, Any]
_MORE = "DeleteConflict"
"""What IAM says of a role that still has policies, or is in an instance profile."""
_FOR_PEOPLE = "for people who sign in with the role; ours are for functions"


@resource
class Role(TaggedResource):
    """An IAM role: what a function may do (AWS: "IAM roles"). Roles belong to the account, not to a region."""

    TYPE: ClassVar[str] = "role"
    CALLS: ClassVar[Calls] = ROLE
    CASELESS: ClassVar[bool] = True
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

    @output
    def arn(self, place: Place) -> str:
        """The role's ARN."""
        return place.arn("iam", f"role{self.path}{self.name}", everywhere=True)

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        wrong = list(self._wrong_documents())
        yield from wrong or _known_problems(self.values())
        for name in self.policies:
            for problem in constraint_problems("iam:PutRolePolicy", "PolicyName", name):
                yield f'policies["{name}"]: The name {problem}.'
        for policy in self.managed_policies:
            if not has_unknown(policy) and not candidates(policy, "aws"):
                yield f'managed_policies= "{policy}" is neither an ARN nor the name of a policy of AWS.'

    def _wrong_documents(self) -> Iterator[str]:
        yield from (f"assume_role_policy: {one}" for one in problems(self.assume_role_policy, trust=True))
        for name, document in self.policies.items():
            yield from (f'policies["{name}"]: {one}' for one in problems(document, trust=False))


def desired(role: Role) -> Values:
    values = role.values()
    return {name: values[name] for name in _COMPARED} | {
        "managed_policies": list(role.managed_policies),
        "tags": role.wanted_tags(),
    }


_COMPARED = (
    "path",
    "description",
    "assume_role_policy",
    "policies",
    "managed_policies",
    "permissions_boundary",
    "max_session_duration",
    "tags",
)


def observe(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    bulk = reading.submit(_details, reading)
    heads, details = listing.heads(reading, names), bulk.result()
    if details is None:
        return _read_each(reading, names)
    found = {
        name: _observed(reading, details[name], heads[name]) for name in names if name in details and name in heads
    }
    # The bulk read may be a little older than a role that was just made.
    return found | _read_each(reading, [name for name in names if name in heads and name not in details])


def _read_each(reading: Reading, names: Sequence[str]) -> dict[str, Observed]:
    found = reading.each(lambda name: read_one(reading, name), names)
    return {one.name: one for one in found if one is not None}


def _details(reading: Reading) -> Mapping[str, Any] | None:
    declared = {one.name for one in reading.declared if isinstance(one, Role)}
    return listing.details(reading, declared)


def ours(reading: Reading) -> list[str]:
    found = _details(reading) or {}
    return [name for name, role in found.items() if listing.tags_of(role).get(WORKSPACE) == reading.workspace]


def read_one(reading: Reading, name: str) -> Observed | None:
    found = listing.by_itself(reading, name)
    return found and _observed(reading, *found)


def _observed(reading: Reading, details: Mapping[str, Any], head: Mapping[str, Any]) -> Observed:
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
    tags = listing.tags_of(details)
    return observed(
        reading,
        Role,
        details["RoleName"],
        details["Arn"],
        values,
        tags,
        outputs={"arn": details["Arn"]},
        details={"tags": tags},
    )


def create(step: Step) -> Outputs:
    role, wanted = step.resource, step.desired
    boundary = wanted["permissions_boundary"]
    try:
        step.account.api.call(
            "iam:CreateRole",
            report=step.report,
            RoleName=role.name,
            Path=wanted["path"],
            Description=wanted["description"],
            AssumeRolePolicyDocument=to_text(wanted["assume_role_policy"]),
            MaxSessionDuration=wanted["max_session_duration"],
            Tags=pairs(all_tags(step)),
            **({"PermissionsBoundary": boundary} if boundary else {}),
        )
    except AlreadyExists as error:
        found = ours_after_all(step, error, lambda: _read_again(step))
        _bring_up(step, found)
    else:
        write_policies(step, {}, [])
    return {}


def update(step: Step) -> Outputs:
    _bring_up(step, refuse_changed(step, _read_again(step)))
    return {}


def delete(step: Step) -> None:
    """Takes away what the plan has seen of it, and looks for more only if IAM says that there is more."""
    api, name = step.account.api, step.observed.name
    present = listing.head(api, name)
    if not still_ours(step, present and listing.tags_of(present)):
        return
    _strip(step, step.observed.values["managed_policies"], step.observed.values["policies"])
    try:
        api.call_unless(_MORE, "iam:DeleteRole", report=step.report, RoleName=name)
    except Missing:
        return
    except AccountError as error:
        if error.code != _MORE:
            raise
        _delete_with_all(step)


def _delete_with_all(step: Step) -> None:
    """Takes away what somebody has given it since the plan, or the instance profiles that a plan doesn't read."""
    api, name = step.account.api, step.observed.name
    for profile in list(api.pages("iam:ListInstanceProfilesForRole", "InstanceProfiles", RoleName=name)):
        machines = profile["InstanceProfileName"]
        unless_gone(api, "iam:RemoveRoleFromInstanceProfile", step.report, RoleName=name, InstanceProfileName=machines)
    present = _read_again(step)
    if present is not None:
        _strip(step, present.values["managed_policies"], present.values["policies"])
        unless_gone(api, "iam:DeleteRole", step.report, RoleName=name)


def _strip(step: Step, managed: Iterable[str], inline: Iterable[str]) -> None:
    api, name = step.account.api, step.observed.name
    for arn in managed:
        unless_gone(api, "iam:DetachRolePolicy", step.report, RoleName=name, PolicyArn=arn)
    for policy in inline:
        unless_gone(api, "iam:DeleteRolePolicy", step.report, RoleName=name, PolicyName=policy)


def _read_again(step: Step) -> Observed | None:
    with reading_of(step.account, step.workspace) as reading:
        return read_one(reading, step.identity)


def _bring_up(step: Step, present: Observed) -> None:
    """Writes what differs between what is wanted and what is there."""
    api, name, wanted, there = step.account.api, step.resource.name, step.desired, present.values
    if any(wanted[field] != there[field] for field in ("description", "max_session_duration")):
        api.call(
            "iam:UpdateRole",
            report=step.report,
            RoleName=name,
            Description=wanted["description"],
            MaxSessionDuration=wanted["max_session_duration"],
        )
    if not same_meaning(wanted["assume_role_policy"], there["assume_role_policy"]):
        document = to_text(wanted["assume_role_policy"])
        api.call("iam:UpdateAssumeRolePolicy", report=step.report, RoleName=name, PolicyDocument=document)
    _write_boundary(step, there["permissions_boundary"])
    write_policies(step, there["policies"], there["managed_policies"])
    _write_tags(step, present.details["tags"])


def _write_boundary(step: Step, present: str | None) -> None:
    api, name, wanted = step.account.api, step.resource.name, step.desired["permissions_boundary"]
    if wanted and wanted != present:
        api.call("iam:PutRolePermissionsBoundary", report=step.report, RoleName=name, PermissionsBoundary=wanted)
    elif present and not wanted:
        api.call("iam:DeleteRolePermissionsBoundary", report=step.report, RoleName=name)


def _write_tags(step: Step, present: Mapping[str, str]) -> None:
    api, name, wanted = step.account.api, step.resource.name, all_tags(step)
    missing = to_write(wanted, present)
    if missing:
        api.call("iam:TagRole", report=step.report, RoleName=name, Tags=pairs(missing))
    extra = to_remove(wanted, present, step.account.ignore_tags)
    if extra:
        api.call("iam:UntagRole", report=step.report, RoleName=name, TagKeys=extra)


def _known_problems(values: Values) -> Iterator[str]:
    revealed = reveal(values)
    trust = revealed["assume_role_policy"]
    if not has_unknown(trust):
        for problem in constraint_problems("iam:CreateRole", "AssumeRolePolicyDocument", to_text(trust)):
            yield f"assume_role_policy= {problem}."
    if not has_unknown(revealed["policies"]):
        size = sum(len("".join(to_text(one).split())) for one in revealed["policies"].values())
        if size > 10_240:
            yield f"policies= are {size} characters in sum, IAM allows 10240."
    if len(revealed["managed_policies"]) > 20:
        yield f"managed_policies= has {len(revealed['managed_policies'])} entries, IAM allows 10 (20 on request)."


Role.lifecycle = Lifecycle(
    rank=9,
    observe=observe,
    ours=ours,
    desired=desired,
    create=create,
    update=update,
    delete=delete,
    meaning={"assume_role_policy": normal_form, "policies": normal_inline, "managed_policies": normal_managed},
    loosens={
        "assume_role_policy": always,
        "permissions_boundary": always,
        "policies": loosens_inline,
        "managed_policies": loosens_managed,
    },
    problems=_known_problems,
)
