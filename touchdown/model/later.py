"""Classes that are imported when they are first needed, so that a command imports only what its Touchdownfile declares.

    if TYPE_CHECKING:
        from touchdown.aws.sqs.queue import Queue
    else:
        Queue = later("touchdown.aws.sqs.queue:Queue")

Editors and type checkers see the class, and the running program a stand-in for it.
"""

from __future__ import annotations

import functools
import importlib
import threading
from typing import Any

_importing = threading.RLock()
"""Types are read in many threads, and their modules import each other: two threads that import two of them at the same
time would each find the other's half done."""


def named(place: str) -> Any:
    """What is called so, as `MODULE:NAME`; its module is imported if it isn't yet."""
    module, _, name = place.partition(":")
    with _importing:
        return getattr(importlib.import_module(module), name)


class Later:
    """The stand-in for a class of a module that isn't imported yet. Calling it makes an instance of the class."""

    def __init__(self, place: str) -> None:
        self.place = place

    @functools.cached_property
    def cls(self) -> Any:
        return named(self.place)

    def __call__(self, **fields: Any) -> Any:
        return self.cls(**fields)


def later(place: str) -> Any:
    """The class `MODULE:NAME`, imported when it is first used."""
    return Later(place)


def imported(cls: Any) -> Any:
    """The class, also where a stand-in is given."""
    return cls.cls if isinstance(cls, Later) else cls
