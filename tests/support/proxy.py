"""A reverse proxy: takes requests, has them answered, and passes on what is to be passed on.

Bodies are passed on as they came, so that checksums, `aws-chunked` framing and its trailers survive; only the chunks of
HTTP's own transfer encoding are put together. So are those of the answer: a stream of events is seen at its end only.
The host's name is passed on too; addresses that an emulator makes from it lead through here.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from email.message import Message
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import HeadersDict

from tests.support.answers import Answer
from tests.support.faults import Dropped
from tests.support.operations import Request

Forward = Callable[[], Answer]
Exchange = Callable[[Request, Forward], Answer]

# They are about one connection, not about the message. The length is set anew.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "expect", "content-length"})


class ReverseProxy(ThreadingHTTPServer):
    """A server on a port of its own in front of another, with a thread for each connection.

    What `exchange` raises, but for `Dropped`, is kept in `errors`, and the connection is closed.
    """

    request_queue_size = 256
    daemon_threads = False  # so that closing waits for them

    def __init__(self, upstream: str, exchange: Exchange) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        location = urlsplit(upstream)
        self.upstream = (location.hostname or "127.0.0.1", location.port or 80)
        self.exchange = exchange
        self.errors: list[Exception] = []
        self._sockets: set[socket.socket] = set()
        self._sockets_lock = threading.Lock()
        self._closed = False
        # It looks that often whether it has to end.
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), name="wire")
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def close(self) -> None:
        """Stop, and close every connection on both sides, which ends the threads that wait for one."""
        self.shutdown()
        self._thread.join()
        with self._sockets_lock:
            self._closed = True
            for connection in self._sockets:
                _shut(connection)
        self.server_close()

    def watch(self, connection: socket.socket) -> None:
        with self._sockets_lock:
            self._sockets.add(connection)
            if self._closed:  # its thread started too late for `close` to see it
                _shut(connection)

    def unwatch(self, connection: socket.socket) -> None:
        with self._sockets_lock:
            self._sockets.discard(connection)


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: ReverseProxy  # pyright: ignore[reportIncompatibleVariableOverride]  # the one that makes it
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together

    def setup(self) -> None:
        super().setup()
        self.server.watch(self.connection)

    def finish(self) -> None:
        self.server.unwatch(self.connection)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with suppress(OSError):  # the client is gone: it was killed, or did not want to wait
            super().handle()

    def handle_expect_100(self) -> bool:
        proceed = super().handle_expect_100()
        self.wfile.flush()
        return proceed

    def _answer(self) -> None:
        body = self._read_body()
        request = Request(self.command, self.path, HeadersDict(self.headers.items()), body)
        try:
            answer = self.server.exchange(request, lambda: self._forward(body))
        except Dropped:
            self.close_connection = True
        except Exception as error:
            self.server.errors.append(error)
            self.close_connection = True
        else:
            self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _answer  # noqa: N815 (names of http.server)

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _read_chunks(self) -> bytes:
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def _forward(self, body: bytes) -> Answer:
        """Ask the emulator. If it doesn't answer, nor do we."""
        # A connection of its own for each: one that was kept may be closed by the emulator just when it is used.
        with closing(HTTPConnection(*self.server.upstream)) as upstream:
            try:
                upstream.connect()
                self.server.watch(upstream.sock)
                _put(upstream, self.command, self.path, self.headers, body)
                return _get(upstream)
            except (OSError, HTTPException) as error:
                raise Dropped from error
            finally:
                if upstream.sock:
                    self.server.unwatch(upstream.sock)

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        has_body = self.command != "HEAD" and answer.status not in (204, 304)
        if has_body:
            self.send_header("Content-Length", str(answer.announced or len(answer.body)))
        self.end_headers()
        if has_body:
            self.wfile.write(answer.body)
        self.wfile.flush()
        self.close_connection |= answer.announced is not None

    def log_message(self, format: str, *args: Any) -> None:
        """The calls are recorded, not logged."""


def _put(upstream: HTTPConnection, method: str, target: str, headers: Message, body: bytes) -> None:
    upstream.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        if name.lower() not in _HOP_BY_HOP:
            upstream.putheader(name, value)
    if body or method in ("POST", "PUT"):
        upstream.putheader("Content-Length", str(len(body)))
    upstream.putheader("Connection", "close")
    upstream.endheaders(body or None)


def _get(upstream: HTTPConnection) -> Answer:
    with upstream.getresponse() as response:
        headers = tuple((name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP)
        if response.headers.get("Content-Length") and response.length == 0:
            # What would be the length of an answer without a body is one of its headers.
            headers += (("Content-Length", response.headers["Content-Length"]),)
        return Answer(response.status, headers, response.read())
