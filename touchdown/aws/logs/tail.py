"""Log events of functions, merged in the order of their times, and followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from touchdown.aws.connection import Connection
from touchdown.engine.threads import threads
from touchdown.model.errors import Missing

_LOOK_AGAIN = 1.0
_LATE = 10_000
"""For how many milliseconds after an event older ones may still come in."""


@attrs.frozen
class Source:
    """Where a function logs."""

    function: str
    account: Connection
    group: str


@attrs.frozen
class LogEvent:
    """One line of a log; `time` in milliseconds since 1970."""

    time: int
    function: str
    message: str
    identity: str = attrs.field(repr=False)


class Tail:
    """Reads the events of some functions, none of them twice."""

    def __init__(self, sources: Sequence[Source], since: int) -> None:
        self._sources = sources
        self._newest = dict.fromkeys(sources, since)
        self._seen: dict[Source, dict[str, int]] = {source: {} for source in sources}

    def follow(self) -> Iterator[LogEvent]:
        """The events up to now, and then those that come, until the caller stops asking."""
        while True:
            yield from self.read()
            self._sources[0].account.clock.pause(_LOOK_AGAIN)

    def read(self) -> list[LogEvent]:
        """The events that came since the last look, in the order of their times."""
        with threads(min(len(self._sources), 10), "tail") as pool:
            found = [event for events in pool.map(self._read, self._sources) for event in events]
        return sorted(found, key=lambda event: event.time)

    def _read(self, source: Source) -> list[LogEvent]:
        try:
            found = [
                _event(source, raw)
                for raw in source.account.api.pages(
                    "logs:FilterLogEvents", "events", logGroupName=source.group, startTime=self._newest[source]
                )
            ]
        except Missing:
            return []  # the function hasn't logged yet
        seen = self._seen[source]
        new = [event for event in found if event.identity not in seen]
        seen.update((event.identity, event.time) for event in new)
        self._forget(source)
        return new

    def _forget(self, source: Source) -> None:
        """Moves the start of the next look, with room for events that are late."""
        seen = self._seen[source]
        if seen:
            self._newest[source] = max(self._newest[source], max(seen.values()) - _LATE)
            self._seen[source] = {one: time for one, time in seen.items() if time >= self._newest[source]}


def _event(source: Source, raw: Mapping[str, Any]) -> LogEvent:
    message, at = raw["message"].rstrip("\n"), int(raw["timestamp"])
    identity = raw.get("eventId") or f"{raw.get('logStreamName')} {at} {message}"
    return LogEvent(at, source.function, message, identity)
