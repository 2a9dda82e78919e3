"""What is to go wrong, with which calls, and when.

A fault counts the calls that it is meant for, and strikes the `nth` of them and those after it, `times` in all. It acts
`before` the request is passed on, with no answer yet, or `after`, with the emulator's answer. It may put another answer
in its place, or raise `Dropped`. Of several faults for one call each acts, in the order in which they were made, until
one answers instead of the emulator, or drops the call; those after that one don't count it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Literal, TypedDict

import attrs

from tests.support.answers import Answer
from tests.support.calls import Call, matches

FOREVER = sys.maxsize

When = Literal["before", "after"]
Act = Callable[[Call, Answer | None], Answer | None]


class Strikes(TypedDict, total=False):
    """Which of the calls a fault strikes."""

    nth: int
    times: int
    matching: Callable[[Call], bool] | None


class Dropped(Exception):
    """The connection is closed without an answer."""


def cut_short(call: Call, answer: Answer | None) -> Answer:
    """The half of an answer; where it has no body, the connection is closed before it."""
    if answer is None or not answer.body:
        raise Dropped
    return attrs.evolve(answer, body=answer.body[: len(answer.body) // 2], announced=len(answer.body))


@attrs.define(eq=False)
class Fault:
    """One thing that goes wrong. `struck` is how often it did."""

    operation: str
    when: When
    act: Act
    nth: int = 1
    times: int = 1
    matching: Callable[[Call], bool] | None = None
    struck: int = attrs.field(default=0, init=False)
    _seen: int = attrs.field(default=0, init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def strikes(self, call: Call) -> bool:
        """Count a call if it is one of those meant, and tell whether the fault acts on it."""
        if not matches(call, self.operation) or (self.matching and not self.matching(call)):
            return False
        with self._lock:
            self._seen += 1
            strikes = self.nth <= self._seen < self.nth + self.times
            self.struck += strikes
        return strikes


class Faults:
    """All faults of a wire."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def before(self, call: Call) -> Answer | None:
        """The answer that is given instead of asking the emulator, if there is one."""
        for fault in self._striking("before", call):
            if answer := fault.act(call, None):
                return answer
        return None

    def after(self, call: Call, answer: Answer) -> Answer:
        for fault in self._striking("after", call):
            answer = fault.act(call, answer) or answer
        return answer

    def _striking(self, when: When, call: Call) -> Iterator[Fault]:
        return (fault for fault in self._faults.copy() if fault.when == when and fault.strikes(call))


class Hold:
    """A call that is held: `wait` until it is there, then `release` it."""

    def __init__(self) -> None:
        self._arrived = threading.Event()
        self._released = threading.Event()

    def wait(self, timeout: float = 30) -> None:
        """Wait until the call has arrived."""
        if not self._arrived.wait(timeout):
            raise TimeoutError(f"No such call arrived within {timeout} seconds.")

    def release(self) -> None:
        """Let this call go on, and all that would be held after it."""
        self._released.set()

    def act(self, _call: Call, _answer: Answer | None) -> None:
        self._arrived.set()
        self._released.wait()
