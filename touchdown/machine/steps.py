"""Slow steps on this machine, such as building packages, reported to whatever shows progress.

    with steps("Compressing pandas, numpy", size) as did:
        did(1_000_000)

A step lasts as long as its block. Steps may run side by side, in several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Did = Callable[[int], None]
"""Called with the number of bytes done since the last call."""


class Steps(Protocol):
    """Shows steps, or ignores them."""

    def __call__(self, what: str, size: int = 0) -> AbstractContextManager[Did]:
        """Begins a step; `size` is in bytes, 0 where it isn't known."""
        ...


def unheard(size: int) -> None:
    """A `Did` that ignores the progress."""


@contextmanager
def untold(what: str, size: int = 0) -> Generator[Did]:
    """A `Steps` that shows nothing."""
    yield unheard
