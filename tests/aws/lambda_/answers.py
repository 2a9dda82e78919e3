"""Answers of Lambda's that say something else than the emulator did."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def saying(**members: Any) -> Callable[[bytes], bytes]:
    """Edits an answer so that it says something else of the function."""

    def edit(body: bytes) -> bytes:
        answer = json.loads(body)
        answer.get("Configuration", answer).update(members)
        return json.dumps(answer).encode()

    return edit
