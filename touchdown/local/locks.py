"""Locks between processes, which the system releases however their holder ends."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

# Shorter than a user wonders, longer than a glance at the status takes.
_UNREMARKABLE = 1.0


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
