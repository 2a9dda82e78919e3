"""Where the time of a command goes: its phases, calls, changes and waits, each with its begin and end.

All times are seconds since the command began. Parameters and results of calls aren't kept, here as everywhere.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from touchdown.engine.events import Event, Failed, Finished, Reading, Report, Started, Waiting

if TYPE_CHECKING:
    from touchdown.aws.api import Call

COMPARING, OBSERVING = "comparing", "observing"
_REPEATED = "waiting to repeat a call that was throttled, failed or not answered"


@attrs.frozen
class Span:
    """A period of time. `limited` is how many of its first seconds were a wait to keep below AWS's rates."""

    name: str
    began: float
    ended: float
    detail: str = ""
    limited: float = 0.0

    @property
    def seconds(self) -> float:
        """The duration, without the wait for a rate limit."""
        return self.ended - self.began - self.limited


class Timings:
    """The timings of a command so far. Events and calls come from many threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic, began: float | None = None) -> None:
        self.phases: list[Span] = []
        self.calls: list[Span] = []
        self.changes: list[Span] = []
        self.waits: list[Span] = []
        self._now = now
        self._start = now() if began is None else began
        self._phase, self._phase_began = "reading the file", 0.0
        self._reading = 0
        self._started: dict[str, float] = {}
        self._lock = threading.Lock()

    def enter(self, phase: str) -> None:
        """Ends the current phase and begins another: each moment belongs to one phase."""
        now = self._elapsed()
        self.phases.append(Span(self._phase, self._phase_began, now))
        self._phase, self._phase_began = phase, now

    def finished(self) -> Timings:
        """Ends the current phase and, if they were interrupted, the changes."""
        if self._phase:
            self.enter("")
        for address in list(self._started):
            self._end(address, "not finished")
        return self

    def called(self, call: Call) -> None:
        """Adds a call that has just ended."""
        now = self._elapsed()
        began = max(0.0, now - call.seconds - call.limited)
        self.calls.append(Span(call.operation, began, now, f"{call.subject} {call.result}".strip(), call.limited))
        if call.paused:
            self.waits.append(Span(call.operation, now - call.paused, now, _REPEATED))

    def heard(self, report: Report) -> Report:
        """A report that passes events on and takes their times."""

        def hear(event: Event) -> None:
            with self._lock:
                self._hear(event)
            report(event)

        return hear

    def _hear(self, event: Event) -> None:
        match event:
            case Reading():
                self._reading += -1 if event.done else 1
                phase = OBSERVING if self._reading else COMPARING
                if phase != self._phase:
                    self.enter(phase)
            case Started():
                self._started[event.address] = self._elapsed()
            case Waiting():
                now = self._elapsed()
                self.waits.append(Span(event.address or "reading", now, now + event.seconds, event.sentence))
            case Finished() | Failed():
                self._end(event.address, event.action if isinstance(event, Finished) else f"{event.action} failed")
            case _:
                pass

    def _end(self, address: str, detail: str) -> None:
        now = self._elapsed()
        self.changes.append(Span(address, self._started.pop(address, now), now, detail))

    def _elapsed(self) -> float:
        return self._now() - self._start
