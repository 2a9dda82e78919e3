"""References between things in the account, derived from the values that were read.

A thing refers to another
- whose ARN or URL stands anywhere in its values: in a policy, a variable of the environment, a list;
- below whose ARN its own lies, as an object's below that of its bucket;
- whose name is one of its values as a whole, under a key that says the type: `log_group`, `TABLE_NAME`.

References that values don't show are added by the type (`Observed.refers_to`). Values are searched once, and the ARNs
and URLs in them are looked up: the cost depends on the length of the texts, not on the number of things.

Weaknesses: a name under any other key (`ORDERS: "orders"`) is no reference, since it may be any word, and a thing that
is referred to isn't pruned. An ARN that continues a thing's own may belong to another thing that wasn't read, as if
another role's name were the path of a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, cast

from touchdown.engine.observed import Observed

_START = re.compile(r"\b(?:arn:|[a-z][a-z0-9+]*://)")
"""The beginning of an ARN or a URL."""

_RUN = re.compile(r"""[^\s"'`<>\\]*""")
"""The text that may follow: an ARN or URL of a thing is a part of it."""

_END = re.compile(r"[^\w.+=@#-]|\.(?![\w.])")
"""The end of a name: `:*`, `/index`, `?x`, `,`, and the full stop of a sentence can't belong to it."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class References:
    """The things that others may refer to, by ARN, URL and name."""

    def __init__(self, things: Iterable[Observed]) -> None:
        self._by_address: dict[str, str] = {}
        self._by_name: dict[str, list[Observed]] = {}
        arns: dict[str, str] = {}
        for thing in things:
            arns[thing.arn] = thing.arn
            self._by_name.setdefault(thing.name, []).append(thing)
            for text in thing.outputs.values():
                if _START.match(text):
                    self._by_address.setdefault(text.rstrip("/"), thing.arn)
        # An output may be the ARN of another thing, which has it first.
        self._by_address |= arns

    def of(self, user: Observed) -> set[str]:
        """The ARNs of the things that a thing was observed to refer to."""
        found = {arn for key, text in _texts(user.values) for arn in self._in_text(user, key, text)}
        found.update(self._by_address[arn] for arn in user.refers_to if arn in self._by_address)
        found.update(self._begun_with(user.arn, user.arn))
        return found - {user.arn}

    def _in_text(self, user: Observed, key: str, text: str) -> Iterator[str]:
        for thing in self._by_name.get(text, ()):
            if _says_type(key, thing.type) and _in_one_place(user.arn, thing.arn):
                yield thing.arn
        if text in self._by_address:
            yield self._by_address[text]
        elif "arn:" in text or "://" in text:
            starts = [found.start() for found in _START.finditer(text)]
            for start, end in pairwise([*starts, len(text)]):
                yield from self._begun_with(_run(text, start, end), user.arn)

    def _begun_with(self, text: str, own: str) -> Iterator[str]:
        """The ARN of the thing whose ARN or URL is the longest that a text begins with, unless it is `own`."""
        for end in [len(text), *(found.start() for found in reversed([*_END.finditer(text)]))]:
            arn = self._by_address.get(text[:end])
            if arn and arn != own:
                yield arn
                return


def _run(text: str, start: int, end: int) -> str:
    found = _RUN.match(text, start, end)
    return found.group() if found else ""


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """All texts in a value, each with the key that it stands under."""
    if isinstance(value, str):
        yield key, str.__str__(value)
    elif isinstance(value, Mapping):
        for name, item in cast(Mapping[Any, Any], value).items():
            yield from _texts(name)
            yield from _texts(item, str.__str__(name) if isinstance(name, str) else "")
    elif isinstance(value, list | tuple | set | frozenset):
        for item in cast(Iterable[Any], value):
            yield from _texts(item, key)


def _says_type(key: str, type_name: str) -> bool:
    """Whether a key has the noun of a type in it: `table`, `ORDERS_TABLE`, `tableNames`, for `dynamodb_table`."""
    noun = re.split("[_:]", type_name)[-1].lower()
    words = re.split(r"[^a-z0-9]+", _HUMP.sub("_", key).lower())
    return noun in words or f"{noun}s" in words


def _in_one_place(arn: str, other: str) -> bool:
    """Whether two ARNs name the same region and account, if both name any: a name means a thing in the same place."""
    pairs = zip(arn.split(":")[3:5], other.split(":")[3:5], strict=False)
    return all(mine == theirs or not mine or not theirs for mine, theirs in pairs)
