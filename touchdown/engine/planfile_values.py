"""The values in a plan's file: enough to see whether they are still the same, and no secrets.

Values stand as they are, so that a reader sees what the plan is based on. A value that is or may be a secret, as in a
function's environment, is replaced by a hash with a salt of the file's own: equal values have equal hashes within a
file, and different hashes in another file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import attrs

from touchdown.engine.change import Change
from touchdown.engine.lifecycle import Provider
from touchdown.engine.observed import Values
from touchdown.model.field import fields_of
from touchdown.model.output import Output, as_text, has_secret, masked, reveal, substitute
from touchdown.model.resource import Resource
from touchdown.model.workspace import BaseWorkspace

Sealed = Mapping[str, Any]
_HASH = "hmac-sha256:"


@attrs.frozen
class Seal:
    """Makes the values of a file, with its salt."""

    salt: bytes = attrs.field(repr=False)

    def hash(self, value: object) -> str:
        return _HASH + hmac.new(self.salt, as_text(_plain(value)).encode(), hashlib.sha256).hexdigest()[:32]

    def declared(self, resource: Resource, workspace: BaseWorkspace) -> Sealed:
        """The declared values, with the names of outputs in place of their values: no call is needed."""
        if resource.external:
            return {}
        provider = cast(Provider, workspace.accounts[resource.account.name])
        values = dict(provider.lifecycle(resource.TYPE).desired(resource))
        return self._values(resource, substitute(values, _named))

    def observed(self, change: Change) -> Sealed | None:
        """The values that were read. If a resource isn't declared any more, nobody knows which of them are secret."""
        if change.observed is None:
            return None
        owner = {"workspace": change.observed.workspace, "address": change.observed.address}
        if change.resource is None:
            return {**owner, "values": self.hash(change.observed.values)}
        return {**owner, **self._values(change.resource, change.observed.values, change.desired or {})}

    def becomes(self, change: Change) -> str:
        """A hash of the declared values with their outputs put in, as far as those are known."""
        return self.hash(reveal(substitute(dict(change.desired or {}), _named)))

    def _values(self, resource: Resource, values: Values, wanted: Values | None = None) -> dict[str, Any]:
        """`wanted` tells of values that were read which of them are secret."""
        members = fields_of(type(resource))
        found: dict[str, Any] = {}
        for name, value in values.items():
            sensitive = (name in members and members[name].sensitive) or has_secret((wanted or values).get(name))
            found[name] = self._covered(reveal(value)) if sensitive else masked(_plain(value))
        return json.loads(as_text(found))

    def _covered(self, value: object) -> object:
        """Only hashes; a dictionary has a hash for each entry, so that the changed entry can be named."""
        if isinstance(value, Mapping):
            return {key: self.hash(one) for key, one in cast(Mapping[str, object], value).items()}
        return self.hash(value)


def unlike(before: Any, now: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The differences of two such values, as `timeout: 3 -> 60`; hashed and long values are left out."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        left, right = cast(Mapping[str, object], before), cast(Mapping[str, object], now)
        for key in sorted({*left, *right}):
            yield from unlike(left.get(key), right.get(key), (*path, key))
    elif before != now:
        yield f"{'.'.join(path) or 'it'}{_pair(before, now)}"


_WIDE = 60


def _pair(before: Any, now: Any) -> str:
    texts = [json.dumps(one, ensure_ascii=False) for one in (before, now)]
    hidden = any(_HASH in text or len(text) > _WIDE for text in texts)
    return "" if hidden else f": {' -> '.join(texts)}"


def _named(output: Output) -> str:
    return f"({output.described()})"


def _plain(value: Any) -> Any:
    """The value without classes of ours: each is replaced by what it is compared by."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in cast(Mapping[Any, Any], value).items()}
    return attrs.asdict(value, filter=_is_compared) if hasattr(value, "__attrs_attrs__") else value


def _is_compared(member: attrs.Attribute[Any], value: object) -> bool:
    return bool(member.eq)
