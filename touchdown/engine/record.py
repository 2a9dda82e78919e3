"""The record of what was applied last: a short hash of each field, which a resource carries where there is room.

    2 nzXUFAVK----3FPypv

In front is the format; then two characters of a hash of each field's name, and four of one of its value, so that forty
fields fit into a tag's 256 characters. ---- is a field that holds a secret, of which nothing is told. Format 1, which
spelled names out, is read: `1 description=5d41402a policies=+`. It is written by the call that
creates, and by the last one that changes. So a field that is neither as recorded nor as declared is somebody else's
doing, even where an update was cut short on its way. Where all is as declared and the record is older, it is written
anew, so that no later plan takes the state for somebody else's.

Weaknesses: a creation that was cut short looks as if somebody had taken away what it didn't come to, until the next
apply; and so does an update that was cut short, if the declaration is changed again before that.
A hash doesn't tell the value; that is known where the declaration is still the recorded one. A type may keep a better
record of its own (`Lifecycle.outside`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping

import attrs

from touchdown.engine.change import Difference
from touchdown.engine.lifecycle import Lifecycle
from touchdown.engine.observed import Observed, Values
from touchdown.model.field import defaults_of
from touchdown.model.output import as_text, has_secret, has_unknown
from touchdown.model.resource import Resource

_FORMAT = "2"
_FORMER = "1"
_SHORT = 6
"""Hexadecimal digits of a hash: as many bits as four characters carry."""
_SECRET = "+"
_SECRET_TEXT = "----"  # nothing that a hash comes to
_EACH = re.compile(r"([A-Za-z0-9+/]{2})([A-Za-z0-9+/]{4}|----)")

Record = Mapping[str, str]
"""Hashes by field."""


def record_of(lifecycle: Lifecycle, values: Values) -> Record:
    """The hashes of values, of those that are known; secrets are still markers in them."""
    return {name: _hash(lifecycle, name, value) for name, value in sorted(values.items()) if not has_unknown(value)}


def record_of_applied(lifecycle: Lifecycle, resource: Resource, values: Values) -> Record:
    """The hashes of values as they are sent, secrets revealed; which those are, the declaration tells."""
    secrets = (name for name, value in lifecycle.desired(resource).items() if has_secret(value))
    return {**record_of(lifecycle, values), **dict.fromkeys(secrets, _SECRET)}


def secrets_in(text: str | None, fields: Iterable[str]) -> frozenset[str]:
    """Those of a type's fields that held secrets, by the text of a record."""
    return frozenset(name for name, hashed in (from_text(text, fields) or {}).items() if hashed == _SECRET)


def to_text(record: Record) -> str:
    return f"{_FORMAT} " + "".join(
        mark_of(name) + (_SECRET_TEXT if hashed == _SECRET else _text_of(bytes.fromhex(hashed)))
        for name, hashed in record.items()
    )


def from_text(text: str | None, fields: Iterable[str]) -> Record | None:
    """What a text says of these fields; None where there is none, or one of another format."""
    head, _, rest = (text or "").partition(" ")
    if head == _FORMER:
        return _from_former(rest, fields)
    if head != _FORMAT or not re.fullmatch(f"({_EACH.pattern})+", rest):
        return None
    told = dict(_EACH.findall(rest))
    marked = {name: told[mark] for name in fields if (mark := mark_of(name)) in told}
    return {name: _SECRET if one == _SECRET_TEXT else base64.b64decode(one).hex() for name, one in marked.items()}


def _from_former(rest: str, fields: Iterable[str]) -> Record | None:
    pairs = {name: hashed for name, _, hashed in (field.partition("=") for field in rest.split(" "))}
    if not all(name and hashed for name, hashed in pairs.items()):
        return None
    return {name: pairs[name][:_SHORT] for name in fields if name in pairs}


def mark_of(name: str) -> str:
    """Two characters that a record has in place of a field's name."""
    return _text_of(hashlib.sha256(name.encode()).digest()[:3])[:2]


def _text_of(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def is_old(lifecycle: Lifecycle, wanted: Values, present: Observed) -> bool:
    """Whether a record tells something else than what is wanted."""
    record = from_text(present.record, wanted) or {}
    return any(record.get(name, hashed) != hashed for name, hashed in record_of(lifecycle, wanted).items())


def changed_outside(
    lifecycle: Lifecycle, wanted: Values | None, present: Observed, differences: tuple[Difference, ...]
) -> tuple[Difference, ...] | None:
    """What is neither as it was applied last nor as it is wanted; None without a record that tells."""
    record = from_text(present.record, present.values)
    if record is None:
        return None
    now, declared = record_of(lifecycle, present.values), record_of(lifecycle, wanted or {})
    differing = {one.path[0] for one in differences}
    found: list[Difference] = []
    for name, hashed in record.items():
        if hashed == _SECRET or now.get(name, hashed) == hashed or (wanted is not None and name not in differing):
            continue
        if declared.get(name) == hashed:
            found += [_turned(one) for one in differences if one.path[0] == name]
        else:
            found.append(Difference((name,), "as it was applied", "another"))
    return tuple(found)


def is_surely_outside(
    lifecycle: Lifecycle, resource: Resource, wanted: Values, present: Observed, differences: tuple[Difference, ...]
) -> bool:
    """Whether somebody else has changed it: a field that has its default may be one that a creation didn't come to."""
    defaults = defaults_of(type(resource))
    fields = {one.path[0] for one in changed_outside(lifecycle, wanted, present, differences) or ()}
    return any(present.values.get(name) != defaults.get(name) for name in fields)


def _turned(difference: Difference) -> Difference:
    return attrs.evolve(difference, old=difference.new, new=difference.old, replaces=False)


def _hash(lifecycle: Lifecycle, name: str, value: object) -> str:
    if has_secret(value):
        return _SECRET
    meaning = lifecycle.meaning.get(name)
    text = as_text(meaning(value) if meaning else value)
    return hashlib.sha256(text.encode()).hexdigest()[:_SHORT]
