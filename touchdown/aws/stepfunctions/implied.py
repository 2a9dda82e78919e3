"""The role and the log group that a state machine brings along, and what the role is granted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from touchdown.aws.grants import PREFIX, Allowance, Grant
from touchdown.aws.iam.role import Role
from touchdown.aws.lambda_.implied import role_name
from touchdown.aws.logs.log_group import LogGroup
from touchdown.aws.policies.document import default_trust_policy
from touchdown.aws.stepfunctions.tasks import Need, Unknown, needs
from touchdown.model.adder import declare
from touchdown.model.output import has_unknown

if TYPE_CHECKING:
    from touchdown.aws.stepfunctions.state_machine import StateMachine

SERVICE = "states.amazonaws.com"
_RETENTION = 30
# APIS.md, 48: IAM can't limit them.
_DELIVERIES = tuple(
    f"logs:{action}"
    for action in (
        "CreateLogDelivery",
        "GetLogDelivery",
        "UpdateLogDelivery",
        "DeleteLogDelivery",
        "ListLogDeliveries",
        "PutResourcePolicy",
        "DescribeResourcePolicies",
        "DescribeLogGroups",
    )
)
_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets")
_KEY = ("kms:Decrypt", "kms:GenerateDataKey")


def own_log_group(machine: StateMachine) -> LogGroup:
    """The group for the log; a group that is declared already is used. All groups below /aws/vendedlogs/ share an entry
    of the region's log policy, which holds few (APIS.md, 48)."""
    account, name = machine.account, "/aws/vendedlogs/states/" + re.sub(r"[^\w./#-]", "-", machine.name, flags=re.ASCII)
    group = LogGroup(name=name, retention=_RETENTION)
    return account.declared(LogGroup, name) or declare(account, group, implied_by=machine)


def own_role(machine: StateMachine) -> Role:
    """A role for this state machine alone; what it may do is granted."""
    name = role_name("states-" + re.sub(r"[^\w+=,.@-]", "-", machine.name, flags=re.ASCII), machine.account.region)
    trust = default_trust_policy(SERVICE)
    role = Role(name=name, description=f"Made for the state machine {machine.name}", assume_role_policy=trust)
    return declare(machine.account, role, implied_by=machine)


def policy_name(machine: StateMachine) -> str:
    """The name of the policy that a state machine's grants make."""
    return f"{PREFIX}states-{re.sub(r'[^A-Za-z0-9_.-]', '-', machine.name)}"


def grant_needs(machine: StateMachine) -> list[Unknown]:
    """Grants the role what tasks and settings need, and returns the tasks of which that isn't known."""
    found = list(needs(machine.definition, machine.account, machine.name))
    for need in [*(one for one in found if isinstance(one, Need)), *_of_settings(machine)]:
        machine.grants.append(Grant(need.on, (need.allowance,), machine.where))
    return list(dict.fromkeys(one for one in found if isinstance(one, Unknown)))


def _of_settings(machine: StateMachine) -> Iterator[Need]:
    if machine.log_level != "OFF":
        yield Need("*", Allowance(_DELIVERIES))
    if machine.tracing:
        yield Need("*", Allowance(_TRACES))
    if machine.kms_key is not None and not needs_of_key(machine):
        yield Need(machine.kms_key, Allowance(_KEY))


def needs_of_key(machine: StateMachine) -> str:
    """A warning where the key isn't an ARN, which alone a policy can name."""
    key = machine.kms_key
    if key is None or has_unknown(key) or ":key/" in key:
        return ""
    return (
        f'kms_key= is "{key}", and a policy takes only the ARN of a key: its role has to be allowed {", ".join(_KEY)}.'
    )


def warnings_of_local(machine: StateMachine) -> Iterator[str]:
    """What the local AWS doesn't do."""
    if machine.account.local and machine.log_level != "OFF":
        yield "The local AWS runs state machines, and logs nothing of them."
    if machine.account.local and machine.tracing:
        yield "The local AWS forgets tracing=, so that each plan shows it again."
