"""The chain between client and emulator: each link answers a call, or lets the next link answer it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import Any, Protocol, cast

import attrs

from tests.support.answers import Answer
from tests.support.calls import Call

Forward = Callable[[bytes], Awaitable[Answer]]
"""Lets the next link answer a call; takes the body to pass on."""

ROUTED: ContextVar[str] = ContextVar("routed", default="")
"""The path and query that a link sends a call to, in place of its own."""

Json = dict[str, Any]


class Link(Protocol):
    """A part of the simulation."""

    async def answer(self, call: Call, forward: Forward) -> Answer: ...


def chained(links: Sequence[Link], call: Call, last: Forward) -> Forward:
    """The function that passes a call to the first link, which passes it to the second, and so on."""
    if not links:
        return last
    first, rest = links[0], chained(links[1:], call, last)

    async def forward(body: bytes) -> Answer:
        given = attrs.evolve(call.request, body=body)
        return await first.answer(call if given == call.request else Call(call.operation, given), rest)

    return forward


class Latency:
    """Delays every call."""

    def __init__(self, seconds: Callable[[str], float]) -> None:
        self._seconds = seconds

    async def answer(self, call: Call, forward: Forward) -> Answer:
        await asyncio.sleep(self._seconds(call.name))
        return await forward(call.request.body)


def json_of(answer: Answer) -> Json | None:
    """An answer's JSON, if it is a success and holds JSON."""
    if answer.status >= 300:
        return None
    try:
        value: Any = json.loads(answer.body)
    except ValueError:
        return None
    return cast(Json, value) if isinstance(value, dict) else None


def with_json(answer: Answer, value: Json) -> Answer:
    """An answer with another content."""
    return attrs.evolve(answer, body=json.dumps(value).encode())
