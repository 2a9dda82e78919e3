"""The versions of a function, for those who look for a way back: what differs between them, and who names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import attrs

from touchdown.aws.lambda_.aliases.history import history_of
from touchdown.aws.lambda_.aliases.routing import routing_of
from touchdown.aws.lambda_.configuration.configuration import CONFIGURATION
from touchdown.aws.lambda_.function import Function
from touchdown.aws.lambda_.packaging.code import parse_time
from touchdown.aws.lambda_.versions import LATEST
from touchdown.aws.members import values_in
from touchdown.engine.threads import at_once


@attrs.frozen
class ListedVersion:
    """A published version."""

    number: str
    made: datetime
    code: str
    """The SHA-256 of its code."""
    differs: tuple[str, ...]
    """The fields that differ from those of the version before."""
    named_by: tuple[str, ...]
    """The aliases that name it, or may be turned back to it."""
    is_first: bool


def versions_of(function: Function) -> list[ListedVersion]:
    """All versions, the newest first; in two calls at the same time."""
    api, name = function.account.api, function.name
    reads = ("lambda:ListVersionsByFunction", "Versions"), ("lambda:ListAliases", "Aliases")
    listed, aliases = at_once(lambda read: list(api.pages(*read, FunctionName=name)), reads)
    published = sorted((one for one in listed if one["Version"] != LATEST), key=lambda one: int(one["Version"]))
    found = [
        ListedVersion(
            one["Version"],
            parse_time(one["LastModified"]),
            one["CodeSha256"],
            tuple(_differing(before, one)) if before else (),
            tuple(sorted(text for alias in aliases for text in _named(alias, one["Version"]))),
            before is None,
        )
        for before, one in pairwise([None, *published])
        if one is not None
    ]
    return found[::-1]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before["CodeSha256"] != after["CodeSha256"]:
        yield "code"
    old, new = (values_in(Function, one, only=(*CONFIGURATION, "architecture")) for one in (before, after))
    yield from (name for name in new if old[name] != new[name])


def _named(alias: Mapping[str, Any], version: str) -> Iterator[str]:
    routing, history, name = routing_of(alias), history_of(alias), str(alias["Name"])
    if version == routing.newer:
        yield f"{name} ({routing.weight} %)"
    elif version == routing.version:
        yield name
    elif version == history.rejected:
        yield f"rejected by {name}"
    elif version in history.live:
        yield f"was {name}"
