"""What stands between client and emulator: links, each of which answers a call, or has the next one answer it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, cast

import attrs

from tests.support.answers import Answer
from tests.support.calls import Call

Forward = Callable[[bytes], Awaitable[Answer]]
"""Has a call answered by what comes next; it is given the body to pass on."""

Json = dict[str, Any]


class Link(Protocol):
    """One part of the simulation."""

    async def answer(self, call: Call, forward: Forward) -> Answer: ...


def chained(links: Sequence[Link], call: Call, last: Forward) -> Forward:
    """What has the first link answer a call, which has the second, and so on."""
    if not links:
        return last
    first, rest = links[0], chained(links[1:], call, last)

    async def forward(body: bytes) -> Answer:
        given = attrs.evolve(call.request, body=body)
        return await first.answer(call if given == call.request else Call(call.operation, given), rest)

    return forward


class Latency:
    """Every call takes its time."""

    def __init__(self, seconds: Callable[[str], float]) -> None:
        self._seconds = seconds

    async def answer(self, call: Call, forward: Forward) -> Answer:
        await asyncio.sleep(self._seconds(call.name))
        return await forward(call.request.body)


def json_of(answer: Answer) -> Json | None:
    """What an answer says, if it went well and is JSON."""
    if answer.status >= 300:
        return None
    try:
        value: Any = json.loads(answer.body)
    except ValueError:
        return None
    return cast(Json, value) if isinstance(value, dict) else None


def with_json(answer: Answer, value: Json) -> Answer:
    """An answer that says something else."""
    return attrs.evolve(answer, body=json.dumps(value).encode())
