"""What a newer Touchdown has applied: it is left as it is, since its record can't be read here, and would be lost."""

from __future__ import annotations

from touchdown.model.errors import NotOurs
from touchdown.model.resource import Resource

NOTE = "It was applied by a newer Touchdown, whose record this version can't read; update Touchdown."
"""For what is as declared."""


def not_to_be_changed(resource: Resource) -> NotOurs:
    """For what isn't."""
    return NotOurs(
        f"{resource.address} can't be changed: it was applied by a newer Touchdown.",
        where=resource.where,
        why="Its tags record that in a format which this version doesn't know, and would write over.",
        hint="Update Touchdown.",
    )
