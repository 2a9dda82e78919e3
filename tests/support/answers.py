"""Answers, and errors as each protocol of AWS writes them, so that botocore reads code and message from them."""

from __future__ import annotations

import json
import re
from xml.sax.saxutils import escape

import attrs

from tests.support.operations import Operation

_REQUEST_ID = "00000000-0000-0000-0000-000000000000"
_XML_CODE = re.compile(rb"<Code>([^<]*)</Code>")


@attrs.frozen
class Answer:
    """What is sent back for a request."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = attrs.field(default=b"", repr=False)
    announced: int | None = None
    """The length that the answer says it has, where less comes of it."""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def error_code(self) -> str | None:
        """The code of the error that this is; the status where the answer has no code (it has none for a HEAD)."""
        if self.status < 400:
            return None
        code = self.header("x-amzn-ErrorType") or self._code_in_body() or str(self.status)
        return code.partition(":")[0].rpartition("#")[2]

    def _code_in_body(self) -> str | None:
        if found := _XML_CODE.search(self.body):
            return found[1].decode()
        try:
            return json.loads(self.body).get("__type")
        except (ValueError, AttributeError):
            return None


def error(operation: Operation, code: str, message: str, status: int, date: str = "") -> Answer:
    """An error of an operation, in the protocol that it was called in; with the time that AWS's clock tells."""
    made = _error(operation, code, message, status)
    return attrs.evolve(made, headers=(*made.headers, ("Date", date))) if date else made


def _error(operation: Operation, code: str, message: str, status: int) -> Answer:
    match operation.protocol:
        case "query":
            text = f"<ErrorResponse><Error><Type>Sender</Type>{_xml(code, message)}</Error></ErrorResponse>"
            return _answer(status, "text/xml", text)
        case "rest-xml":
            return _answer(status, "application/xml", f"<Error>{_xml(code, message)}</Error>")
        case "rest-json":
            text = json.dumps({"Type": "User", "message": message})
            return _answer(status, "application/json", text, ("x-amzn-ErrorType", code))
        case "json":
            text = json.dumps({"__type": f"com.amazonaws#{code}", "message": message})
            return _answer(status, "application/x-amz-json-1.1", text)
        case protocol:
            raise NotImplementedError(f"errors of the protocol {protocol}")


def of_json(body: object) -> Answer:
    """An answer of an operation that speaks JSON."""
    return _answer(200, "application/json", json.dumps(body))


def of_xml(text: str) -> Answer:
    """An answer of an operation that speaks XML."""
    return _answer(200, "text/xml", text)


def _xml(code: str, message: str) -> str:
    return f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"


def _answer(status: int, content_type: str, text: str, *headers: tuple[str, str]) -> Answer:
    headers = (("Content-Type", content_type), ("x-amzn-RequestId", _REQUEST_ID), *headers)
    return Answer(status, headers, text.encode())
