"""Event patterns: what EventBridge would refuse in them, and the form in which they are compared (EVENTS.md, 42)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from touchdown.aws.constraints import problems as constraint_problems
from touchdown.model.output import has_unknown, reveal


def meaning(pattern: Any) -> object:
    """A pattern without its spelling: EventBridge escapes some characters."""
    return json.dumps(pattern, sort_keys=True)


def problems(pattern: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a pattern, as sentences without their subject."""
    if not pattern:
        yield "is empty, and would mean no event"
    wrong = list(_misplaced(pattern, ""))
    yield from wrong
    if not wrong and not has_unknown(pattern):
        yield from constraint_problems("events:PutRule", "EventPattern", json.dumps(reveal(dict(pattern))))


def _misplaced(pattern: Mapping[str, Any], above: str) -> Iterator[str]:
    """Values that stand outside of a list, in all levels."""
    for key, value in pattern.items():
        where = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _misplaced(cast("Mapping[str, Any]", value), f"{where}.")
        elif not isinstance(value, list | tuple):
            yield f'has a value under "{where}" that stands in no list: write [{json.dumps(str(value))}]'
        elif not value:
            yield f'has an empty list under "{where}"'
