"""Fields whose drift is left alone, because the declaration says so (`ignore=["read_capacity"]`).

An ignored field takes the value that was read, so that no change is planned for it and no call writes it. A resource
that doesn't exist yet is created as it is declared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from touchdown.engine.compare import differences
from touchdown.engine.observed import Observed, Values
from touchdown.model.resource import Resource


def as_observed(resource: Resource, desired: Values, observed: Observed | None) -> Values:
    """The declared values, with what is ignored as it was read."""
    if observed is None:
        return desired
    return {**desired, **{name: observed.values[name] for name in resource.ignore if name in observed.values}}


def without_ignored(
    resource: Resource, desired: Values, observed: Observed | None, is_same: Callable[[str, Any, Any], bool]
) -> tuple[Values, tuple[str, ...]]:
    """The declared values, with what is ignored as it was read; and a note for each ignored field that differs."""
    if observed is None or not resource.ignore:
        return desired, ()
    of_it = {name: value for name, value in desired.items() if name in resource.ignore}
    names = sorted({one.path[0] for one in differences(resource, of_it, observed, is_same)})
    notes = tuple(f"Its {name} differs from the declaration, and is left as it is: ignore=." for name in names)
    return as_observed(resource, desired, observed), notes


def recorded(resource: Resource, desired: Values) -> Values:
    """The values that are held against the record of what was applied last."""
    return {name: value for name, value in desired.items() if name not in resource.ignore}
