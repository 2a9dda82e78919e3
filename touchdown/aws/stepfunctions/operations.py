"""The operations that state machines call, and their members that no field has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from touchdown.aws.iam.operations import passed
from touchdown.aws.operations import calls
from touchdown.aws.stepfunctions.names import (
    CREATE,
    DELETE,
    HISTORY,
    LIST,
    PUBLISH,
    READ,
    START,
    START_SYNC,
    TAGGING,
    UPDATE,
    VALIDATE,
    VERSIONS,
)
from touchdown.model.place import Place


def _arns(machine: Any, place: Place, action: str) -> Iterator[str]:
    """The state machine; its executions; or the role that it is given."""
    if action == "iam:PassRole":
        yield from passed(machine.role, place)
    elif "Execution" in action and not action.startswith("states:Start"):
        yield place.arn("states", f"execution:{machine.name}:*")
    else:
        yield machine.predict("arn", place)
        if action == "states:DescribeStateMachine" and machine.publish:
            yield f"{machine.predict('arn', place)}:*"


CALLS: Final = calls(
    read=[READ, VALIDATE, VERSIONS],
    many={LIST: "only where the tagging API lacks state machines, as in an emulator"},
    write=[CREATE, UPDATE, PUBLISH],
    delete=[DELETE, READ],
    tagging=TAGGING,
    arns=_arns,
    use={"run": {START: "", START_SYNC: "of an express state machine", HISTORY: ""}},
)

_LEFT_OUT = {
    "versionDescription": "a version has its number",
}
UNSUPPORTED: Final[Mapping[str, Mapping[str, str]]] = {
    CREATE: _LEFT_OUT,
    UPDATE: {**_LEFT_OUT, "stateMachineArn": "the state machine itself"},
    TAGGING.write: {"resourceArn": "the state machine itself"},
}
