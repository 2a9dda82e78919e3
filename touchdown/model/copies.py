"""Copies of what a user passes: a declaration keeps what it was given when it was made.

Without them, a dictionary that is used for two functions, and changed in between, would be changed in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast


def copied(value: object) -> object:
    """A mapping, list, tuple or set, copied with all that lies in it; anything else as it is, resources among it."""
    if isinstance(value, Mapping):
        return {key: copied(inner) for key, inner in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list):
        return [copied(inner) for inner in cast("list[object]", value)]
    if type(value) is tuple:
        return tuple(copied(inner) for inner in cast("tuple[object, ...]", value))
    return set(cast("set[object]", value)) if isinstance(value, set) else value
