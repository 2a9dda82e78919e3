"""What AWS refuses of routes, and what is probably not meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from touchdown.aws.lambda_.invocable import Invocable

_METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_PART = re.compile(r"\{[\w.-]+\}|[^{}\s/?#]+", re.ASCII)
_REST = re.compile(r"\{[\w.-]+\+\}", re.ASCII)
DEFAULT = "$default"


def route_problems(route: str, others: Iterable[str]) -> Iterator[str]:
    """Why AWS wouldn't take a route beside the others of its API."""
    if route == DEFAULT:
        return
    method, _, path = route.partition(" ")
    if method not in _METHODS or not path.startswith("/"):
        yield f'route= is "{route}": it takes {DEFAULT}, or a method and a path, as "GET /orders/{{id}}".'
        return
    *parts, last = path[1:].split("/")
    if not all(_PART.fullmatch(one) for one in parts) or not (
        _PART.fullmatch(last) or _REST.fullmatch(last) or path == "/"
    ):
        yield f'route= is "{route}": a part of a path is a text, or a name in braces; {{NAME+}} is for the last part.'
    same = next((one for one in others if one != route and _meaning(one) == _meaning(route)), None)
    if same:
        yield f'route= is "{route}", which takes the same requests as "{same}": AWS refuses the second of them.'


def _meaning(route: str) -> str:
    """A route without the names in braces."""
    return re.sub(r"\{[^{}]*?(\+?)\}", r"{\1}", route)


def route_warnings(target: object, timeout: int) -> Iterator[str]:
    if isinstance(target, Invocable) and target.is_ours and target.function.timeout > timeout:
        yield (
            f"{target.label} may run for {target.function.timeout} seconds, and the API waits {timeout}: "
            "the caller gets an error, while the function goes on."
        )
