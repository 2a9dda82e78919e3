"""The calls that make an alias, move it to another version, and delete it.

A version is waited for until it is active, before an alias names it: AWS publishes versions that are Pending. Each call
has the RevisionId that was read right before, so that somebody else's change is never overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from touchdown.aws.lambda_.aliases.checking import checked
from touchdown.aws.lambda_.aliases.history import History, history_of
from touchdown.aws.lambda_.aliases.listing import aliases_of
from touchdown.aws.lambda_.aliases.routing import Routing, is_same_weight, is_settled, routing_of, shared
from touchdown.aws.lambda_.live import version_active
from touchdown.aws.lambda_.versions import LATEST, guard, state_of
from touchdown.aws.marks import of_workspace
from touchdown.aws.reading import reading_of
from touchdown.aws.resource import Step
from touchdown.aws.tagging import call
from touchdown.engine.events import Noted
from touchdown.engine.lifecycle import Outputs
from touchdown.engine.observed import Observed
from touchdown.model.errors import ChangedMeanwhile, Missing
from touchdown.model.resource import split_identity

if TYPE_CHECKING:
    from touchdown.aws.lambda_.aliases.alias import Alias

TYPE = "lambda_function:alias"
CREATE, UPDATE, DELETE = "lambda:CreateAlias", "lambda:UpdateAlias", "lambda:DeleteAlias"


def create(step: Step[Alias]) -> Outputs:
    version = checked(step, version_active(step, step.values["version"]))
    _write(step, CREATE, _history(step, History()).forward(version), FunctionVersion=version)
    return {"version": version}


def update(step: Step[Alias], present: Observed) -> None:
    routing, history = _moved(step, present, _history(step, history_of(present.outputs)))
    members = {**guard(present.outputs), **(routing.members() if routing else {})}
    try:
        _write(step, UPDATE, history, **members)
    except ChangedMeanwhile:
        # The answer may have been lost, and the call repeated.
        if not _is_as_written(step, history, routing):
            raise


def _moved(step: Step[Alias], present: Observed, history: History) -> tuple[Routing | None, History]:
    """Where the alias goes; None if it stays."""
    wanted, there, weight = step.values["version"], present.values["version"], step.values["weight"]
    live = present.outputs["FunctionVersion"]
    if not is_settled(wanted, there):
        version = version_active(step, wanted)
        if _equals_rejected(step, version, history.rejected):
            step.report(
                Noted(f"version {version} is the same as {history.rejected}, which was rejected: {live} stays.")
            )
            return None, attrs.evolve(history, rejected=version)
        checked(step, version)
        if weight and live != LATEST:
            return shared(live, version, weight), attrs.evolve(history, rejected="")
        return Routing(version), history.forward(version)
    if there != live and not is_same_weight(weight, present.values["weight"]):
        return shared(live, there, weight), history
    return None, history


def _equals_rejected(step: Step[Alias], version: str, rejected: str) -> bool:
    """Whether a version is made of the same as the one that was rejected, as after somebody has changed $LATEST and an
    apply has changed it back."""
    api, function = step.account.api, split_identity(TYPE, step.identity)[0]
    if not rejected:
        return False
    try:
        both = [api.call("lambda:GetFunction", FunctionName=function, Qualifier=one) for one in (version, rejected)]
    except Missing:
        return False
    new, old = (state_of(one["Configuration"]) for one in both)
    return new == old


def _write(step: Step[Alias], operation: str, history: History, **members: Any) -> None:
    function, name = split_identity(TYPE, step.identity)
    call(step, operation, FunctionName=function, Name=name, Description=str(history), **members)


def _history(step: Step[Alias], before: History) -> History:
    """What the description holds, but for versions. A kind stays in the index while another one is put in: what is left
    over is taken out later."""
    wanted, present = step.values["attached"], before.has if before.is_of(step.workspace) else ()
    has = sorted({*wanted, *present}) if set(wanted) - set(present) else wanted
    return attrs.evolve(before, text=step.values["description"], mark=of_workspace(step.workspace), has=tuple(has))


def _is_as_written(step: Step[Alias], history: History, routing: Routing | None) -> bool:
    function, name = split_identity(TYPE, step.identity)
    with reading_of(step.account, step.workspace) as reading:
        found = aliases_of(reading, function).get(name, {})
    return found.get("Description") == str(history) and routing in (None, routing_of(found))


def delete(step: Step[Alias]) -> None:
    function, name = split_identity(TYPE, step.observed.name)
    call(step, DELETE, FunctionName=function, Name=name)
