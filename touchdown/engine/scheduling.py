"""Which ready change starts next when threads are scarce.

A kind is a type in an account. The kind with the fewest changes in flight goes first, because AWS's request limits and
waits are per kind: functions that wait for a fresh role, or 1,000 log groups for their limit, don't hold up the others.
Within a kind, the change that became ready last goes first, so that its dependents aren't left for the end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import attrs

Kind = tuple[str, int]
"""An account, and the rank of a type."""


@attrs.define
class Scheduler:
    """The ready changes, and the number in flight of each kind."""

    _ready: dict[Kind, list[str]] = attrs.field(init=False, factory=lambda: defaultdict[Kind, list[str]](list))
    _in_flight: Counter[Kind] = attrs.field(init=False, factory=Counter[Kind])

    def add(self, ready: Iterable[tuple[Kind, str]]) -> None:
        """Takes in changes that became ready at the same time; the first of them goes first."""
        for kind, address in reversed([*ready]):
            self._ready[kind].append(address)

    @property
    def in_flight(self) -> int:
        """The number of changes in flight."""
        return self._in_flight.total()

    def take(self) -> str | None:
        """The address of the next change; None if nothing is ready."""
        # Of two kinds with as many in flight, the lower rank is that of the dependents.
        kind = min(self._ready, key=lambda one: (self._in_flight[one], one[1], one[0]), default=None)
        if kind is None:
            return None
        address = self._ready[kind].pop()
        if not self._ready[kind]:
            del self._ready[kind]
        self._in_flight[kind] += 1
        return address

    def over(self, kind: Kind) -> None:
        """A change of this kind isn't in flight any more."""
        self._in_flight[kind] -= 1
