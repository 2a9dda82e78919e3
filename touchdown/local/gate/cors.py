"""CORS: a page of a browser may read what the user's own buckets declare, and nothing that MiniStack says by itself.

A page reaches an object with a presigned URL, if a CORS rule of the bucket names it. APIs and function URLs declare the
same for themselves, on ports of their own (`doors.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from . import ministack
from .request import Message, Request, Send
from .signatures import Signature


def preflight(request: Request) -> ministack.Answer | None:
    """The bucket's answer to a browser that asks whether a page may send a request; None if that isn't asked."""
    headers = request.headers
    if request.method != "OPTIONS" or "origin" not in headers or "access-control-request-method" not in headers:
        return None
    bucket, key = _target(request)
    answer = ministack.bucket_preflight(bucket, key, headers)
    return answer if answer[0] == 200 else None


def allowed(request: Request, page: str, signature: Signature) -> dict[str, str]:
    """The headers for a page that may read the answer to a presigned request; none if it may not even ask."""
    if not signature.presigned or signature.service != "s3":
        return {}
    return ministack.bucket_answers(_target(request)[0], request.method, {**request.headers, "origin": page})


def only(send: Send, headers: Mapping[str, str]) -> Send:
    """Sends an answer with these headers of CORS, and none of MiniStack's."""

    async def send_without(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [one for one in message["headers"] if not one[0].lower().startswith(b"access-control-")]
            ours = [(name.encode(), value.encode()) for name, value in headers.items()]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return send_without


def _target(request: Request) -> tuple[str, str]:
    """The bucket, in the host's name or the path, and the key."""
    bucket, dot, _ = request.headers["host"].rpartition(".localhost")
    if dot:
        return bucket.removesuffix(".s3"), request.path.lstrip("/")
    bucket, _, key = request.path.lstrip("/").partition("/")
    return bucket, key
