"""Invokes a function: and reads its answer, or doesn't wait for it."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Mapping
from typing import Any, cast

import attrs

from touchdown.aws.api import read_stream
from touchdown.aws.connection import Connection
from touchdown.engine.events import Report, silent

_DURATION = re.compile(r"\tDuration: ([0-9.]+) ms")


@attrs.frozen
class FunctionError:
    """The error that a function raised, or the reason why Lambda ended it."""

    kind: str
    message: str
    trace: tuple[str, ...]


@attrs.frozen
class Invocation:
    """The result of an invocation. `duration` is in milliseconds, as Lambda bills it where it says so."""

    result: Any
    error: FunctionError | None
    log: str
    duration: float


def invoke(account: Connection, name: str, payload: bytes, report: Report = silent) -> Invocation:
    """Invokes a function and waits for its answer.

    :param payload: JSON text, up to 6 MB.
    """
    began = time.monotonic()
    answer = account.api.call(
        "lambda:Invoke",
        report=report,
        FunctionName=name,
        Payload=payload,
        LogType="Tail",
        InvocationType="RequestResponse",
    )
    took = (time.monotonic() - began) * 1000
    body = _parsed(read_stream(answer["Payload"], "lambda:Invoke"))
    log = base64.b64decode(answer.get("LogResult", "")).decode("utf-8", "replace")
    said = _DURATION.search(log)
    duration = float(said.group(1)) if said else took
    if answer.get("FunctionError"):
        return Invocation(None, _error(body), log, duration)
    return Invocation(body, None, log, duration)


def invoke_async(account: Connection, name: str, payload: bytes, report: Report = silent) -> str:
    """Hands an event to a function without waiting for it, and returns the request's id, which its log has too.

    :param payload: JSON text, up to 1 MB.
    """
    answer = account.api.call(
        "lambda:Invoke", report=report, FunctionName=name, Payload=payload, InvocationType="Event"
    )
    return answer["ResponseMetadata"]["RequestId"]


def _parsed(payload: bytes) -> Any:
    """The answer as a value; as text where a custom runtime answers with something else than JSON."""
    text = payload.decode("utf-8", "replace")
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _error(body: Any) -> FunctionError:
    if not isinstance(body, Mapping):
        return FunctionError("Error", str(body), ())
    fields = cast(Mapping[str, Any], body)
    trace = fields.get("stackTrace") or fields.get("trace") or ()
    lines = (trace,) if isinstance(trace, str) else tuple(str(line).rstrip("\n") for line in trace)
    message = fields.get("errorMessage", json.dumps(body))
    return FunctionError(str(fields.get("errorType", "Error")), str(message), lines)
