"""What a process prints: read while it runs, so that it never waits for us, and taken without waiting for it."""

from __future__ import annotations

import os
import select
import threading

_LARGEST = 8_000_000  # bytes that are kept of one invocation


class Output:
    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._printed = bytearray()
        self._reading = threading.Lock()
        self._ended = False
        os.set_blocking(pipe, False)
        threading.Thread(target=self._follow, daemon=True).start()

    def take(self) -> str:
        """All that has been printed up to now. What was printed before a result was posted is in the pipe."""
        with self._reading:
            self._read()
            text = self._printed.decode("utf-8", errors="replace")
            self._printed.clear()
        return text

    def _follow(self) -> None:
        waiting = select.poll()
        waiting.register(self._pipe, select.POLLIN)
        while not self._ended:
            waiting.poll()
            with self._reading:
                self._read()
        os.close(self._pipe)

    def _read(self) -> None:
        while not self._ended:
            try:
                some = os.read(self._pipe, 65536)
            except BlockingIOError:
                return
            self._ended = not some
            self._printed += some
            del self._printed[:-_LARGEST]
