"""A request as it came over HTTP, and the refusal of it.

A header that comes twice is joined by a comma, as MiniStack joins it, so that what was checked is what is used.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_TEXT = (b"content-type", b"text/plain; charset=utf-8")


class Refused(Exception):
    """The request isn't answered; the text says why."""


class Denied(Refused):
    """The request is signed, and the signature isn't good: AWS's own error says so to an SDK."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Gone(Exception):
    """Whoever asked has gone away before the request was whole."""


@dataclass
class Request:
    """The head of a request, and its body once `read` was called."""

    scope: Message
    body: bytes = b""
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.headers = {}
        for name, value in self.scope["headers"]:
            key, text = name.decode("latin-1").lower(), _decoded(value)
            self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers else text

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        return str(self.scope["path"])

    @cached_property
    def raw_path(self) -> str:
        return bytes(self.scope["raw_path"]).partition(b"?")[0].decode("latin-1")

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The parameters, decoded; a plus sign stays a plus sign."""
        pairs = bytes(self.scope["query_string"]).decode("latin-1").split("&")
        return [(unquote(name), unquote(value)) for name, _, value in (pair.partition("=") for pair in pairs if pair)]

    @cached_property
    def parameters(self) -> dict[str, str]:
        return dict(self.query)

    async def read(self, receive: Receive) -> None:
        parts: list[bytes] = []
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise Gone
            parts.append(message.get("body", b""))
            more = message.get("more_body", False)
        self.body = b"".join(parts)

    def again(self, receive: Receive) -> Receive:
        """A function that gives MiniStack the body that was read, and after it what else comes."""
        left = [self.body]

        async def receive_again() -> Message:
            if left:
                return {"type": "http.request", "body": left.pop(), "more_body": False}
            return await receive()

        return receive_again


async def respond(
    send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = (_TEXT,), *, close: bool = False
) -> None:
    length = (b"content-length", str(len(body)).encode())
    more = [(b"connection", b"close")] if close else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length, *more]})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def refuse(send: Send, refused: Refused) -> None:
    """403, without headers that let a page read it. The rest of the body isn't waited for."""
    await respond(send, 403, f"{refused}\n".encode(), close=True)


async def refuse_socket(receive: Receive, send: Send) -> None:
    """The same for a websocket, before it is accepted."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
