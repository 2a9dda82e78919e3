"""Ctrl-C, SIGTERM and a terminal that is closed interrupt, until what came of the command is being said; from then on
none of them does.

Who is impatient presses Ctrl-C again and again. One that came while the command is already ending would break off the
last words, and the exit code with them; so one interruption ends the command, and what follows it within a moment is
the same one. Only the engine outlives an interruption: it says that it is stopping, and the next one ends it. A
terminal is closed only once, however often that is told: by the system, and by the shell to all that it has started.
"""

from __future__ import annotations

import signal
import sys
import time

_MOMENT = 1.0
"""Seconds: who presses again after them wasn't heard. Python drops what is raised in a callback of its own."""

_TERMINAL_CLOSED = 129
"""The exit code that shells have for SIGHUP: 128 and its number."""

_raised: list[float] = []
"""When the interruption was raised that is being heeded."""
_hung_up: list[int] = []
"""The signal that said that the terminal was closed."""


def heed() -> None:
    """SIGTERM and SIGHUP stop as Ctrl-C does: what is in flight is finished."""
    signal.signal(signal.SIGTERM, _interrupt)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup makes deaf to it
        signal.signal(signal.SIGHUP, _hang_up)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell makes those in the background deaf
        signal.signal(signal.SIGINT, _interrupt)


def expect_another() -> None:
    """The last one was taken for a wish to stop, and the command goes on: the next one ends it."""
    _raised.clear()


def ignore() -> None:
    """The last words shall be read, and their exit code be had, also by who presses Ctrl-C once more."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def code(code: int) -> int:
    """The exit code of a command that would end with `code`."""
    return _TERMINAL_CLOSED if _hung_up else code


def _hang_up(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    _hung_up.append(number)
    _interrupt(number, frame)


def _interrupt(number: int, frame: object) -> None:
    now = time.monotonic()
    if not _raised or now - _raised[-1] > _MOMENT:
        _raised.append(now)
        raise KeyboardInterrupt
