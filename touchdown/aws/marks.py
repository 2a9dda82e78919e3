"""Marks: the beginning of a name or id, by which something without tags is ours where others put theirs beside it."""

from __future__ import annotations

import hashlib


def hashed(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def start_of_id(workspace: str | None, address: str) -> str:
    """The beginning of the ids of a resource."""
    return f"{of_workspace(workspace)}{hashed(address, 12)}-"


def of_workspace(workspace: str | None) -> str:
    """The beginning of all ids of a workspace."""
    return f"touchdown-{hashed(workspace or '', 8)}-"
