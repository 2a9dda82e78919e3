"""A seal on what was made here: it tells that from what somebody else has put into the cache.

A cache may come from elsewhere. CI systems keep it from one run to the next, and a run for a branch that anybody can
push to writes into it, too; a hash that lies beside what it is of is written by whoever writes that. So with
`--locked` nothing counts but what is sealed, with a key that lies outside of the cache, where no CI system looks for
something to keep.

Weakness: whoever can read the user's own files can seal, too.
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
    """Seals texts, and knows its own seals."""

    _key: bytes = attrs.field(repr=False)

    def of(self, *what: str) -> str:
        lengths = " ".join(str(len(one)) for one in what)
        return hmac.new(self._key, "\n".join((lengths, *what)).encode(), hashlib.sha256).hexdigest()

    def holds(self, said: object, *what: str) -> bool:
        """Whether this is the seal of that."""
        return isinstance(said, str) and hmac.compare_digest(said.encode(), self.of(*what).encode())


def of_the_user() -> Seal:
    """The seal of this user, made when it is first needed.

    Where its key can't be kept, or isn't the user's alone, it is another one each time: then everything is made anew.
    """
    passing = secrets.token_bytes(_LENGTH)
    try:
        return Seal(_kept(place()) or passing)
    except OSError:
        return Seal(passing)


def place() -> Path:
    """Where the key is: with what programs remember of their user, and not with what they can make again."""
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
