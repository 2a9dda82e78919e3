"""The ports of this machine that lead to the local AWS's APIs and function URLs.

The process writes them down (`gate/doors.py`) as APIs and URLs come and go. A browser opens
`http://127.0.0.1:PORT/`. The id of an API is its `ApiId` (or the REST API's `id`), that of a function URL the first
part of its host's name.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast


def read(path: Path) -> dict[str, int]:
    """The ports, by the ids of APIs and function URLs; empty if there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    found = cast("dict[str, object]", content)
    return {name: port for name, port in found.items() if isinstance(port, int)}
