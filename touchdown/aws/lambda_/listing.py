"""Functions read in bulk: ListFunctions lists fifty in a call, without their tags and their state.

The list is read for as long as most functions on a page are declared; in an account with many others that is a single
page. The tags are those that the tagging API knows. A function that is missing in either is read by itself.

A list has no state. A change that Lambda failed to make is noticed all the same, because `touchdown:applied` is
missing. Weakness: a new function loses that tag once its failure is seen; an apply that is killed before that leaves
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from touchdown.aws.lambda_.live import read, told
from touchdown.aws.reading import Reading
from touchdown.aws.resource import AwsResource
from touchdown.engine.observed import Observed
from touchdown.model.errors import AccessDenied


def one_by_one(reading: Reading, cls: type[AwsResource], names: Sequence[str]) -> dict[str, Observed]:
    """Reads each by itself, all at the same time."""
    found = reading.each(lambda name: read(reading, cls, name), names)
    return {one.name: one for one in found if one is not None}


def in_bulk(reading: Reading, cls: type[AwsResource], names: Sequence[str]) -> dict[str, Observed]:
    """Reads functions that list and tagging API know as hints, the others by themselves."""
    listed, tagged = reading.together(lambda: _listing(reading, cls), lambda: reading.tagged("lambda"))
    tags = {name: tagged.get(reading.place.arn("lambda", f"function:{name}")) for name in names}
    hints = reading.each(lambda name: _hint(reading, cls, listed.live.get(name), tags[name]), names)
    found = {one.name: one for one in hints if one is not None}
    rest = [name for name in names if name not in found and not listed.rules_out(name)]
    return found | one_by_one(reading, cls, rest)


@attrs.frozen
class Listing:
    """The part of the list that was read: all `names`, and `live`, the configuration of declared functions."""

    live: Mapping[str, Any]
    names: frozenset[str]
    complete: bool

    def rules_out(self, name: str) -> bool:
        """Whether there is no function of this name."""
        return self.complete and name not in self.names


def _listing(reading: Reading, cls: type[AwsResource]) -> Listing:
    """The list of the account's functions, as far as it is worth reading."""
    return reading.once("functions", lambda: _listed(reading, cls))


def _listed(reading: Reading, cls: type[AwsResource]) -> Listing:
    wanted = {one.identity for one in reading.declared if one.TYPE == cls.TYPE}
    live: dict[str, Any] = {}
    names: set[str] = set()
    try:
        for page in reading.api.paginate("lambda:ListFunctions"):
            functions = {one["FunctionName"]: one for one in page["Functions"]}
            found = wanted & functions.keys()
            names |= functions.keys()
            live |= {name: functions[name] for name in found}
            if len(live) == len(wanted) or 2 * len(found) < len(functions):
                return Listing(live, frozenset(names), complete=not page.get("NextMarker"))
    except AccessDenied:
        reading.note(
            f"{reading.account.name}: without the permission lambda:ListFunctions, functions are read one by one, "
            "which takes a call for each instead of one for fifty."
        )
        return Listing({}, frozenset(), complete=False)
    return Listing(live, frozenset(names), complete=True)


def _hint(reading: Reading, cls: type[AwsResource], live: Any, tags: Mapping[str, str] | None) -> Observed | None:
    """A function as list and tagging API know it; None where either lacks it, or a part of it."""
    if live is None or tags is None or live.get("Environment", {}).get("Error"):
        return None
    return attrs.evolve(told(reading, cls, live, tags), hint=True)
