"""Requests of Touchdown's own commands to the process: is it this project's, empty yourself, stay.

Each side proves that it has the project's key without sending it: the command with its question, so that no page and no
other user can ask, and the process with its answer, so that no stranger on its port is taken for it. A proof is good
for a single port, question and random number.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Awaitable, Callable
from typing import Any

from .request import Message, Receive, Refused, Request, Send, respond

PREFIX = "/_touchdown/"
PROOF = "touchdown-proof"
_NUMBER = re.compile(r"[0-9a-f]{32}")

Action = Callable[[], Awaitable[dict[str, Any]]]


def proof(secret: str, *parts: str) -> str:
    """The proof over these parts, which takes the key to compute. `health.py` computes the same."""
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


class Control:
    """Answers these requests; other parts of the process say how each is carried out."""

    def __init__(self, secret: str, port: int) -> None:
        self._secret = secret
        self._port = str(port)
        self._used: set[str] = set()
        self.actions: dict[str, Action] = {"alive": self._alive}

    async def answer(self, request: Request, send: Send) -> None:
        name = request.path.removeprefix(PREFIX)
        number, _, given = request.headers.get(PROOF, "").partition(":")
        expected = proof(self._secret, "ask", self._port, name, number)
        if (
            name not in self.actions
            or request.method != "POST"
            or not _NUMBER.fullmatch(number)
            or number in self._used
            or not hmac.compare_digest(expected.encode(), given.encode())
        ):
            raise Refused("Refused: only Touchdown's commands ask this.")
        self._used.add(number)
        body = json.dumps(await self.actions[name]())
        said = proof(self._secret, "answer", self._port, name, number, body)
        await respond(send, 200, body.encode(), [(PROOF.encode(), said.encode())])

    async def _alive(self) -> dict[str, Any]:
        return {"pid": os.getpid()}


async def call_ministack(application: Any, method: str, path: str) -> dict[str, Any]:
    """Asks MiniStack something within the process, and gives what it says."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-length", b"0")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "state": {},
        "extensions": {},
    }
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))

    receiving: Receive = receive
    await application(scope, receiving, send)
    return json.loads(b"".join(parts))
