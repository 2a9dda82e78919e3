"""Finds uv, and removes credentials from its output."""

from __future__ import annotations

import re

import uv

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def find() -> str:
    """The path of uv's executable. Raises FileNotFoundError if this environment has none."""
    return uv.find_uv_bin()


def without_credentials(text: str) -> str:
    """uv's output without the passwords that URLs in it may hold."""
    return _CREDENTIALS.sub("***", text)
