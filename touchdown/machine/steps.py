"""What takes a while on this machine, as packages that are made, told to whoever shows it.

    with steps("Compressing pandas, numpy", size) as did:
        did(1_000_000)

A step goes on for as long as its block. Steps may go on beside each other, in several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Did = Callable[[int], None]
"""Told how many bytes of a step are done, besides those that were told before."""


class Steps(Protocol):
    """Whoever shows them."""

    def __call__(self, what: str, size: int = 0) -> AbstractContextManager[Did]:
        """A step, with its size in bytes if that is known."""
        ...


def unheard(size: int) -> None:
    """For where nobody wants to know."""


@contextmanager
def untold(what: str, size: int = 0) -> Generator[Did]:
    """Steps that nobody wants to know of."""
    yield unheard
