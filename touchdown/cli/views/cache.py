"""Shows the cache: what is in it, and what was removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from touchdown.cli.views.values import size_of
from touchdown.machine.cache import Part

VERSION = 1
_NAMES = {
    "bundle": ("set of distributions", "sets of distributions"),
    "bytecode": ("compiled distribution", "compiled distributions"),
    "package": ("large package, or its hash", "large packages, or their hashes"),
    "environment": ("environment of the local AWS", "environments of the local AWS"),
}


def as_text(folder: Path, parts: Sequence[Part]) -> RenderableType:
    lines = [Text(f"{folder}  {size_of(sum(part.size for part in parts))}", style="bold", overflow="fold")]
    return Group(*lines, *(Text(f"    {_described(part)}") for part in parts))


def _described(part: Part) -> str:
    text = f"{size_of(part.size):>10}  {_counted(len(part.entries), part)}"
    if part.oldest is not None and part.newest is not None:
        text += f", made {_days(part.oldest, part.newest)}"
    return text + (f", {part.used} in use" if part.used else "")


def cleaned_as_text(found: Sequence[Part], buckets: Mapping[str, bool]) -> RenderableType:
    lines = [f"Removed {_counted(_removed(part), part)}." for part in found if _removed(part)]
    lines += [f"Kept {_counted(part.used, part)}: in use just now." for part in found if part.used]
    lines += [
        f"Deleted the bucket {name}." if there else f"There is no bucket {name}." for name, there in buckets.items()
    ]
    return Group(*map(Text, lines or ["There was nothing to remove."]))


def _counted(number: int, part: Part) -> str:
    singular, several = _NAMES[part.kind]
    return f"{number} {singular if number == 1 else several}"


def _removed(part: Part) -> int:
    return len(part.entries) - part.used


def as_json(folder: Path, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "folder": str(folder),
        "size": sum(part.size for part in parts),
        "parts": [_part_as_json(part) for part in parts],
    }


def cleaned_as_json(folder: Path, found: Sequence[Part], buckets: Mapping[str, bool]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "folder": str(folder),
        "removed": {part.kind: _removed(part) for part in found},
        "kept": {part.kind: part.used for part in found},
        "buckets": [{"name": name, "deleted": there} for name, there in buckets.items()],
    }


def _part_as_json(part: Part) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "count": len(part.entries),
        "size": part.size,
        "oldest": _time(part.oldest),
        "newest": _time(part.newest),
        "in_use": part.used,
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _days(oldest: float, newest: float) -> str:
    first, last = (datetime.fromtimestamp(time, UTC).date().isoformat() for time in (oldest, newest))
    return f"on {first}" if first == last else f"from {first} to {last}"
