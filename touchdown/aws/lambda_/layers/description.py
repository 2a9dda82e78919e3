"""The description of a layer's version, which says whose it is: AWS has no tags for layers.

What the user wrote [touchdown shop eu-west-1 9f86d081884c7d659a2feaa0c55ad015]
                               |    |         what is in it
                               |    the account's name in the workspace
                               the workspace
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

import attrs

LONGEST: Final = 256
_MARK: Final = re.compile(r"(?:(.*) )?\[touchdown ([\w.-]+) ([\w.-]+) ([0-9a-f]{32})\]", re.DOTALL)


@attrs.frozen
class Described:
    """What a description says; of a version that isn't Touchdown's, only its text."""

    text: str
    workspace: str | None = None
    account: str = ""
    digest: str = ""


def read(description: str) -> Described:
    found = _MARK.fullmatch(description)
    return Described(found[1] or "", found[2], found[3], found[4]) if found else Described(description)


def write(text: str, workspace: str, account: str, digest: str) -> str:
    return f"{text} [touchdown {workspace} {account} {digest}]".lstrip()


def longest_text(workspace: str, account: str) -> int:
    """How long the user's part can be."""
    return LONGEST - len(write("", workspace, account, "0" * 32)) - 1


def digest_of(sha256: str) -> str:
    """What stands for a zip, by its hash."""
    return hashlib.sha256(sha256.encode()).hexdigest()[:32]
