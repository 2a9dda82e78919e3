"""Whose turn it is among changes that need nothing any more, when not all can be made at the same time.

It is the turn of the kind that has the least in flight: of one type, in one account. AWS's request limits are for
these, and so are its waits: functions that wait for a fresh role, or 1,000 log groups for their limit, don't keep the
others from being made. Of one kind, what became ready last goes first: what depends on it isn't left for the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import attrs

Kind = tuple[str, int]
"""An account, and the rank of a type."""


@attrs.define
class Scheduler:
    """What is ready, and how much of each kind is in flight."""

    _ready: dict[Kind, list[str]] = attrs.field(init=False, factory=lambda: defaultdict[Kind, list[str]](list))
    _in_flight: Counter[Kind] = attrs.field(init=False, factory=Counter[Kind])

    def add(self, ready: Iterable[tuple[Kind, str]]) -> None:
        """Takes in what became ready at the same time, of which the first goes first."""
        for kind, address in reversed([*ready]):
            self._ready[kind].append(address)

    @property
    def in_flight(self) -> int:
        """How much is."""
        return self._in_flight.total()

    def take(self) -> str | None:
        """What is begun now; None if nothing is ready."""
        # Of two kinds that have as much in flight, the lower rank is that of what depends on the other.
        kind = min(self._ready, key=lambda one: (self._in_flight[one], one[1], one[0]), default=None)
        if kind is None:
            return None
        address = self._ready[kind].pop()
        if not self._ready[kind]:
            del self._ready[kind]
        self._in_flight[kind] += 1
        return address

    def over(self, kind: Kind) -> None:
        """One of a kind isn't in flight any more."""
        self._in_flight[kind] -= 1
