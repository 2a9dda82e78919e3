"""What Touchdown knows of Step Functions as a service (sources: APIS.md, section D; botocore's model)."""

from __future__ import annotations

from touchdown.aws.service import Service
from touchdown.engine.waits import NotYet, Settling

_ROLE = "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume"
_LOGS = "The state machine IAM Role is not authorized to access the Log Destination"
_RULE = "is not authorized to create managed-rule"

# APIS.md, 42 and "Not yet".
_ROLES = tuple(
    NotYet(
        f"stepfunctions:{operation}",
        "AccessDeniedException",
        f"{_ROLE}|{_LOGS}|{_RULE}",
        300,
        f"waiting for Step Functions to be able to use the role, to {what} the state machine",
        hint="The role's trust policy has to name states.amazonaws.com, and the role needs what logging needs.",
        samples=(f"{_ROLE} the provided role.", f"{_LOGS}", f"'arn:aws:iam::123456789012:role/flow' {_RULE}."),
    )
    for operation, what in (("CreateStateMachine", "create"), ("UpdateStateMachine", "update"))
)
# APIS.md, 47.
_DELETING = NotYet(
    "stepfunctions:CreateStateMachine",
    "StateMachineDeleting",
    "",
    300,
    "waiting for the old state machine of the same name to be gone",
    hint="A state machine is deleted when its last execution has ended: stop those that still run.",
    samples=("State machine is being deleted: 'arn:aws:states:eu-west-1:123456789012:stateMachine:hello'",),
)
GONE = Settling(
    "stepfunctions:DescribeStateMachine", 300, "waiting for the state machine and its executions to be gone", gone=True
)

SERVICE = Service(
    name="stepfunctions",
    # APIS.md, 51. Writes have bursts of a hundred, so that none of ours comes near their rate.
    rates={"stepfunctions:DescribeStateMachine": 20},
    subjects=("name", "stateMachineArn", "resourceArn", "executionArn"),
    never_repeated=frozenset({"stepfunctions:StartExecution", "stepfunctions:StartSyncExecution"}),
    missing=("StateMachineDoesNotExist", "ResourceNotFound", "ExecutionDoesNotExist"),
    exists=("StateMachineAlreadyExists", "ExecutionAlreadyExists"),
    corrections={
        ("stepfunctions:CreateStateMachine", "name"): {
            "pattern": r"[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]+",
            "form": 'no blanks, brackets, wildcards, or any of "#%\\^|~`$&,;:/',
        },
    },
    not_yet=(*_ROLES, _DELETING),
    settling=(GONE,),
)
