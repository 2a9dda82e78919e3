"""Where uv is, and what it says without credentials."""

from __future__ import annotations

import re

import uv

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def find() -> str:
    """The program of uv. Raises FileNotFoundError if this environment has none."""
    return uv.find_uv_bin()


def without_credentials(text: str) -> str:
    """What uv printed: URLs in it may hold a password."""
    return _CREDENTIALS.sub("***", text)
