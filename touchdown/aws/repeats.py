"""Pauses of botocore before it repeats a call that was throttled, failed or not answered.

botocore doesn't report them, so the time between an answer, or none, and the next attempt of the same call is measured.
botocore makes all attempts of a call in the same thread.
"""

from __future__ import annotations

import threading
import time
from typing import Any


class Repeats(threading.local):
    """The pauses within the call that this thread is making."""

    def __init__(self) -> None:
        self.paused = 0.0
        """In seconds."""
        self._answered: float | None = None

    def begin(self) -> None:
        """Another call begins."""
        self.paused, self._answered = 0.0, None

    def watch(self, client: Any) -> None:
        """Has a botocore client tell of its attempts."""
        client.meta.events.register("before-send", self._sent)
        client.meta.events.register("response-received", self._received)

    def _sent(self, **_: object) -> None:
        if self._answered is not None:
            self.paused += time.monotonic() - self._answered

    def _received(self, **_: object) -> None:
        self._answered = time.monotonic()
