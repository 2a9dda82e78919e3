"""Starts a state machine, and follows the execution state by state until it ends.

The history is read from where the last look ended. Of an express state machine AWS keeps none: it is started with
StartSyncExecution, which answers when it has ended.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from touchdown.aws.connection import Connection
from touchdown.aws.stepfunctions.names import HISTORY, START, START_SYNC
from touchdown.model.errors import Missing

_STATE = re.compile(r"(?P<kind>\w+)State(?P<what>Entered|Exited)")
_ENDED = {"ExecutionSucceeded": "SUCCEEDED", "ExecutionFailed": "FAILED"} | {
    "ExecutionAborted": "ABORTED",
    "ExecutionTimedOut": "TIMED_OUT",
}
_PAGE = 1000
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 2.0
_NOT_KNOWN_YET = 20
"""Looks until an execution that was just started has to be known."""


@attrs.frozen
class Passed:
    """A state that was entered."""

    state: str
    kind: str


@attrs.frozen
class Failure:
    """Something that failed on the way; the definition may go on from there."""

    error: str
    cause: str


@attrs.frozen
class Ended:
    """How an execution ended. `output` is JSON text, or None where there is none; `duration` in seconds."""

    execution: str
    status: str
    output: str | None
    error: str
    cause: str
    duration: float

    @property
    def succeeded(self) -> bool:
        return self.status == "SUCCEEDED"


Event = Passed | Failure | Ended


def run(account: Connection, arn: str, kind: str, given: str) -> Iterator[Event]:
    """Starts a state machine with an input, as JSON text, and tells what happens; the last event is its end.

    :param kind: `STANDARD` or `EXPRESS`.
    :raises Missing: there is no such state machine.
    """
    began, name = time.monotonic(), f"touchdown-{uuid.uuid4()}"
    operation = START_SYNC if kind == "EXPRESS" else START
    started = account.api.call(operation, stateMachineArn=arn, name=name, input=given)
    execution = str(started["executionArn"])
    if kind == "EXPRESS":
        yield _ended(execution, str(started["status"]), started, began)
        return
    for event in _history(account, execution):
        yield from _told(event, execution, began)


def _history(account: Connection, execution: str) -> Iterator[Mapping[str, Any]]:
    """The events of an execution, as they come."""
    token, seen, pause, looks = "", 0, _FIRST_PAUSE, 0
    while True:
        page = _page(account, execution, token, patient=not seen and looks < _NOT_KNOWN_YET)
        looks += 1
        new = [one for one in page["events"] if int(one["id"]) > seen]
        for event in new:
            seen = int(event["id"])
            yield event
            if event["type"] in _ENDED:
                return
        if page.get("nextToken"):
            token = page["nextToken"]
            continue
        pause = _FIRST_PAUSE if new else min(pause * 1.5, _LONGEST_PAUSE)
        account.clock.pause(pause)


def _page(account: Connection, execution: str, token: str, *, patient: bool) -> Mapping[str, Any]:
    more = {"nextToken": token} if token else {}
    try:
        return account.api.once(HISTORY, executionArn=execution, maxResults=_PAGE, **more)
    except Missing:
        if patient:
            return {"events": []}
        raise


def _told(event: Mapping[str, Any], execution: str, began: float) -> Iterator[Event]:
    name, details = str(event["type"]), _details(event)
    state = _STATE.fullmatch(name)
    if name in _ENDED:
        yield _ended(execution, _ENDED[name], details, began)
    elif state and state["what"] == "Entered":
        yield Passed(str(details.get("name", "")), state["kind"])
    elif "error" in details and name.endswith(("Failed", "TimedOut")):
        yield Failure(str(details["error"]), str(details.get("cause", "")))


def _details(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of an event that its type has for itself."""
    found = [value for name, value in event.items() if name.endswith("EventDetails") and value]
    return found[0] if found else {}


def _ended(execution: str, status: str, details: Mapping[str, Any], began: float) -> Ended:
    error, cause = str(details.get("error") or ""), str(details.get("cause") or "")
    return Ended(execution, status, details.get("output"), error, cause, time.monotonic() - began)
