"""Ctrl-C, SIGTERM and SIGHUP (the terminal was closed) interrupt a command, until it starts printing its result.

An impatient user presses Ctrl-C again and again. A Ctrl-C while the command is already ending would cut off its last
lines and lose its exit code. So one interruption ends the command, and further ones within a moment count as the same.
Only the engine goes on after an interruption: it says that it is stopping, and the next interruption ends it. A closed
terminal counts once, although it is signalled twice: by the system, and by the shell to all processes that it started.
"""

from __future__ import annotations

import signal
import sys
import time

_MOMENT = 1.0
"""Seconds. An interruption after that is a new one: Python drops exceptions raised in some callbacks of its own."""

_TERMINAL_CLOSED = 129
"""The exit code that shells use for SIGHUP: 128 plus the signal's number."""

_raised: list[float] = []
"""When the current interruption was raised."""
_hung_up: list[int] = []
"""The SIGHUP that was received, if any."""


def heed() -> None:
    """Lets SIGTERM and SIGHUP stop the command as Ctrl-C does: changes in flight are finished."""
    signal.signal(signal.SIGTERM, _interrupt)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # under nohup it is ignored
        signal.signal(signal.SIGHUP, _hang_up)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell ignores it for background processes
        signal.signal(signal.SIGINT, _interrupt)


def expect_another() -> None:
    """Makes the next interruption end the command: the engine took the last one as a request to stop."""
    _raised.clear()


def ignore() -> None:
    """Ignores further interruptions, so that the last lines are printed and the exit code is kept."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def code(code: int) -> int:
    """The exit code of a command that would otherwise end with `code`."""
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
