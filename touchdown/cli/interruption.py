"""Ctrl-C and SIGTERM interrupt, until what came of the command is being said; from then on neither does.

Who is impatient presses Ctrl-C again and again. One that came while the command is already ending would break off the
last words, and the exit code with them; so one interruption ends the command, and what follows it within a moment is
the same one. Only the engine outlives an interruption: it says that it is stopping, and the next one ends it.
"""

from __future__ import annotations

import signal
import time

_MOMENT = 1.0
"""Seconds: who presses again after them wasn't heard. Python drops what is raised in a callback of its own."""

_raised: list[float] = []
"""When the interruption was raised that is being heeded."""


def heed() -> None:
    """SIGTERM stops as Ctrl-C does: what is in flight is finished."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell makes those in the background deaf
        signal.signal(signal.SIGINT, _interrupt)


def expect_another() -> None:
    """The last one was taken for a wish to stop, and the command goes on: the next one ends it."""
    _raised.clear()


def ignore() -> None:
    """The last words shall be read, and their exit code be had, also by who presses Ctrl-C once more."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: object) -> None:
    now = time.monotonic()
    if not _raised or now - _raised[-1] > _MOMENT:
        _raised.append(now)
        raise KeyboardInterrupt
