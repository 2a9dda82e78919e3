"""Addresses as users type them: whole, or an ending that begins at a type, a kind or a whole name.

`eu-west-1/s3_bucket.pics:object.in/a.jpg` may be typed as

    s3_bucket.pics:object.in/a.jpg    from the type
    pics:object.in/a.jpg              from the bucket's name
    object.in/a.jpg                   from the kind
    in/a.jpg                          the file's name

Endings are worked out from types and names, not from the text: names may have dots, colons and slashes in them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from touchdown.model.errors import CommandLineError
from touchdown.model.resource import Resource, label_of

Known = Mapping[str, tuple[str, str]]
"""Addresses, each with the type and the identity that it is made of."""


def known(resources: Iterable[Resource]) -> Known:
    return {one.address: (one.TYPE, one.identity) for one in resources}


def endings(kind: str, identity: str) -> Iterator[str]:
    """The endings of an address, the longest first."""
    kinds = kind.split(":")
    names = identity.split(":", len(kinds) - 1)
    for at in range(len(kinds)):
        ending = label_of(":".join(kinds[at:]), ":".join(names[at:]))
        yield ending
        if names[at]:
            yield ending.removeprefix(f"{kinds[at]}.")


def addresses_ending(typed: str, addresses: Known) -> list[str]:
    """The addresses that have this ending. A whole address means itself, even if another ends in it, and so does one
    from its type on: a target is called after its function."""
    if typed in addresses:
        return [typed]
    from_type = [address for address, made_of in addresses.items() if typed == label_of(*made_of)]
    return from_type or [address for address, made_of in addresses.items() if typed in endings(*made_of)]


def single_endings(addresses: Known) -> dict[str, str]:
    """The endings that a single address has, each with that address."""
    users: dict[str, set[str]] = {}
    labels = {label_of(*made_of) for made_of in addresses.values()}
    for address, made_of in addresses.items():
        for ending in endings(*made_of):
            if ending not in labels or ending == label_of(*made_of):
                users.setdefault(ending, set()).add(address)
    return {ending: one for ending, (one, *others) in users.items() if not others and ending not in addresses}


def refuse_several(typed: str, found: list[str], option: str = "") -> None:
    """Raises an error that lists the addresses, if several have the ending."""
    if len(found) > 1:
        raise CommandLineError(
            f"{option} {typed}: {len(found)} addresses end in that.".lstrip(), hint=f"Write {' or '.join(found)}."
        )


def closest(typed: str, addresses: Known, cutoff: float = 0.8) -> str | None:
    """The address, or the ending of one, that was probably meant."""
    candidates = (*addresses, *single_endings(addresses))
    return next(iter(difflib.get_close_matches(typed, candidates, n=1, cutoff=cutoff)), None)
