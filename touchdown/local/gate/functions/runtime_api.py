"""Lambda's Runtime API for one process: it asks for the next event, and posts its result or its error.

The address has a secret part, so that no other program of the machine takes an event, or answers it.
Source: AWS Lambda developer guide, "Using the Lambda runtime API for custom runtimes".
"""

from __future__ import annotations

import json
import queue
import re
import secrets
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs

LARGEST = 6_291_556
"""Bytes of a result. Source: Lambda quotas, and the message of Function.ResponseSizeTooLarge."""

_POSTED = re.compile(r"/runtime/(?:invocation/([^/]+)/(response|error)|(init)/error)/?")
_BODY_BOUND = 64_000_000


@attrs.frozen
class Event:
    request_id: str
    body: bytes
    headers: Mapping[str, str]


@attrs.frozen
class Posted:
    """What the process has said: ready for an event (kind "next"), a result, or an error."""

    kind: str
    body: Any = None


class RuntimeApi:
    """`said` has what the process says, in its order."""

    def __init__(self) -> None:
        self.said: queue.SimpleQueue[Posted] = queue.SimpleQueue()
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._prefix = f"/{secrets.token_hex(16)}"
        self._request_id: str | None = None
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.5}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}{self._prefix}"

    def send(self, event: Event) -> None:
        self._request_id = event.request_id
        self._events.put(event)

    def close(self) -> None:
        self._events.put(None)
        threading.Thread(target=self._shut, daemon=True).start()  # it waits for the server's poll

    def _shut(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def is_next(self, path: str) -> bool:
        return path == f"{self._prefix}/2018-06-01/runtime/invocation/next"

    def next_event(self) -> Event | None:
        self.said.put(Posted("next"))
        return self._events.get()

    def take(self, path: str, body: bytes) -> tuple[int, dict[str, str]]:
        """Take what the process posts: the answer's status and document."""
        found = _POSTED.search(path)
        if not path.startswith(self._prefix) or not found:
            return 404, {}
        request_id, kind, init = found.groups()
        if not init and request_id != self._request_id:
            return 400, {"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"}
        self._request_id = None
        if kind == "response" and len(body) > LARGEST:
            said = f"Response payload size exceeded maximum allowed payload size ({LARGEST} bytes)."
            error = {"errorMessage": said, "errorType": "Function.ResponseSizeTooLarge"}
            self.said.put(Posted("error", error))
            return 202, {}  # AWS says 413, at which the client ends: it would be started again for the next event
        self.said.put(Posted("init" if init else kind, _parsed(body)))
        return 202, {}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: RuntimeApi) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody wants to see each request."""

    def do_GET(self) -> None:
        if not self.server.api.is_next(self.path):
            return self._answer(404, b"{}")
        event = self.server.api.next_event()
        if event is None:
            return self._answer(500, b"{}")
        return self._answer(200, event.body, event.headers)

    def do_POST(self) -> None:
        status, document = self.server.api.take(self.path, self._body())
        self._answer(status, json.dumps(document).encode())

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _BODY_BOUND))
        chunks: list[bytes] = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", errors="replace")
