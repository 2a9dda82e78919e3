"""Locks between processes, which the system releases however their holder ends."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

# Shorter than a user wonders, longer than a glance at the status takes.
_UNREMARKABLE = 1.0

_shared: dict[Path, FileLock] = {}
"""The locks in folders of them that this process holds."""


@contextmanager
def held(path: Path, progress: Callable[[str], None], waiting_for: str) -> Generator[None]:
    """Hold the lock, waiting for whoever has it. That is said only if it takes a while."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=_UNREMARKABLE)
    except Timeout:
        progress(f"Waiting for {waiting_for}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def is_free(path: Path, timeout: float = 0) -> bool:
    """Whether nobody holds the lock, or lets go of it within the timeout."""
    try:
        with FileLock(path).acquire(timeout=timeout):
            return True
    except Timeout:
        return False


def share(folder: Path) -> None:
    """Hold a lock of our own in a folder of locks, for as long as this process lives."""
    mine = folder / f"{os.getpid()}.lock"
    if mine in _shared and mine.exists():  # its folder may have been deleted since
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    _shared[mine] = FileLock(mine)
    _shared[mine].acquire()
    atexit.register(mine.unlink, missing_ok=True)


def others(folder: Path) -> list[int]:
    """The ids of the other processes that hold locks in a folder of locks. Locks of ended processes are removed."""
    found: list[int] = []
    for one in sorted(folder.glob("*.lock")):
        if one in _shared or not one.stem.isdecimal():
            continue
        if not is_free(one):
            found.append(int(one.stem))
        else:
            one.unlink(missing_ok=True)
    return found
