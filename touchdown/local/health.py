"""Asking the process of the local AWS over HTTP.

Its socket listens before MiniStack is loaded, so a request made early is answered as soon as it is ready: the
timeout of the request is the bound of the wait.
"""

from __future__ import annotations

import http.client
import json
import urllib.request

from touchdown.model.errors import LocalError

# The user's proxies are not for an address of this machine.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def check(address: str, timeout: float) -> None:
    """Raise unless MiniStack answers at the address."""
    try:
        answer = json.loads(_call("GET", f"{address}/_ministack/health", timeout))
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "services" not in answer:
        raise LocalError(
            f"What answers at {address} is not the local AWS.",
            hint="Stop it with `touchdown local stop` and start it again.",
        )


def reset(address: str, timeout: float) -> None:
    """Remove everything from a running MiniStack, from its memory and its disk."""
    _call("POST", f"{address}/_ministack/reset", timeout)


def _call(method: str, url: str, timeout: float) -> bytes:
    try:
        with _OPENER.open(urllib.request.Request(url, method=method), timeout=timeout) as response:
            return response.read()
    except (OSError, http.client.HTTPException) as error:
        raise LocalError(
            "The local AWS is running and does not answer.",
            why=f"{method} {url}: {error}.",
            hint="Look at `touchdown local logs`; `touchdown local stop` ends it.",
        ) from error
