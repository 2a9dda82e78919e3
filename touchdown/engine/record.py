"""The record of what was applied last: short hashes of the fields, which a resource carries where there is room.

    2 7KxQ2mB0....kPa81c Hq3z
    | |     |     |      names of secrets within sensitive fields: four characters of the hash of each
    | |     |     the next field
    | |     a field that holds a secret: two characters of its name's hash, and no hash of its value
    | a field: two characters of its name's hash, four of its value's
    format

Forty fields fit into the 256 characters of a tag. The record is written by the call that creates, and by the last one
that changes. So a field that is neither as recorded nor as declared is somebody else's doing, even where an update was
cut short on its way. Where all is as declared and the record is older, it is written anew, so that no later plan takes
the state for somebody else's.

Rules: nothing that could be a secret goes into a hash, since whoever reads tags could try secrets out. That is what was
declared as a `Secret`, and within a sensitive field what has a name that says so. Of a sensitive mapping the rest is
hashed, with a constant in place of the secrets; so is the set of its keys.

Weaknesses: a creation that was cut short looks as if somebody had taken away what it didn't come to, until the next
apply; and so does an update that was cut short, if the declaration is changed again before that. What replaces a secret
isn't told. A hash doesn't tell the value; that is known where the declaration is still the recorded one. Two fields
whose names have the same hash share their groups: then a value of one is also taken for recorded if it is the other's.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import attrs

from touchdown.engine.change import ABSENT, Difference
from touchdown.engine.compare import is_sensitive_name
from touchdown.engine.lifecycle import Lifecycle
from touchdown.engine.observed import Observed, Values, any_may_be_secret
from touchdown.model.field import defaults_of
from touchdown.model.masking import looks_secret
from touchdown.model.output import as_text, has_secret, has_unknown, reveal
from touchdown.model.resource import Resource

FORMAT = "2"
MOST_FIELDS = 40
_ROOM = 256
_NAME, _VALUE = 2, 4
_GROUP = _NAME + _VALUE
_SECRET = "...."
_HIDDEN = "(sensitive)"
"""In place of a secret within a value that is hashed."""

Path = tuple[str, ...]


@attrs.frozen
class Record:
    """What a tag holds of the fields."""

    groups: frozenset[str]
    """Of each field the hashes of name and value, in one text."""
    marks: frozenset[str] = frozenset()
    """The hashes of the names of secrets within sensitive fields."""

    def has(self, name: str) -> bool:
        """Whether a field was known when the record was written."""
        short = _hash(name, _NAME)
        return any(group.startswith(short) for group in self.groups)

    def is_secret(self, name: str) -> bool:
        """Whether a field, as a whole, held a secret."""
        return _hash(name, _NAME) + _SECRET in self.groups

    def may_be_secret(self, path: Path) -> bool:
        """Whether a value within a sensitive field was a secret."""
        return self.is_secret(path[0]) or _mark(path) in self.marks

    def hides(self, path: Path) -> bool:
        """Whether the value with this path was left out of the hash of its field."""
        return is_sensitive_name(path[-1]) or self.may_be_secret(path)

    def fits(self, lifecycle: Lifecycle, name: str, value: object) -> bool:
        """Whether a value of a field may be the recorded one, as far as the record tells."""
        if self.is_secret(name) or not self.has(name):
            return True
        known = reveal(value)
        hidden = _without(known, (name,), self.may_be_secret) if name in lifecycle.sensitive else known
        return _group(lifecycle, name, hidden) in self.groups


def record_of(lifecycle: Lifecycle, values: Values, declared: Values | None = None) -> Record:
    """The record of values, of those that are known; secrets are still markers in them, or else in what is declared."""
    declared = values if declared is None else declared
    known = [name for name in values if name not in lifecycle.recorded_apart and not has_unknown(values[name])]
    marks = {name: frozenset(map(_mark, _secrets(lifecycle, name, declared.get(name)))) for name in known}
    if sum(map(len, marks.values())) > (_ROOM - len(f"{FORMAT}  ") - _GROUP * len(values)) // _VALUE:
        marks = {name: frozenset({_mark((name,))}) if some else some for name, some in marks.items()}
    whole = {name for name, some in marks.items() if _mark((name,)) in some}
    rest = frozenset[str]().union(*(some for name, some in marks.items() if name not in whole))
    record = Record(frozenset(_hash(name, _NAME) + _SECRET for name in whole), rest)
    groups = (_covered_group(lifecycle, record, name, values[name]) for name in known if name not in whole)
    return attrs.evolve(record, groups=record.groups.union(groups))


def record_of_applied(lifecycle: Lifecycle, resource: Resource, values: Values) -> Record:
    """The record of values as they are sent, secrets revealed; which those are, the declaration tells."""
    return record_of(lifecycle, values, lifecycle.desired(resource))


def to_text(record: Record) -> str:
    parts = (FORMAT, "".join(sorted(record.groups)), "".join(sorted(record.marks)))
    return " ".join(parts).rstrip()


def from_text(text: str | None) -> Record | None:
    """What a text says; None where there is none, or one of another format."""
    head, groups, marks = [*(text or "").split(" "), "", ""][:3]
    known = head == FORMAT and groups and not len(groups) % _GROUP and not len(marks) % _VALUE
    return Record(_cut(groups, _GROUP), _cut(marks, _VALUE)) if known else None


def is_newer(text: str | None) -> bool:
    """Whether a text is of a format that a later version of Touchdown has written."""
    head = (text or "").partition(" ")[0]
    return head.isdecimal() and int(head) > int(FORMAT)


def secrets_in(record: Record | None, names: Mapping[str, object]) -> frozenset[str]:
    """Those of the fields that held secrets."""
    return frozenset(name for name in names if record is not None and record.is_secret(name))


def secrecy(lifecycle: Lifecycle, record: Record | None, values: Values) -> Callable[[Path], bool]:
    """Whether what is live in a sensitive field, by its path, may have been a secret: told where it is as recorded."""

    def may_be_secret(path: Path) -> bool:
        name = path[0]
        told = record is not None and record.has(name) and record.fits(lifecycle, name, values[name])
        return not told or record is None or record.may_be_secret(path)

    return any_may_be_secret if record is None else may_be_secret


def is_old(lifecycle: Lifecycle, wanted: Values, present: Observed) -> bool:
    """Whether a record tells something else than what is wanted, or is of an older format."""
    record = from_text(present.record)
    if record is None:
        return present.record is not None
    now = record_of(lifecycle, wanted)
    named = {group for group in now.groups if any(group[:_NAME] == one[:_NAME] for one in record.groups)}
    return not (named <= record.groups and now.marks <= record.marks)


def changed_outside(
    lifecycle: Lifecycle, wanted: Values | None, present: Observed, differences: tuple[Difference, ...]
) -> tuple[Difference, ...] | None:
    """What is neither as it was applied last nor as it is wanted; None without a record that tells."""
    record = from_text(present.record)
    if record is None:
        return None
    differing = {one.path[0] for one in differences}
    found: list[Difference] = []
    for name in moved(lifecycle, record, present.values):
        if wanted is not None and name not in differing:
            continue
        if wanted is not None and name in wanted and record.fits(lifecycle, name, wanted[name]):
            found += [turned(one) for one in differences if one.path[0] == name and _is_told(record, one)]
        else:
            found.append(Difference((name,), "as it was applied", "another"))
    return tuple(found)


def moved(lifecycle: Lifecycle, record: Record, values: Values) -> list[str]:
    """The fields that aren't any more as they were applied last."""
    compared = sorted(values.keys() - lifecycle.recorded_apart)
    return [name for name in compared if not record.fits(lifecycle, name, values[name])]


