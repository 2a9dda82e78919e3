"""The policies of a role: inline policies, and managed policies, which it names by ARN or, AWS's own, by name.

The name of a policy of AWS doesn't tell its path, which is part of its ARN, and looking it up means listing all of
AWS's policies (over a thousand). So a name stands for the few ARNs that it can have, and attaching tries them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from touchdown.aws.api import Api
from touchdown.aws.constraints import problems as constraint_problems
from touchdown.aws.policies.document import normal_form, same_meaning, to_text
from touchdown.aws.resource import Step
from touchdown.engine.events import Report
from touchdown.engine.observed import Values
from touchdown.model.errors import Missing
from touchdown.model.output import as_text, has_unknown, reveal

if TYPE_CHECKING:
    from touchdown.aws.iam.role import Role

PolicyDocument = Mapping[str, Any]

_NAME = re.compile(r"(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,128}")
_PATHS = ("", "service-role/", "job-function/", "aws-service-role/")


def candidates(policy: str, partition: str) -> list[str]:
    """The ARNs that a declared policy can have, the likeliest first; none if it can be no policy."""
    if policy.startswith("arn:"):
        return [policy]
    if not _NAME.fullmatch(policy):
        return []
    if "/" in policy:
        return [f"arn:{partition}:iam::aws:policy/{policy}"]
    # AWS keeps the policies for execution roles of its services, as AWSLambdaBasicExecutionRole, under service-role/.
    paths = sorted(_PATHS, key=lambda path: path != "service-role/") if policy.endswith("Role") else _PATHS
    return [f"arn:{partition}:iam::aws:policy/{path}{policy}" for path in paths]


def normal_managed(policies: Sequence[str]) -> list[str]:
    """The policies in an order of their own, each of AWS by its name alone, which no other policy of AWS has."""
    return sorted({_name(policy) if _is_of_aws(policy) else policy for policy in policies})


def _is_of_aws(policy: str) -> bool:
    return not policy.startswith("arn:") or ":iam::aws:policy/" in policy


def _name(policy: str) -> str:
    return policy.rpartition("/")[2]


def _attach(api: Api, role: str, arns: Sequence[str], report: Report) -> None:
    """Attaches the policy that exists among those that a name can mean."""
    for arn in arns[:-1]:
        try:
            api.call("iam:AttachRolePolicy", report=report, RoleName=role, PolicyArn=arn)
        except Missing:
            continue
        return
    api.call("iam:AttachRolePolicy", report=report, RoleName=role, PolicyArn=arns[-1])


def normal_inline(policies: Mapping[str, PolicyDocument]) -> dict[str, PolicyDocument]:
    """The inline policies, each in its normal form."""
    return {name: normal_form(document) for name, document in policies.items()}


def loosens_inline(old: Mapping[str, PolicyDocument], new: Mapping[str, PolicyDocument]) -> bool:
    """Whether the new policies may allow more than the old: any change does, except taking grants away."""
    before, after = normal_inline(old), normal_inline(new)
    gone = [document for name, document in before.items() if name not in after]
    return any(before.get(name) != document for name, document in after.items()) or '"Deny"' in as_text(gone)


def loosens_managed(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a policy is newly attached."""
    return not set(normal_managed(new)) <= set(normal_managed(old))


def write_policies(step: Step[Role], inline: Mapping[str, PolicyDocument], attached: Sequence[str]) -> None:
    """Puts in the wanted policies before it takes others away, so that the role never has less than both allow."""
    api, name, report = step.account.api, step.resource.name, step.report
    wanted = step.values["policies"]
    managed = [candidates(policy, step.account.place().partition) for policy in step.values["managed_policies"]]
    for policy, document in wanted.items():
        if policy not in inline or not same_meaning(document, inline[policy]):
            text = to_text(document)
            api.call("iam:PutRolePolicy", report=report, RoleName=name, PolicyName=policy, PolicyDocument=text)
    for arns in managed:
        if not set(arns) & set(attached):
            _attach(api, name, arns, report)
    for arn in attached:
        if not any(arn in arns for arns in managed):
            unless_gone(api, "iam:DetachRolePolicy", report, RoleName=name, PolicyArn=arn)
    for policy in inline:
        if policy not in wanted:
            unless_gone(api, "iam:DeleteRolePolicy", report, RoleName=name, PolicyName=policy)


def unless_gone(api: Api, operation: str, report: Report, **parameters: str) -> None:
    """Makes a deleting call; a policy that is gone already is no error."""
    try:
        api.call(operation, report=report, **parameters)
    except Missing:
        return


def known_problems(values: Values) -> Iterator[str]:
    """Why IAM wouldn't take the values of a role, as far as they are known."""
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
