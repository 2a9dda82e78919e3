"""Ctrl-C, SIGTERM and a terminal that is closed interrupt, until what came of the command is being said; from then on
none of them does.

Who is impatient presses Ctrl-C again and again. One that came while the command is already ending would break off the
last words, and the exit code with them; so one interruption ends the command, and what follows it within a moment is
the same one. Only the engine outlives an interruption: it says that it is stopping, and the next one ends it.
"""

from __future__ import annotations

import os
import signal
import time

_MOMENT = 1.0
"""Seconds: who presses again after them wasn't heard. Python drops what is raised in a callback of its own."""

_raised: list[float] = []
"""When the interruption was raised that is being heeded."""


_terminals: list[int] = []
"""The standard streams that are a terminal: once it is closed, they can't be told from others."""


def heed() -> None:
    """SIGTERM and SIGHUP stop as Ctrl-C does: what is in flight is finished."""
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell makes those in the background deaf
        signal.signal(signal.SIGINT, _interrupt)
    if os.name == "posix" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup makes deaf to it
        _terminals[:] = [stream for stream in (0, 1, 2) if os.isatty(stream)]
        signal.signal(signal.SIGHUP, _hang_up)


def expect_another() -> None:
    """The last one was taken for a wish to stop, and the command goes on: the next one ends it."""
    _raised.clear()


def ignore() -> None:
    """The last words shall be read, and their exit code be had, also by who presses Ctrl-C once more."""
    hang_up = (signal.SIGHUP,) if os.name == "posix" else ()
    for number in (signal.SIGINT, signal.SIGTERM, *hang_up):
        signal.signal(number, signal.SIG_IGN)


def _hang_up(number: int, frame: object) -> None:
    """What would be written to the terminal that is gone goes nowhere, in place of ending the command by an error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in _terminals:
        os.dup2(nowhere, stream)
    os.close(nowhere)
    _interrupt(number, frame)


def _interrupt(number: int, frame: object) -> None:
    now = time.monotonic()
    if not _raised or now - _raised[-1] > _MOMENT:
        _raised.append(now)
        raise KeyboardInterrupt
