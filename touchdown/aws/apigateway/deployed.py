"""The description of a deployment: which document it is of, in digests (APIS.md, 11).

    Touchdown 0123456789abcdef 1a2b3c4d...
              |                a route: four characters of its hash, and four of what it is
              the document

The digest of the document is what counts; those of the routes only say which of them a change is about.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from touchdown.aws.marks import hashed

_HEAD = "Touchdown"
_ROOM = 1000
_NAME = 4
_PAIR = 2 * _NAME
_OTHER = "as deployed"


@attrs.frozen
class Deployed:
    """What a description says."""

    digest: str | None
    routes: Mapping[str, str] | None
    """By the hash of a route the hash of what it is; None where the description has no room for them."""


def to_text(digest: str, routes: Mapping[str, str]) -> str:
    pairs = "".join(sorted(hashed(name, _NAME) + hashed(said, _NAME) for name, said in routes.items()))
    text = f"{_HEAD} {digest} {pairs}"
    return text if len(text) <= _ROOM else f"{_HEAD} {digest}"


def from_text(text: str) -> Deployed:
    head, digest, pairs = [*text.split(" "), "", ""][:3]
    if head != _HEAD or not digest:
        return Deployed(None, {})
    cut = [pairs[at : at + _PAIR] for at in range(0, len(pairs), _PAIR)]
    return Deployed(digest, {one[:_NAME]: one[_NAME:] for one in cut} if pairs else None)


def routes_seen(deployed: Deployed, declared: Mapping[str, str]) -> Mapping[str, str]:
    """The routes that are deployed, in the words of the declaration where they are as declared."""
    if deployed.routes is None:
        return declared
    names = {hashed(name, _NAME): name for name in declared}
    seen: dict[str, str] = {}
    for short, said in deployed.routes.items():
        name = names.get(short)
        if name is None:
            seen[f"a route {short}"] = _OTHER
        else:
            seen[name] = declared[name] if hashed(declared[name], _NAME) == said else _OTHER
    return seen
