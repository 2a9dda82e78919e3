"""Resources whose names aren't unique, as APIs: each is ours by its tags, never by its name.

Of the others, those that belong to another workspace don't matter. A single resource of the name that belongs to no
workspace may be adopted; of several such resources nobody can say which is meant, and ours is created beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from touchdown.aws.reading import Reading
from touchdown.aws.tags import ADDRESS, WORKSPACE
from touchdown.model.errors import Missing
from touchdown.model.resource import carried_address

Item = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class ByTags:
    """A type whose resources are found so: `all` lists those of an account, each with its tags."""

    type: str
    noun: str
    all: Callable[[Reading], list[Item]]
    name: str = "name"
    tags: str = "tags"
    """The members that hold name and tags."""
    called: Callable[[str], str] = str
    """The name that AWS has for an identity."""

    def named(self, reading: Reading, name: str) -> Item:
        """The resource that a name means: ours, or else a single one that belongs to nobody."""
        found = self.ours_named(reading, name)
        if found is None:
            nobodys = [
                one
                for one in self.all(reading)
                if one[self.name] == self.called(name) and WORKSPACE not in self._tags(one)
            ]
            found = nobodys[0] if len(nobodys) == 1 else None
        if found is None:
            raise Missing(f"There is no {self.noun} {name}.")
        return found

    def ours_named(self, reading: Reading, name: str) -> Item | None:
        """Ours of a name; under its former address, if the account has another name now."""
        address = carried_address(reading.account.name, self.type, name)
        ours = list(self._ours(reading))
        exact = (one for one in ours if self._tags(one).get(ADDRESS) == address)
        renamed = (one for one in ours if _label(self._tags(one).get(ADDRESS, "")) == _label(address))
        hashed = (one for one in ours if one[self.name] == self.called(name) and self._is_hashed(one))
        return next(exact, None) or next(renamed, None) or next(hashed, None)

    def names_of_ours(self, reading: Reading) -> list[str]:
        return [self._name_of(one) for one in self._ours(reading)]

    def _name_of(self, item: Item) -> str:
        """The identity in the address, which lasts if somebody renames it; where that has a hash, made of its name."""
        label = _label(self._tags(item).get(ADDRESS, ""))
        if label and not self._is_hashed(item):
            return _identity(self.type, label)
        return item[self.name].replace("-", ":", self.type.count(":"))

    def _is_hashed(self, item: Item) -> bool:
        return _label(self._tags(item).get(ADDRESS, "")).startswith(f"{self.type}.sha256:")

    def _ours(self, reading: Reading) -> Iterable[Item]:
        items = self.all(reading) if reading.workspace else ()
        return (one for one in items if self._tags(one).get(WORKSPACE) == reading.workspace)

    def _tags(self, item: Item) -> Mapping[str, str]:
        return item.get(self.tags) or {}


def _identity(type_name: str, label: str) -> str:
    """What a label says behind each kind: `shop:partner` in `apigateway_rest_api.shop:api_key.partner`."""
    kinds = type_name.split(":")
    found = label.removeprefix(f"{kinds[0]}.")
    for kind in kinds[1:]:
        found = found.replace(f":{kind}.", ":", 1)
    return found


def _label(address: str) -> str:
    return address.partition("/")[2]
