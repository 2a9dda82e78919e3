"""What differs between declared and observed values: a pure function, down to the single value.

Dictionaries are compared key by key, lists of plain values as what was added and removed, everything else as a whole.
Values that may be secrets never reach a difference. That includes the old value of a sensitive field: nothing records
whether it was declared as a `Secret`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from touchdown.engine.change import ABSENT, Difference
from touchdown.engine.observed import Observed, Values, any_may_be_secret
from touchdown.model.field import FIXED, Members, defaults_of, fields_of
from touchdown.model.masking import looks_secret
from touchdown.model.output import has_secret, has_unknown, masked, reveal, shown
from touchdown.model.resource import Resource

_SENSITIVE_NAME = re.compile(
    r"(?i)passw(or)?d|passphrase|(^|[_\-.])(pass|pwd|secret|token|api_?key|access_?key|private(_?key)?|key|credential"
    r"|auth(ori[sz]ation)?|dsn|cert(ificate)?|salt|signature|jwt|pin|otp|cookie|bearer|pat|sk)s?($|[_\-.])"
    # Written in one word, and addresses that usually hold a password.
    r"|(mysql|pg|postgres|sql|db|user|root|admin|smtp|ftp|redis|mongo|ldap|ssh)pass$"
    r"|(api|access|encryption|signing|secret|master|private)key|conn(ection)?_?str(ing)?"
    r"|(database|db|redis|webhook|mongo(db)?|postgres(ql)?|mysql|mariadb|amqp|rabbitmq|broker|jdbc|smtp|ldap)_ur[il]$"
)
COVERED = "(sensitive)"
"""In a difference, in place of a value that is kept out."""

Path = tuple[str, ...]


IsSame = Callable[[str, Any, Any], bool]
"""(field, declared, observed) -> whether they mean the same."""


def differences(
    resource: Resource,
    declared: Values,
    observed: Observed,
    is_same: IsSame,
    by_entry: frozenset[str] = frozenset(),
) -> tuple[Difference, ...]:
    """All values that differ. `declared` may hold outputs that aren't known yet: those always differ.

    :param by_entry: the fields whose entries are compared each by its meaning.
    """
    members = fields_of(type(resource))
    found: list[Difference] = []
    for name, new in declared.items():
        old = observed.values.get(name)
        if not _equal(name, new, old, is_same):
            if name in by_entry:
                new, old = _differing_entries(name, new, old, is_same)
            was_secret = _was_secret(name, members.get(name), observed)
            found.extend(_field_differences(name, members.get(name), old, new, was_secret))
    return tuple(found)


def creations(resource: Resource, declared: Values) -> tuple[Difference, ...]:
    """The values of a resource that is created: each value that was given, on the new side of a difference."""
    members = fields_of(type(resource))
    defaults = defaults_of(type(resource))
    found: list[Difference] = []
    for name, new in declared.items():
        if name not in resource.UNSHOWN and new is not None and new != defaults.get(name) and (new or name in members):
            found.extend(_field_differences(name, members.get(name), ABSENT, new, _never))
    return tuple(found)


def _differing_entries(name: str, new: Any, old: Any, is_same: IsSame) -> tuple[Any, Any]:
    """Both mappings without the entries that mean the same in both."""
    wanted, there = _entries(new), _entries(old)
    if wanted is None or there is None:
        return new, old
    alike = {key for key in wanted if key in there and _equal(name, {key: wanted[key]}, {key: there[key]}, is_same)}
    differ_in = [{key: one for key, one in some.items() if key not in alike} for some in (wanted, there)]
    return differ_in[0], differ_in[1]


def _equal(name: str, new: object, old: object, is_same: IsSame) -> bool:
    return not has_unknown(new) and is_same(name, reveal(new), old)


def _field_differences(
    name: str, members: Members | None, old: object, new: object, was_secret: Callable[[Path], bool]
) -> Iterator[Difference]:
    sensitive = members is not None and members.sensitive
    replaces = old is not ABSENT and members is not None and FIXED in members.update
    opaque = members is not None and members.opaque
    if members is not None and members.brief:
        old, new = (one if one is ABSENT else members.brief(one) for one in (old, new))
    for path, before, after in [((name,), old, new)] if opaque else _leaves((name,), old, new):
        secret_before = was_secret(path) or looks_secret(before)
        by_name = sensitive and is_sensitive_name(path[-1])
        if has_secret(after) or looks_secret(after) or by_name or (secret_before and after is ABSENT):
            yield Difference(path, _covered(before), _covered(after), sensitive=True, replaces=replaces)
        else:
            old_shown = _covered(before) if secret_before else masked(before)
            yield Difference(path, old_shown, masked(shown(after)), replaces=replaces)


def _was_secret(name: str, members: Members | None, observed: Observed) -> Callable[[Path], bool]:
    """Whether the old value at a path may have been a secret."""
    if name in observed.secrets:
        return any_may_be_secret
    return observed.may_be_secret if members is not None and members.sensitive else _never


def _never(path: Path) -> bool:
    return False


def is_sensitive_name(name: str) -> bool:
    """Whether the name of a value says that it is a secret: DB_PASSWORD, apiKey, token."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return bool(_SENSITIVE_NAME.search(words))


def _covered(value: object) -> object:
    return ABSENT if value is ABSENT or value is None else COVERED


def _leaves(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, object, object]]:
    """The pairs of values that differ, where both sides are dictionaries key by key."""
    before, after = _entries(old), _entries(new)
    if before is not None and after is not None and (before or after):
        for key in [*before, *(key for key in after if key not in before)]:
            left, right = before.get(key, ABSENT), after.get(key, ABSENT)
            if left != reveal(right):
                yield from _leaves((*path, str(shown(key))), left, right)
    elif _statements(new) and (old is ABSENT or _statements(old)):
        yield from _leaves(path, ABSENT if old is ABSENT else _numbered(old), _numbered(new))
    else:
        yield path, old, new


def _entries(value: Any) -> Mapping[Any, Any] | None:
    """A value that is compared key by key: a dictionary, or an empty one in place of None."""
    if value is ABSENT or value is None:
        return {}
    return cast(Mapping[Any, Any], value) if isinstance(value, Mapping) else None


def _statements(value: Any) -> bool:
    items = cast(list[Any], value) if isinstance(value, list) else []
    return bool(items) and all(isinstance(one, Mapping) for one in items)


def _numbered(value: Any) -> dict[str, object]:
    return {str(number): one for number, one in enumerate(cast(list[object], value))}
