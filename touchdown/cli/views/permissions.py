"""Shows a policy, with notes for whoever grants it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from touchdown.aws.permissions import MOST_CHARACTERS, Permissions


def as_json(found: Permissions, purpose: str) -> dict[str, Any]:
    """The document for --json."""
    return {
        "version": 1,
        "for": purpose,
        "policy": found.document,
        "everywhere": dict(found.everywhere),
        "notes": [*found.notes, *_size(found)],
    }


def notes(found: Permissions) -> Iterator[str]:
    """The notes, a line each."""
    for action, reason in found.everywhere.items():
        yield f'{action} is allowed on "*": {reason}.'
    yield from found.notes
    yield from _size(found)


def _size(found: Permissions) -> Iterator[str]:
    size = len("".join(json.dumps(found.document).split()))
    if size > MOST_CHARACTERS:
        yield (
            f"The policy has {size:,} characters, and IAM takes {MOST_CHARACTERS:,} in a managed policy: "
            "divide its statements among several, or put * where names have something in common."
        )
