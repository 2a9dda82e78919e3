"""Treats truncated responses as failures, to be repeated.

botocore has urllib3 ignore the announced length of a response. Where a connection breaks in the middle of a response,
botocore finds half a document, which it can't read, or takes half a list for an empty list. Here such a response counts
as none: the call is repeated like any other call without an answer.

Weakness: a response without an announced length can't be checked; AWS announces the length, or sends chunks, whose end
is marked. botocore itself checks the length of streams (`Api.streamed`).
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ConnectionClosedError
from urllib3.exceptions import HTTPError

_WITHOUT_BODY = (204, 304)
_REFUSED = 300
"""From this status on an answer is read at once, whatever it would have been otherwise."""


class AnswerCutShort(ConnectionClosedError):
    """A part of an answer came, and not the rest. botocore repeats such calls."""

    fmt = "The connection was closed after {came} of {announced} bytes of the answer."


class WholeAnswers:
    """botocore's HTTP session, in which a truncated response is an error."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def send(self, request: Any) -> Any:
        response = self._session.send(request)
        is_stream = request.stream_output and response.status_code < _REFUSED
        if is_stream or request.method == "HEAD" or response.status_code in _WITHOUT_BODY:
            return response
        announced, came = response.headers.get("Content-Length", ""), len(_content(request, response))
        if announced.isdecimal() and came < int(announced):
            raise AnswerCutShort(endpoint_url=request.url, came=came, announced=announced)
        return response

    def close(self) -> None:
        self._session.close()


def _content(request: Any, response: Any) -> Any:
    """What came. botocore has read it, but for a refusal where a stream was expected: it would do so too late."""
    try:
        return response.content
    except HTTPError as error:
        raise ConnectionClosedError(endpoint_url=request.url, error=error, request=request) from error
