"""Waiting for a condition that nobody tells of."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another process, or a thread, does by itself and tells nobody."""
    bound = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < bound, "it did not happen"
        time.sleep(0.02)
