"""The server: takes a call, passes it through the links, and asks the emulator if no link answers it.

Bodies are forwarded unchanged unless a link changes them; signatures aren't renewed, because emulators check none.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

import attrs
from aiohttp import ClientError, ClientSession, TCPConnector, web
from botocore.awsrequest import HeadersDict
from yarl import URL

from benchmarks.simulator.aliases import Aliases
from benchmarks.simulator.chain import ROUTED, Forward, Latency, Link, chained
from benchmarks.simulator.checksums import Checksums
from benchmarks.simulator.faults import Faults, Unanswered
from benchmarks.simulator.functions import Functions
from benchmarks.simulator.limits import Limits
from benchmarks.simulator.lists import Lists
from benchmarks.simulator.log_groups import LogGroups
from benchmarks.simulator.machines import Machines
from benchmarks.simulator.profile import PLAIN, Profile
from benchmarks.simulator.rest_apis import RestApis
from benchmarks.simulator.roles import Roles
from benchmarks.simulator.rules import Rules
from benchmarks.simulator.tagging import Tagging
from benchmarks.simulator.websocket_apis import WebSocketApis
from tests.support.answers import Answer
from tests.support.calls import Call, CallLog, rounds
from tests.support.faults import Dropped
from tests.support.operations import Request, identify

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "expect", "content-length"})
_OURS = "/_simulator/"
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER for a socket: closing it resets the connection."""


@attrs.frozen
class Counted:
    """Statistics of calls: the number for each operation, the total, and how many had to wait for each other."""

    by_operation: dict[str, int]
    calls: int
    rounds: int
    throttled: int

    def to_json(self) -> dict[str, Any]:
        return attrs.asdict(self)


class Simulator:
    """An account that behaves like AWS, in front of an emulator."""

    def __init__(self, upstream: str, profile: Profile = PLAIN, *, now: Callable[[], float] = time.monotonic) -> None:
        self._upstream = upstream.rstrip("/")
        self._clock = now
        self._passed = 0.0
        self._log = CallLog()
        self.faults = Faults()
        self._links: list[Link] = [
            Latency(profile.latency_of),
            self.faults,
            Limits(profile.limits, self._now),
            Roles(profile.role_usable_after, self._now),
            Aliases(profile.pending, self._now),
            Functions(profile.pending, profile.updating, self._now),
            Tagging(profile.tagging_late, self._now),
            Rules(profile.rules_seen_for, self._now),
            Machines(profile.machines_deleting, self._now),
            RestApis(logs_role=profile.logs_role),
            WebSocketApis(),
            Lists(),
            LogGroups(),
            Checksums(),
        ]
        self._over = asyncio.Event()
        self.address = ""

    @property
    def calls(self) -> list[Call]:
        return self._log.calls

    def counted(self) -> Counted:
        calls = self.calls
        throttled = sum(call.status == 429 or "Throttl" in (call.error or "") for call in calls)
        return Counted(dict(Counter(call.name for call in calls)), len(calls), rounds(calls), throttled)

    def forget(self) -> None:
        """Clears the list of calls."""
        self._log.forget()

    def settle(self) -> None:
        """Lets an hour pass, so that nothing is late any more."""
        self._passed += 3600

    def _now(self) -> float:
        return self._clock() + self._passed

    async def serve(self, port: int, ready: Callable[[], None]) -> None:
        """Serves until `stop`; port 0 means any free port."""
        connector = TCPConnector(limit=0, force_close=True)  # an emulator may close a kept connection in use
        async with ClientSession(connector=connector, auto_decompress=False) as session:

            async def handle(request: web.BaseRequest) -> web.StreamResponse:
                return await self._handle(session, request)

            runner = web.ServerRunner(web.Server(handle, auto_decompress=False), shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", port, backlog=1024)
            await site.start()
            self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            ready()
            await self._over.wait()
            await runner.cleanup()

    def stop(self) -> None:
        """Ends `serve`. Call it in the server's event loop."""
        self._over.set()

    async def _handle(self, session: ClientSession, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.content.read()
        if request.path.startswith(_OURS):
            return self._told(request)
        taken = Request(request.method, request.raw_path, HeadersDict(request.headers.items()), body)
        call = self._log.begin(identify(taken), taken)
        given: Answer | None = None
        try:
            ROUTED.set("")
            given = await chained(self._links, call, self._emulator(session, request))(body)
        except (Dropped, ClientError):
            _reset(request)
        except Unanswered:
            await self._over.wait()
        finally:
            self._log.end(call, given)
        if given and given.announced:
            return await _sent_in_part(request, given)
        return _response(request, given) if given else web.Response()

    def _emulator(self, session: ClientSession, request: web.BaseRequest) -> Forward:
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP]
        automatic = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")

        async def forward(body: bytes) -> Answer:
            asked = session.request(
                request.method,
                URL(self._upstream + (ROUTED.get() or request.raw_path), encoded=True),
                headers=headers,
                data=body or None,
                skip_auto_headers=automatic,
                allow_redirects=False,
            )
            async with asked as answer:
                kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _HOP_BY_HOP]
                if request.method == "HEAD" and "Content-Length" in answer.headers:
                    kept.append(("Content-Length", answer.headers["Content-Length"]))
                return Answer(answer.status, tuple(kept), await answer.read())

        return forward

    def _told(self, request: web.BaseRequest) -> web.Response:
        """Answers requests to the simulator itself, such as from other processes."""
        if request.method == "POST" and request.path == f"{_OURS}forget":
            self.forget()
        return web.json_response(self.counted().to_json())


def _response(request: web.BaseRequest, answer: Answer) -> web.Response:
    response = web.Response(status=answer.status, body=None if request.method == "HEAD" else answer.body)
    for name, value in answer.headers:
        if name == "Content-Type":
            response.headers[name] = value
        else:
            response.headers.add(name, value)
    return response


async def _sent_in_part(request: web.BaseRequest, answer: Answer) -> web.StreamResponse:
    """Sends part of an answer that announces more, and closes the connection."""
    response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
    response.content_length = answer.announced
    await response.prepare(request)
    await response.write(answer.body)
    if request.transport is not None:
        request.transport.close()
    return response


def _reset(request: web.BaseRequest) -> None:
    """Closes the connection so that the client sees a reset."""
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


@contextmanager
def running(
    upstream: str, profile: Profile = PLAIN, *, now: Callable[[], float] = time.monotonic
) -> Generator[Simulator]:
    """Runs a simulator in a thread of this process during the block."""
    loop = asyncio.new_event_loop()
    simulator = Simulator(upstream, profile, now=now)
    ready = threading.Event()

    def serve() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(simulator.serve(0, ready.set))
        loop.close()

    thread = threading.Thread(target=serve, name="simulator")
    thread.start()
    ready.wait()
    try:
        yield simulator
    finally:
        loop.call_soon_threadsafe(simulator.stop)
        thread.join()
