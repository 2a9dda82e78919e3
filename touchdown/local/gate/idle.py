"""The end of a local AWS that nobody uses: after two hours without a call.

What a function calls doesn't count, and neither do a schedule's ticks, which are no calls. A `tail` does: it calls.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager


class Idle:
    """Knows when the last call from outside was."""

    def __init__(self, bound: float) -> None:
        self.bound = bound
        self._last = time.monotonic()
        self._running = 0
        self.stay = False

    @contextmanager
    def call(self) -> Generator[None]:
        """A call from outside, for as long as it takes."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            self._last = time.monotonic()

    @property
    def over(self) -> bool:
        return not self.stay and not self._running and time.monotonic() - self._last > self.bound
