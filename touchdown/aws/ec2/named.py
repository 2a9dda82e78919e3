"""How EC2 is asked for what is only named, and what it is called in messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.aws.tags import from_pairs


def filters(**wanted: str | None) -> list[dict[str, Any]]:
    """Filters of EC2's calls, of those that are given; a name has a hyphen where a keyword has an underscore."""
    return [{"Name": name.replace("_", "-"), "Values": [one]} for name, one in wanted.items() if one is not None]


def named(one: Mapping[str, Any], name: str) -> str:
    """What is found, for a message: its id, and its name."""
    called = from_pairs(one.get("Tags", ())).get("Name") or one.get("GroupName")
    return f"{one[name]} ({called})" if called else str(one[name])
