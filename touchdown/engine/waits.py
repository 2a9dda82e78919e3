"""Waits for what isn't ready yet. No other module sleeps.

Waits are data (for AWS, in each service's `service.py`): an error that means that the same call will succeed later
(`NotYet`), or a state that a resource passes through (`Settling`), with its ends. The pauses are short at first,
because most waits are over in a second, and never long, because time is lost if a state ends between two looks.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import attrs

from touchdown.engine.events import Report, Waiting
from touchdown.model.errors import AccountError, ChangeFailed, StillNotReady

Result = TypeVar("Result")


@attrs.frozen
class NotYet:
    """An answer that means "later": which call, which error, a part of its message; how long to go on, in seconds."""

    operation: str
    code: str
    part: str
    """A regular expression: calls word the same message a little differently."""
    bound: float
    sentence: str
    """What is waited for, as a user reads it while waiting and when the bound is reached."""
    hint: str = ""
    first: float = 0.25
    samples: tuple[str, ...] = ()
    """The message as it was really seen; tests inject it."""

    def matches(self, error: AccountError) -> bool:
        return (
            error.operation == self.operation
            and error.code == self.code
            and re.search(self.part, f"{error.why} {error.what}", re.IGNORECASE) is not None
        )


@attrs.frozen(kw_only=True)
class Status:
    """A value in an answer that says how far a change is: which values are an end, and which of them a failure.

    Either the good ends are named (`done`), or what is still going on (`pending`), where AWS adds further good ends.
    """

    path: str
    """Where it stands, with dots between the steps."""
    done: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()
    reason: str = ""
    """Where the reason of a failure stands."""

    def __attrs_post_init__(self) -> None:
        if bool(self.done) == bool(self.pending):
            raise ValueError(f"{self.path} names its good ends, or what is still going on.")

    def settled(self, seen: object) -> bool:
        """Whether the change is over. A missing value is no end, unless the status names only its `pending` values."""
        value = _value(seen, self.path)
        return value not in self.pending if self.pending else value in self.done | self.failed

    def failure(self, seen: object) -> str | None:
        """What failed and why, if that is how it ended."""
        value = _value(seen, self.path)
        if value not in self.failed:
            return None
        return f"{self.path} is {value}: {_value(seen, self.reason) or 'no reason was given'}"


def _value(seen: object, path: str) -> object:
    for step in path.split("."):
        seen = cast(Mapping[str, Any], seen).get(step) if isinstance(seen, Mapping) else None
    return seen


@attrs.frozen
class Settling:
    """A state that a resource passes through: what is waited for, how it ends, and for how long, in seconds.

    It has settled once all `statuses` have. Without any, it has settled as soon as the resource is found; with `gone`,
    as soon as it isn't. A resource that isn't found is None.
    """

    operation: str
    bound: float
    sentence: str
    hint: str = ""
    first: float = 0.25
    statuses: tuple[Status, ...] = ()
    gone: bool = False

    def settled(self, seen: object) -> bool:
        if seen is None or self.gone:
            return seen is None and self.gone
        return all(status.settled(seen) for status in self.statuses)

    def failure(self, seen: object) -> str | None:
        """What failed and why, if that is how it ended."""
        return next((failure for status in self.statuses if (failure := status.failure(seen))), None)


GO_ON = "Run the same command again to go on from here."


class Clock:
    """The clock. In tests, time passes at once."""

    def now(self) -> float:
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


def pause_after(elapsed: float, first: float) -> float:
    """How long to wait before the next look: a growing time, at most a second within the first half minute."""
    return max(first, min(elapsed, 1.0 if elapsed < 30 else 5.0))


def until_accepted(call: Callable[[], Result], table: Sequence[NotYet], clock: Clock, report: Report) -> Result:
    """Makes a call again for as long as the table says that its answer means "not yet"."""
    began = clock.now()
    attempt = 0
    while True:
        try:
            return call()
        except AccountError as error:
            row = next((row for row in table if row.matches(error)), None)
            elapsed = clock.now() - began
            if row is None:
                raise
            if elapsed >= row.bound:
                raise _given_up(row, elapsed, error) from error
            attempt += 1
            _pause(row, attempt, elapsed, clock, report)


def until_settled(
    look: Callable[[], Result], row: Settling, clock: Clock, report: Report, *, address: str = ""
) -> Result:
    """Looks again until what is seen has settled, as the row says. An end that is a failure is an error."""
    seen = until(look, row.settled, row, clock, report)
    failure = row.failure(seen)
    if failure:
        raise ChangeFailed(
            f"{address}: AWS accepted the change, and then failed to make it.".removeprefix(": "),
            why=failure,
            hint="Apply again once the cause is gone.",
            operation=row.operation,
        )
    return seen


def until(
    look: Callable[[], Result], settled: Callable[[Result], bool], row: Settling, clock: Clock, report: Report
) -> Result:
    """Looks again until the caller is satisfied: for an end that depends on the declaration."""
    began = clock.now()
    attempt = 0
    while not settled(seen := look()):
        elapsed = clock.now() - began
        if elapsed >= row.bound:
            raise _given_up(row, elapsed, None)
        attempt += 1
        _pause(row, attempt, elapsed, clock, report)
    return seen


def _pause(row: NotYet | Settling, attempt: int, elapsed: float, clock: Clock, report: Report) -> None:
    seconds = pause_after(elapsed, row.first)
    report(Waiting(row.sentence, attempt, seconds=seconds))
    clock.pause(seconds)


def _given_up(row: NotYet | Settling, elapsed: float, last: AccountError | None) -> StillNotReady:
    return StillNotReady(
        f"Gave up {row.sentence} after {elapsed:.0f} seconds.",
        why=f"AWS's last answer: {last.why or last.what}" if last else "",
        hint=row.hint or GO_ON,
        code=last.code if last else "",
        operation=row.operation,
    )
