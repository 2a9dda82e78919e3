"""The four functions of the native part of AWS's runtime client, for Pythons and systems that it isn't made for.

The native part has wheels for Linux only, and each is for one version of Python.
"""

from __future__ import annotations

import http.client
import os

_address, _, _secret = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
_PATH = "/" + _secret + "/2018-06-01/runtime/invocation/"
_connection = http.client.HTTPConnection(_address)
_headers: dict[str, str] = {}


def initialize_client(user_agent: str) -> None:
    _headers["User-Agent"] = user_agent


def next() -> tuple[bytes, dict[str, str]]:
    response, body = _call("GET", "next", None, {}, 200)
    return body, dict(response.getheaders())


def post_invocation_result(
    invoke_id: str, result_data: bytes, content_type: str = "application/json", invocation_id: str | None = None
) -> None:
    _call("POST", f"{invoke_id}/response", result_data, {"Content-Type": content_type}, 202)


def post_error(invoke_id: str, error_response_data: str, xray_fault: str, invocation_id: str | None = None) -> None:
    # The fault for X-Ray would be another header, of any length: there is no X-Ray here.
    body = error_response_data.encode("utf-8")
    _call("POST", f"{invoke_id}/error", body, {"Content-Type": "application/json"}, 202)


def _call(
    method: str, path: str, body: bytes | None, headers: dict[str, str], expected: int
) -> tuple[http.client.HTTPResponse, bytes]:
    _connection.request(method, _PATH + path, body, {**_headers, **headers})
    response = _connection.getresponse()
    answer = response.read()
    if response.status != expected:
        raise RuntimeError(f"The Runtime API has answered {path} with {response.status}.")
    return response, answer
