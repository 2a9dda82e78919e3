"""Faults at chosen calls: `OPERATION[@NTH]=FAULT`.

An operation may be a pattern. `NTH` counts its calls from 1; without it the fault hits the next call, and with `@*`
every call. A fault is `internal-error`, `throttling`, `reset-before` or `reset-after` (the connection is reset before
the emulator gets the call, or after it has carried it out), `cut` (the connection is closed in the middle of the
answer), `no-answer`, or the name of an error in `messages`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from benchmarks.simulator.chain import Forward
from benchmarks.simulator.limits import throttled
from benchmarks.simulator.messages import MESSAGES, message
from tests.support import answers, faults
from tests.support.answers import Answer
from tests.support.calls import Call
from tests.support.faults import FOREVER, Act, Dropped, Fault, When
from tests.support.operations import Operation

_WRITTEN = re.compile(r"(?P<operation>[\w*?-]+(?::[\w*?-]+)?)(?:@(?P<nth>\d+|\*))?=(?P<fault>[\w-]+)")

_INTERNAL: Mapping[str, tuple[str, str, int]] = {
    "lambda": ("ServiceException", "An error occurred and the request cannot be processed.", 500),
    "iam": ("ServiceFailure", "The request processing has failed because of an unknown error.", 500),
    "logs": ("ServiceUnavailableException", "The service cannot complete the request.", 500),
    "s3": ("InternalError", "We encountered an internal error. Please try again.", 500),
}


class Unanswered(Exception):
    """The connection stays open without an answer."""


def internal_error(operation: Operation) -> Answer:
    """The service's internal error."""
    return answers.error(operation, *_INTERNAL.get(operation.service, ("InternalFailure", "Something broke.", 500)))


def parsed(text: str) -> Fault:
    """A fault from its text on the command line.

    :raises ValueError: the text has another form, or names no known fault.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} isn't written as OPERATION[@NTH]=FAULT, as in lambda:CreateFunction@3=throttling.")
    when, act = _act(found["fault"])
    nth = found["nth"] or "1"
    if nth == "*":
        return Fault(found["operation"], when, act, times=FOREVER)
    return Fault(found["operation"], when, act, nth=int(nth))


def _act(name: str) -> tuple[When, Act]:
    match name:
        case "internal-error":
            return "before", _answering(internal_error)
        case "throttling":
            return "before", _answering(throttled)
        case "reset-before":
            return "before", _raising(Dropped)
        case "reset-after":
            return "after", _raising(Dropped)
        case "cut":
            return "after", faults.cut_short
        case "no-answer":
            return "before", _raising(Unanswered)
        case _ if name in MESSAGES:
            return "before", _answering(lambda operation: message(name, operation))
        case _:
            raise ValueError(f"There is no fault {name!r}.")


def _answering(make: Callable[[Operation], Answer]) -> Act:
    def act(call: Call, answer: Answer | None) -> Answer:
        return make(call.operation)

    return act


def _raising(kind: type[Exception]) -> Act:
    def act(call: Call, answer: Answer | None) -> Answer | None:
        raise kind

    return act


class Faults:
    """All requested faults."""

    def __init__(self) -> None:
        self._faults = faults.Faults()

    def add(self, text: str) -> Fault:
        """Adds a fault, given as its text."""
        return self._faults.add(parsed(text))

    def clear(self) -> None:
        self._faults.clear()

    async def answer(self, call: Call, forward: Forward) -> Answer:
        return self._faults.before(call) or self._faults.after(call, await forward(call.request.body))
