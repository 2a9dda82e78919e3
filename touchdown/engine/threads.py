"""Threads for work that spends most of its time waiting for AWS."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@contextmanager
def threads(number: int, name: str) -> Generator[ThreadPoolExecutor]:
    """A pool that ends with the block; at once if the block is left by an error, as when the user interrupts it."""
    pool = ThreadPoolExecutor(max_workers=max(1, number), thread_name_prefix=name)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def at_once(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The results for all items, worked on at the same time."""
    if len(items) <= 1:
        return [work(item) for item in items]
    with threads(len(items), "account") as pool:
        return list(pool.map(work, items))
