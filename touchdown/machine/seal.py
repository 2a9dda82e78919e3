"""Seals files of the cache that this user made, so that files of anybody else are recognized.

A cache may come from elsewhere. CI systems keep it from one run to the next, and runs of branches that anybody can push
to write into it too; a hash beside a file proves nothing, because whoever replaces the file replaces the hash. So with
`--locked` only sealed files are used. The seal is an HMAC; its key is outside of the cache, in a folder that CI systems
don't keep.

Weakness: whoever can read the user's own files can also seal.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

import attrs

from touchdown.machine.atomic_files import write_atomically
from touchdown.machine.ownership import why_not_ours

_LENGTH = 32


@attrs.frozen
class Seal:
    """Seals strings, and recognizes its own seals."""

    _key: bytes = attrs.field(repr=False)

    def of(self, *what: str) -> str:
        lengths = " ".join(str(len(part)) for part in what)
        return hmac.new(self._key, "\n".join((lengths, *what)).encode(), hashlib.sha256).hexdigest()

    def holds(self, said: object, *what: str) -> bool:
        """Whether `said` is the seal of these strings."""
        return isinstance(said, str) and hmac.compare_digest(said.encode(), self.of(*what).encode())


def of_the_user() -> Seal:
    """The seal of this user, created when it is first needed.

    If its key can't be stored, or isn't the user's alone, each run has another seal, and makes everything again.
    """
    passing = secrets.token_bytes(_LENGTH)
    try:
        return Seal(_kept(place()) or passing)
    except OSError:
        return Seal(passing)


def place() -> Path:
    """The file of the key: in the folder for programs' state, not in a cache folder."""
    import platformdirs

    return platformdirs.user_state_path("touchdown", appauthor=False) / "seal"


def _kept(key: Path) -> bytes | None:
    if not key.exists():
        key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(key, secrets.token_bytes(_LENGTH), mode=0o600)
    if why_not_ours(key.parent) or why_not_ours(key):
        return None
    found = key.read_bytes()  # of two that write it at the same time, the second counts
    return found if len(found) == _LENGTH else None
