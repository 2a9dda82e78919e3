"""Answers that came whole.

botocore tells urllib3 not to hold what came against the length that was announced. Where a connection breaks in the
middle of an answer, it then finds half a document, which it can't read, or takes the half of a list for an empty one.
Here such an answer is none: the call is repeated like any other that wasn't answered.

Weakness: of an answer that announces no length nothing can be told; AWS announces one, or sends chunks, which tell
their end. What is read as a stream, botocore does hold against its length (`Api.streamed`).
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
    """botocore's HTTP session, in which an answer that was cut short is an error."""

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
