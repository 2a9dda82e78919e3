"""Copies of mappings and lists that a user passes: a declaration keeps the values that it was made with.

Without copies, a dictionary that is used for two functions, and changed in between, would change in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast


def copied(value: object) -> object:
    """A deep copy of a mapping, list, tuple or set; any other value, such as a resource, is returned as it is."""
    if isinstance(value, Mapping):
        return {key: copied(inner) for key, inner in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list):
        return [copied(inner) for inner in cast("list[object]", value)]
    if type(value) is tuple:
        return tuple(copied(inner) for inner in cast("tuple[object, ...]", value))
    return set(cast("set[object]", value)) if isinstance(value, set) else value
