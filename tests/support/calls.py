"""The calls that were made, in the order in which they arrived."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl

import attrs

from tests.support.answers import Answer
from tests.support.operations import Operation, Request

_READING = ("Get", "List", "Head", "Describe", "Filter", "Invoke")


@attrs.define(eq=False, slots=False)  # no slots: a cached property needs a dictionary
class Call:
    """One call. `depth` is how many were in flight when it arrived, itself included.

    `status` is that of the answer that was given, and stays `None` if none was; `error` is the code of that answer.
    """

    operation: Operation
    request: Request
    depth: int = 1
    started: float = attrs.field(factory=time.monotonic)
    ended: float = math.inf
    status: int | None = None
    error: str | None = None

    @property
    def name(self) -> str:
        return str(self.operation)

    @property
    def writes(self) -> bool:
        return not self.operation.name.startswith(_READING)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The parameters in path, query and body. XML and bytes are left in `request.body`, headers in `request`."""
        return {**self.operation.labels, **self.request.query, **self._in_body()}

    def _in_body(self) -> dict[str, Any]:
        match self.operation.protocol:
            case "query":
                return dict(parse_qsl(self.request.body.decode(), keep_blank_values=True))
            case "json" | "rest-json":
                return _json_object(self.request.body)
            case _:
                return {}


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value: Any = json.loads(body)
    except ValueError:
        return {}
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


class CallLog:
    """Calls as they begin and end, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._in_flight = 0

    def begin(self, operation: Operation, request: Request) -> Call:
        with self._lock:
            self._in_flight += 1
            call = Call(operation, request, depth=self._in_flight)
            self._calls.append(call)
        return call

    def end(self, call: Call, answer: Answer | None) -> None:
        with self._lock:
            self._in_flight -= 1
            call.ended = time.monotonic()
            if answer:
                call.status, call.error = answer.status, answer.error_code

    def forget(self) -> None:
        with self._lock:
            self._calls.clear()

    @property
    def calls(self) -> list[Call]:
        with self._lock:
            return self._calls.copy()


def matches(call: Call, pattern: str) -> bool:
    """Whether a call is of an operation, which may be a pattern: `lambda:*`."""
    return fnmatchcase(call.name, pattern)


class Timed(Protocol):
    """When a call began and ended, in seconds."""

    @property
    def started(self) -> float: ...

    @property
    def ended(self) -> float: ...


def rounds(calls: Sequence[Timed]) -> int:
    """How many calls were made one after another: the longest chain in which each began after the one before ended."""
    length, end = 0, -math.inf
    # Taking what ends first leaves most room for what follows, so this finds a longest chain.
    for call in sorted(calls, key=lambda call: call.ended):
        if call.started >= end:
            length, end = length + 1, call.ended
    return length
