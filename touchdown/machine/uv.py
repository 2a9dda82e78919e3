"""Finds uv, removes credentials from its output, and keeps those of AWS from it.

Building a distribution from its source runs somebody else's code, which gets uv's environment.
"""

from __future__ import annotations

import os
import re

import uv

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+(?=@)")


def find() -> str:
    """The path of uv's executable. Raises FileNotFoundError if this environment has none."""
    return uv.find_uv_bin()


def environment(**more: str) -> dict[str, str]:
    """The environment for uv and what it builds: nothing of AWS's, neither keys nor the names of profiles."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("AWS_")}, **more}


def without_credentials(text: str) -> str:
    """uv's output without the passwords that URLs in it may hold."""
    return _CREDENTIALS.sub("***", text)
