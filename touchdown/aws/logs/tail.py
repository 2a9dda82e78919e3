"""Log events of functions, merged in the order of their times, and followed.

Functions may share a log group. It is read once, and a stream's name says which function wrote it (AWS, "Configuring
CloudWatch log groups"). Weakness: an emulator leaves it out of the name; then all functions that log there are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import attrs

from touchdown.aws.connection import Connection
from touchdown.engine.account_context import account_context
from touchdown.engine.threads import threads
from touchdown.model.errors import Missing
from touchdown.model.workspace import BaseWorkspace

_LOOK_AGAIN = 1.0
_LATE = 10_000
"""Milliseconds after an event in which older events may still come in."""


_WRITER = re.compile(r"\d{4}/\d\d/\d\d/([^\[]+)\[")
"""The name of a stream in a group that isn't a function's own: 2026/11/26/NAME[$LATEST]0a1b..."""


@attrs.frozen(eq=False)
class Source:
    """A log group. `functions` has what its declared functions are called here, by name; `wanted` has those of them
    whose events are asked for."""

    account: Connection
    group: str
    functions: Mapping[str, str]
    wanted: Set[str]

    def writer(self, stream: str) -> str | None:
        """The name of the function that wrote a stream; None if its events aren't asked for."""
        found = _WRITER.match(stream)
        if found is None:
            return " or ".join(self.functions.values())
        return self.functions[found[1]] if found[1] in self.wanted else None


@attrs.frozen
class LogEvent:
    """A line of a log; `time` in milliseconds since 1970."""

    time: int
    function: str
    message: str
    identity: str = attrs.field(repr=False)


class Tail:
    """Reads the events of some functions of a workspace, none of them twice."""

    def __init__(self, workspace: BaseWorkspace, sources: Sequence[Source], since: int) -> None:
        self._workspace = workspace
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
        with account_context(self._workspace, source.account.name):
            found = self._found(source)
        seen = self._seen[source]
        new = [event for event in found if event is not None and event.identity not in seen]
        seen.update((event.identity, event.time) for event in new)
        self._forget(source)
        return new

    def _found(self, source: Source) -> list[LogEvent | None]:
        start = self._newest[source]
        found = source.account.api.pages("logs:FilterLogEvents", "events", logGroupName=source.group, startTime=start)
        try:
            return [_event(source, raw) for raw in found]
        except Missing:
            return []  # the function hasn't logged yet

    def _forget(self, source: Source) -> None:
        """Moves the start of the next look, with room for events that are late."""
        seen = self._seen[source]
        if seen:
            self._newest[source] = max(self._newest[source], max(seen.values()) - _LATE)
            self._seen[source] = {one: time for one, time in seen.items() if time >= self._newest[source]}


def _event(source: Source, raw: Mapping[str, Any]) -> LogEvent | None:
    stream = raw.get("logStreamName", "")
    writer = source.writer(stream)
    if writer is None:
        return None
    message, at = raw["message"].rstrip("\n"), int(raw["timestamp"])
    return LogEvent(at, writer, message, raw.get("eventId") or f"{stream} {at} {message}")
