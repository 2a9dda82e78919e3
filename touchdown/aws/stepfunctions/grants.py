"""What functions can be granted on a state machine (APIS.md, 49)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchdown.aws.grants import Allowance, Grantee, Verbs, allow, grant

if TYPE_CHECKING:
    from touchdown.aws.stepfunctions.state_machine import StateMachine

_ANSWER = "answer"
_ANSWERS = (Allowance(("states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat")),)


def verbs_on(machine: StateMachine) -> Verbs:
    """By verb, what it allows. Only an express state machine can be started to wait for its result."""
    waiting = ("states:StartSyncExecution",) if machine.type == "EXPRESS" else ()
    return {"start": (Allowance(("states:StartExecution", *waiting)),), _ANSWER: _ANSWERS}


def grant_on(machine: StateMachine, verbs: tuple[str, ...], to: Grantee) -> None:
    """Grants what verbs allow. IAM can't limit answers to a state machine: what limits them is the token."""
    if _ANSWER in verbs:
        allow("*", _ANSWERS, to)
    if verbs != (_ANSWER,):
        grant(machine, [verb for verb in verbs if verb != _ANSWER], to, verbs_on(machine))
