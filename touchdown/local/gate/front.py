"""AWS's port: decides whether a request is handed on to MiniStack."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from . import callers, control, cors, ministack, signatures
from .control import Control
from .credentials import Credentials
from .downloads import Downloads
from .idle import Idle
from .request import Application, Denied, Gone, Message, Receive, Refused, Request, Send, refuse, refuse_socket, respond

_OWN_PATHS = ("/_ministack/", "/_localstack/", "/_aws/")
_FOR_CALLERS = ("/_aws/execute-api/",)
"""Where a function of a WebSocket API posts to those who are connected."""


class Front:
    """The application that stands before MiniStack's."""

    def __init__(
        self,
        application: Application,
        *,
        port: int,
        credentials: Credentials,
        downloads: Downloads,
        control: Control,
        idle: Idle,
        after_write: Callable[[], None],
    ) -> None:
        self._application = application
        self._port = port
        self._credentials = credentials
        self._downloads = downloads
        self._control = control
        self._idle = idle
        self._after_write = after_write

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await refuse_socket(receive, send)
        elif scope["type"] == "http":
            await self._ask(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    async def _ask(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            request = Request(scope)
        except (KeyError, ValueError):
            await refuse(send, Refused("Refused: this is no request to AWS."))
            return
        try:
            await self._answer(request, receive, send)
        except Denied as denied:
            await _deny(request, denied, send)
        except Refused as refused:
            await refuse(send, refused)
        except Gone:
            pass

    async def _answer(self, request: Request, receive: Receive, send: Send) -> None:
        callers.check_host(request, self._port)
        page = callers.page(request)
        if page is None and request.path.startswith(control.PREFIX):
            with self._idle.call():
                await self._control.answer(request, send)
            return
        if page is None and self._downloads.are_asked(request):
            await self._application(request.scope, receive, cors.only(send, {}))
            return
        if page is not None and (answer := cors.preflight(request)):
            await respond(send, answer[0], answer[2], _lines(answer[1]))
            return
        await self._signed(request, page, receive, send)

    async def _signed(self, request: Request, page: str | None, receive: Receive, send: Send) -> None:
        signature = signatures.of(request) if page is None else _of_page(request)
        readable = cors.allowed(request, page, signature) if page is not None else {}
        if page is not None and not readable:
            raise callers.refuse_page()
        self._credentials.require_known(signature)
        callers.check_reads(request)
        await request.read(receive)
        caller = self._credentials.caller(signature, request)
        if request.path.startswith(_OWN_PATHS) and not caller.own and not request.path.startswith(_FOR_CALLERS):
            raise Refused("Refused: only the project's own key is good for this.")
        if signature.presigned and signature.service == "s3":
            _check_it_is_s3(request)
        if request.method not in ("GET", "HEAD"):
            send = self._looking(send)
        with contextlib.nullcontext() if caller.function else self._idle.call():
            await self._application(request.scope, request.again(receive), cors.only(send, readable))

    def _looking(self, send: Send) -> Send:
        """Before whoever has created an API knows that it is there, it has its port."""

        async def look_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._after_write()
            await send(message)

        return look_and_send


def _of_page(request: Request) -> signatures.Signature:
    """The same for a page: whatever is wrong with its signature, it learns nothing but that it is refused."""
    try:
        return signatures.of(request)
    except Refused as refused:
        raise callers.refuse_page() from refused


def _check_it_is_s3(request: Request) -> None:
    """A URL for an object must not reach another service by a header that isn't signed."""
    query = {name: [value] for name, value in request.query}
    if ministack.service_of(request.method, request.path, request.headers, query) != "s3":
        raise Refused("Refused: this URL is for S3.")


async def _deny(request: Request, denied: Denied, send: Send) -> None:
    """AWS's own error for a bad signature, without which an SDK shows its user nothing that helps."""
    query = {name: [value] for name, value in request.query}
    service = ministack.service_of(request.method, request.path, request.headers, query)
    _, headers, body = ministack.error(service, denied.code, str(denied), request.headers)
    await respond(send, 403, body, _lines(headers), close=True)


def _lines(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items() if name.lower() != "content-length"]
