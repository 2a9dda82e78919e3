"""The wire between Touchdown, or any other client, and an emulator: every call is named and recorded, and may go wrong.

Operations are named as botocore has them (`lambda:CreateFunction`), or by a pattern (`s3:*`, `*`).

Calls to an emulator are over so soon that even those started at once seldom overlap. For `rounds` and `Call.depth` to
say something, make them last: `wire.slow("*", 0.05)`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self, Unpack

import attrs

from tests.support import answers, calls
from tests.support.answers import Answer
from tests.support.calls import Call
from tests.support.faults import FOREVER, Act, Dropped, Fault, Faults, Hold, Strikes, When, cut_short
from tests.support.operations import Request, identify
from tests.support.proxy import Forward, ReverseProxy

__all__ = ["FOREVER", "Call", "Dropped", "Fault", "Hold", "When", "Wire"]


class Wire:
    """A wire to an emulator. Its clients use `wire.address`.

    All that makes calls go wrong takes `nth` (the first call to be struck, counted from one, of those meant), `times`
    (how many; or `FOREVER`) and `matching` (whether a call is meant). A fault of the test's own code comes out of
    closing the wire.
    """

    def __init__(self, upstream: str) -> None:
        self._log = calls.CallLog()
        self._faults = Faults()
        self._holds: list[Hold] = []
        self._closed = threading.Event()
        self._proxy = ReverseProxy(upstream, self._exchange)
        self.address = self._proxy.address

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._closed.set()
        for hold in self._holds:
            hold.release()
        self._proxy.close()
        if self._proxy.errors:
            raise ExceptionGroup("on the wire", self._proxy.errors)

    # What was called

    @property
    def calls(self) -> list[Call]:
        return self._log.calls

    def names(self) -> list[str]:
        return [call.name for call in self.calls]

    def counts(self) -> Counter[str]:
        return Counter(self.names())

    def writes(self) -> list[str]:
        """The calls that may change something, also those that failed."""
        return [call.name for call in self.calls if call.writes]

    def rounds(self) -> int:
        """How many calls were made one after another: the longest chain of them."""
        return calls.rounds(self.calls)

    def forget(self) -> None:
        """Forget what was called. The faults stay, and count on."""
        self._log.forget()

    # What goes wrong

    def fail(
        self,
        operation: str,
        *,
        code: str,
        message: str = "",
        status: int = 400,
        date: str = "",
        when: When = "before",
        **strikes: Unpack[Strikes],
    ) -> Fault:
        """Answer with an error: instead of asking the emulator, or, `after`, instead of the answer to what it did."""

        def act(call: Call, answer: Answer | None) -> Answer:
            return answers.error(call.operation, code, message, status, date)

        return self._add(operation, when, act, strikes)

    def drop(self, operation: str, *, when: When = "before", **strikes: Unpack[Strikes]) -> Fault:
        """Close the connection: before the emulator was asked, or, `after`, when it has done it."""

        def act(call: Call, answer: Answer | None) -> None:
            raise Dropped

        return self._add(operation, when, act, strikes)

    def leave_unanswered(self, operation: str, *, when: When = "before", **strikes: Unpack[Strikes]) -> Fault:
        """Keep the connection open, and say nothing: the emulator was not asked, or, `after`, it has done it."""

        def act(call: Call, answer: Answer | None) -> None:
            self._closed.wait()
            raise Dropped

        return self._add(operation, when, act, strikes)

    def cut(self, operation: str, **strikes: Unpack[Strikes]) -> Fault:
        """Close the connection in the middle of the answer; where that has no body, before it."""
        return self._add(operation, "after", cut_short, strikes)

    def slow(self, operation: str, seconds: float, **strikes: Unpack[Strikes]) -> Fault:
        """Let a call take longer."""

        def act(call: Call, answer: Answer | None) -> None:
            self._closed.wait(seconds)

        return self._add(operation, "before", act, {"times": FOREVER, **strikes})

    def hold(self, operation: str, *, when: When = "before", **strikes: Unpack[Strikes]) -> Hold:
        """Hold a call until it is released."""
        hold = Hold()
        self._holds.append(hold)
        self._add(operation, when, hold.act, strikes)
        return hold

    def on(
        self, operation: str, do: Callable[[Call], object], *, when: When = "before", **strikes: Unpack[Strikes]
    ) -> Fault:
        """Do something at a call. Whatever it raises closes the connection; `Dropped` does it without being a fault."""

        def act(call: Call, answer: Answer | None) -> None:
            do(call)

        return self._add(operation, when, act, strikes)

    def replace(self, operation: str, edit: Callable[[bytes], bytes], **strikes: Unpack[Strikes]) -> Fault:
        """Change the body of an answer."""

        def act(call: Call, answer: Answer | None) -> Answer | None:
            return answer and attrs.evolve(answer, body=edit(answer.body))

        return self._add(operation, "after", act, {"times": FOREVER, **strikes})

    def answer(self, operation: str, make: Callable[[Call], object], **strikes: Unpack[Strikes]) -> Fault:
        """Answer with what becomes JSON, whatever the emulator says. What is to fail or to be dropped still is."""

        def act(call: Call, answer: Answer | None) -> Answer | None:
            return answers.of_json(make(call))

        return self._add(operation, "after", act, {"times": FOREVER, **strikes})

    def heal(self) -> None:
        """Let nothing go wrong any more. What is held is released."""
        self._faults.clear()
        for hold in self._holds:
            hold.release()

    def _add(self, operation: str, when: When, act: Act, strikes: Strikes) -> Fault:
        return self._faults.add(Fault(operation, when, act, **strikes))

    def _exchange(self, request: Request, forward: Forward) -> Answer:
        call = self._log.begin(identify(request), request)
        given: Answer | None = None
        try:
            given = answer = self._faults.before(call) or self._faults.after(call, forward())
            return answer
        finally:
            # Before the answer is sent: the next call of the same client begins after this one has ended.
            self._log.end(call, given)
