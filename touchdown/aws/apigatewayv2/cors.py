"""CORS settings of an HTTP API: what browsers let pages of other sites do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from touchdown.model.field import Form

_ANY = {"AllowOrigins": ["*"], "AllowMethods": ["*"], "AllowHeaders": ["*"]}
Cors = Mapping[str, Any]


def _without_empty(found: Cors) -> Cors | None:
    return {name: one for name, one in found.items() if one} or None


CORS = Form(send=dict, read=_without_empty)


def wanted_cors(cors: Cors | bool | None) -> Cors | None:
    """The settings in AWS's form; None for none."""
    return _ANY if cors is True else cors or None


def meaning_of_cors(cors: Cors | None) -> object:
    """The form in which settings are compared: order doesn't matter, nor the case of headers and methods."""
    return {name: _meaning(name, one) for name, one in (cors or {}).items() if one}


def _meaning(name: str, value: Any) -> object:
    if not isinstance(value, list):
        return value
    texts = cast("list[str]", value)
    return sorted(texts if name == "AllowOrigins" else [text.lower() for text in texts])


def changed_cors(wanted: Cors, present: Cors | None) -> Cors:
    """The settings to send: AWS keeps what isn't mentioned, so what is there and isn't wanted is emptied."""
    emptied = {name: type(value)() for name, value in (present or {}).items()}
    return {**emptied, **wanted}


def cors_problems(cors: Cors | None) -> Iterator[str]:
    if cors and cors.get("AllowCredentials") and "*" in cors.get("AllowOrigins", ()):
        yield 'cors= has AllowCredentials for any origin: AWS refuses that, so name the origins instead of "*".'