def left_out(lifecycle: Lifecycle, record: Record, values: Values) -> dict[Path, object]:
    """The values, by their paths, of which a record tells nothing but that they are there."""
    sensitive = {name: value for name, value in values.items() if name in lifecycle.sensitive and record.has(name)}
    return dict(_left_out(record, sensitive, ()))


def is_surely_outside(
    lifecycle: Lifecycle, resource: Resource, wanted: Values, present: Observed, differences: tuple[Difference, ...]
) -> bool:
    """Whether somebody else has changed it: a field that has its default may be one that a creation didn't come to."""
    defaults = defaults_of(type(resource))
    fields = {one.path[0] for one in changed_outside(lifecycle, wanted, present, differences) or ()}
    return any(present.values.get(name) != defaults.get(name) for name in fields)


def turned(difference: Difference) -> Difference:
    """A difference from what is declared to what is there."""
    return attrs.evolve(difference, old=difference.new, new=difference.old, replaces=False)


def _left_out(record: Record, value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if path and record.hides(path):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in cast(Mapping[Any, Any], value).items():
            yield from _left_out(record, item, (*path, str(key)))


def _is_told(record: Record, difference: Difference) -> bool:
    """Whether the record tells a single value of a field: of one that was left out, only that it is there."""
    left_out = len(difference.path) > 1 and record.hides(difference.path)
    return not left_out or difference.old is ABSENT or difference.new is ABSENT


def _secrets(lifecycle: Lifecycle, name: str, declared: object) -> Iterator[Path]:
    """The paths of the secrets in a field; of one that isn't sensitive, and holds any, its own."""
    if name in lifecycle.sensitive:
        yield from _secrets_within(declared, (name,))
    elif has_secret(declared):
        yield (name,)


def _secrets_within(declared: object, path: Path) -> Iterator[Path]:
    if not has_secret(declared):
        return
    items: Mapping[Any, Any] | None = cast(Any, declared) if isinstance(declared, Mapping) else None
    if items is None or any(has_secret(key) or has_unknown(key) for key in items):
        yield path
    else:
        for key, item in items.items():
            yield from _secrets_within(item, (*path, str(key)))


def _without(value: object, path: Path, is_secret: Callable[[Path], bool]) -> object:
    """A value of a sensitive field with a constant in place of what is, or could be, a secret."""
    if is_sensitive_name(path[-1]) or is_secret(path) or looks_secret(value):
        return _HIDDEN
    if isinstance(value, Mapping):
        items = cast(Mapping[Any, Any], value).items()
        return {key: _without(item, (*path, str(key)), is_secret) for key, item in items}
    return value


def _covered_group(lifecycle: Lifecycle, record: Record, name: str, value: object) -> str:
    sensitive = name in lifecycle.sensitive
    return _group(lifecycle, name, _without(value, (name,), record.may_be_secret) if sensitive else value)


def _group(lifecycle: Lifecycle, name: str, value: object) -> str:
    meaning = lifecycle.meaning.get(name)
    return _hash(name, _NAME) + _hash(as_text(meaning(value) if meaning else value), _VALUE)


def _mark(path: Path) -> str:
    return _hash(".".join(path), _VALUE)


def mark_of(name: str) -> str:
    """The characters that stand for a field."""
    return _hash(name, _NAME)


def _hash(text: str, length: int) -> str:
    """The first characters of a hash, in letters that a tag may have."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:length]


def _cut(text: str, length: int) -> frozenset[str]:
    return frozenset(text[at : at + length] for at in range(0, len(text), length))
