"""What AWS itself says of a definition: ValidateStateMachineDefinition, asked where a definition is new or differs.

Only the result counts, since AWS may change the wording (APIS.md, 44). Whoever may not call it has what
`shape.py` finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from touchdown.aws.reading import Reading
from touchdown.aws.stepfunctions.definition import to_text
from touchdown.aws.stepfunctions.names import VALIDATE
from touchdown.engine.observed import Observed
from touchdown.model.errors import AccountError
from touchdown.model.output import Output, has_unknown, reveal, substitute

if TYPE_CHECKING:
    from touchdown.aws.stepfunctions.state_machine import StateMachine


def ask(reading: Reading, machine: StateMachine, there: Observed | None) -> None:
    """Asks AWS about a definition that isn't there yet, and keeps what it refuses; its warnings become notes."""
    if not reading.account.endpoint.checks_definitions:
        return
    definition = reveal(substitute(machine.definition, _predicted))
    if has_unknown(definition) or (there is not None and there.values.get("definition") == definition):
        return
    try:
        answer = reading.api.once(VALIDATE, definition=to_text(definition), type=machine.type, severity="WARNING")
    except AccountError:
        return
    found = [*answer.get("diagnostics", ())]
    failed = answer.get("result") == "FAIL"
    errors = [one for one in found if one.get("severity") == "ERROR"]
    machine.refused_by_aws = tuple(map(_said, errors)) or ("definition= is refused by AWS.",) if failed else ()
    for one in found:
        if one.get("severity") != "ERROR":
            reading.note(f"{machine.address}: {_said(one)}")


def _predicted(output: Output) -> str | None:
    account: Any = output.resource.account
    return output.resource.predict(output.attribute, account.place())


def _said(diagnostic: Mapping[str, Any]) -> str:
    return " ".join(_parts(diagnostic))


def _parts(diagnostic: Mapping[str, Any]) -> Iterator[str]:
    yield "AWS says of definition=,"
    if diagnostic.get("location"):
        yield f"at {diagnostic['location']},"
    yield f"{diagnostic.get('code', '')}: {diagnostic.get('message', '')}"
