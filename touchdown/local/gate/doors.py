"""A port for each API and each function URL, the same from start to start.

`ports.json` holds the ids of APIs and of function URLs, and their ports. Each port serves its API and nothing else:
every path is looked for below that API. A page of any origin may ask, as on AWS: the API declares what it may read.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from . import callers, ministack, signatures
from .credentials import Credentials
from .idle import Idle
from .request import Application, Gone, Message, Receive, Refused, Request, Send, refuse, refuse_socket

_LOOPBACK = "127.0.0.1"

Serve = Callable[[Application, socket.socket, Callable[[], Awaitable[None]]], Awaitable[None]]


class Doors:
    """The open ports. `look` opens ports for new APIs, and closes those of deleted APIs."""

    def __init__(
        self, application: Application, record: Path, credentials: Credentials, idle: Idle, serve: Serve
    ) -> None:
        self._application = application
        self._record = record
        self._credentials = credentials
        self._idle = idle
        self._serve = serve
        self._ports = self._written = _read(record)
        self._open: dict[str, tuple[asyncio.Task[None], asyncio.Event]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def look(self) -> None:
        """Opens and closes ports, so that they are those of the present APIs and function URLs."""
        there = ministack.open_ones()
        for name in self._open.keys() - there.keys():
            self._close(name)
        for name in there.keys() - self._open.keys():
            self._open_one(name, *there[name])
        self._ports = {name: self._ports[name] for name in sorted(self._open)}
        if self._ports != self._written or not self._record.exists():
            _write(self._record, self._ports)
            self._written = dict(self._ports)

    def close(self) -> None:
        for name in list(self._open):
            self._close(name)

    def _open_one(self, name: str, prefix: str, account_id: str) -> None:
        listener = _listen(self._ports.get(name, 0))
        self._ports = {**self._ports, name: listener.getsockname()[1]}
        door = _Door(self._application, prefix, account_id, self._ports[name], self._credentials, self._idle)
        closed = asyncio.Event()

        async def serve() -> None:
            async def wait() -> None:
                await closed.wait()

            await self._serve(door, listener, wait)

        self._open[name] = (asyncio.get_running_loop().create_task(serve()), closed)

    def _close(self, name: str) -> None:
        task, closed = self._open.pop(name)
        closed.set()
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class _Door:
    """The application on the port of an API."""

    def __init__(
        self,
        application: Application,
        prefix: str,
        account_id: str,
        port: int,
        credentials: Credentials,
        idle: Idle,
    ) -> None:
        self._application = application
        self._prefix = prefix
        self._account_id = account_id
        self._port = port
        self._credentials = credentials
        self._idle = idle

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        try:
            request = Request(scope)
            callers.check_host(request, self._port)
            if not scope["path"].startswith("/"):
                raise Refused("Refused: a path begins with a slash.")
            if scope["type"] == "http":
                receive = await self._check_signature(request, receive)
        except Gone:
            return
        except Refused as refused:
            await (refuse(send, refused) if scope["type"] == "http" else refuse_socket(receive, send))
            return
        ministack.use_account(self._account_id)
        with self._idle.call():
            await self._application(self._below(scope), receive, send)

    async def _check_signature(self, request: Request, receive: Receive) -> Receive:
        """Refuses a wrong signature, and a post to connections without any."""
        signed = request.headers.get("authorization", "").startswith("AWS") or "X-Amz-Signature" in request.parameters
        if not signed and "/@connections" not in request.path and "AWSAccessKeyId" not in request.parameters:
            return receive
        signature = signatures.of(request)
        self._credentials.require_known(signature)
        await request.read(receive)
        self._credentials.caller(signature, request)
        return request.again(receive)

    def _below(self, scope: Message) -> Message:
        raw = bytes(scope["raw_path"]).partition(b"?")[0]
        return {**scope, "path": self._prefix + scope["path"], "raw_path": self._prefix.encode() + raw}


async def _live(receive: Receive, send: Send) -> None:
    """Starting and ending is MiniStack's, which has started before."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def serve_with_hypercorn(config: Callable[[], Any]) -> Serve:
    async def serve(application: Application, listener: socket.socket, wait: Callable[[], Awaitable[None]]) -> None:
        own = config()
        own.bind = [f"fd://{listener.detach()}"]
        await importlib.import_module("hypercorn.asyncio").serve(application, own, shutdown_trigger=wait)

    return serve


def _listen(preferred: int) -> socket.socket:
    try:
        return socket.create_server((_LOOPBACK, preferred))
    except OSError:
        return socket.create_server((_LOOPBACK, 0))


def _read(record: Path) -> dict[str, int]:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        return {str(name): port for name, port in content.items() if isinstance(port, int) and 0 < port < 65536}
    except (OSError, ValueError, AttributeError):
        return {}


def _write(record: Path, ports: dict[str, int]) -> None:
    partial = record.with_suffix(".partial")
    partial.write_text(json.dumps(ports), encoding="utf-8")
    partial.replace(record)
