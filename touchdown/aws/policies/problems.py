"""Problems of a policy document: IAM would refuse them, or nobody can mean them. Sentences that name the statement.

Sources: AWS's pages "Grammar of the IAM JSON policy language" and "IAM policy validation check reference". What a
document means, and how it is read, is in `document.py`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, cast

from touchdown.aws.policies.document import (
    DEFAULT_VERSION,
    LISTS,
    PRINCIPALS,
    PolicyDocument,
    as_list,
    is_mapping,
    kind,
    parse,
)

_VERSIONS: Final = ("2012-10-17", DEFAULT_VERSION)
_ELEMENTS: Final = ("Version", "Id", "Statement")
_STATEMENT_ELEMENTS: Final = ("Sid", "Effect", *PRINCIPALS, *LISTS, "Condition")
_PRINCIPAL_KINDS: Final = ("AWS", "Service", "Federated", "CanonicalUser")
_ACTION: Final = re.compile(r"\*|(?:\*|[A-Za-z0-9.-]+):[^:\s]+")
_SID: Final = re.compile(r"[A-Za-z0-9]*")
_REFUSED_CHARACTER: Final = re.compile(r"[^\t\n\r\u0020-\u00ff]")


def problems(document: str | PolicyDocument, *, trust: bool) -> list[str]:
    """What IAM would refuse, or what can't be meant, in sentences that name the statement.

    With `trust` for a role's trust policy, otherwise for a policy that says what an identity may do.
    """
    try:
        elements = parse(document)
    except ValueError as error:
        return [str(error)]
    statements = as_list(elements.get("Statement", []))
    found = list(_document_problems(elements))
    for index, statement in enumerate(statements):
        where = _name_of(index, statement)
        found.extend(f"{where} {problem}" for problem in _statement_problems(statement, trust=trust))
    found.extend(_repeated_sids(statements))
    return found


def _document_problems(elements: Mapping[str, object]) -> Iterator[str]:
    yield from (f"The document {problem}" for problem in _unknown_keys(elements, _ELEMENTS))
    if "Version" in elements and elements["Version"] not in _VERSIONS:
        yield 'Version is neither "2012-10-17" nor "2008-10-17".'
    if not isinstance(elements.get("Id", ""), str):
        yield f"Id is {kind(elements['Id'])}, not a text."
    if "Statement" not in elements:
        yield "The document has no Statement."
    elif elements["Statement"] == []:
        yield "Statement is an empty list."
    rest = {name: value for name, value in elements.items() if name != "Statement"}
    yield from (f"The document {problem}" for problem in _refused_characters(rest))


def _name_of(index: int, statement: object) -> str:
    sid = statement.get("Sid") if is_mapping(statement) else None
    return f'Statement[{index}] "{sid}"' if isinstance(sid, str) and sid else f"Statement[{index}]"


def _statement_problems(statement: object, *, trust: bool) -> Iterator[str]:
    if not is_mapping(statement):
        yield f"is {kind(statement)}, not a mapping."
        return
    unknown = list(_unknown_keys(statement, _STATEMENT_ELEMENTS))
    # What seems to be missing is there under a name that is mistyped.
    yield from unknown or _missing_problems(statement, trust=trust)
    yield from _sid_problems(statement.get("Sid", ""), trust=trust)
    for name in LISTS:
        yield from _values_problems(name, statement.get(name, "*"))
    for name in ("Action", "NotAction"):
        yield from _action_problems(name, statement.get(name, []), trust=trust)
    for name in PRINCIPALS:
        yield from _principal_problems(name, statement.get(name, "*"))
    yield from _condition_problems(statement.get("Condition", {}))
    yield from _refused_characters(statement)


def _missing_problems(statement: Mapping[str, object], *, trust: bool) -> Iterator[str]:
    if statement.get("Effect") not in ("Allow", "Deny"):
        yield 'needs an Effect, which is either "Allow" or "Deny".'
    yield from _pair_problems(statement, trust=trust)


def _unknown_keys(mapping: Mapping[str, object], known: Collection[str]) -> Iterator[str]:
    by_lower_case = {name.lower(): name for name in known}
    for key in mapping:
        if key not in known:
            near = difflib.get_close_matches(key.lower(), by_lower_case, n=1)
            hint = f'did you mean "{by_lower_case[near[0]]}"?' if near else f"IAM knows {', '.join(known)}."
            yield f'has the unknown key "{key}"; {hint}'


def _sid_problems(sid: object, *, trust: bool) -> Iterator[str]:
    if not isinstance(sid, str):
        yield f"has a Sid that is {kind(sid)}, not a text."
    elif not trust and not _SID.fullmatch(sid):
        yield "has a Sid with other characters than A-Z, a-z and 0-9."


def _repeated_sids(statements: Iterable[object]) -> Iterator[str]:
    first: dict[str, int] = {}
    for index, statement in enumerate(statements):
        sid = statement.get("Sid") if is_mapping(statement) else None
        if isinstance(sid, str) and sid and first.setdefault(sid, index) != index:
            yield f'Statement[{index}] has the Sid "{sid}", which Statement[{first[sid]}] has already.'


def _pair_problems(statement: Mapping[str, object], *, trust: bool) -> Iterator[str]:
    """Which of each two that exclude each other a statement has."""
    no_place = {
        "Resource": "in a trust policy the resource is the role itself" if trust else "",
        "Principal": "" if trust else "in an identity policy the principal is who has the policy",
    }
    for name in ("Action", "Resource", "Principal"):
        opposite = f"Not{name}"
        present = [one for one in (name, opposite) if one in statement]
        if reason := no_place.get(name):
            yield from (f"has {one}: {reason}." for one in present)
        elif not present:
            yield f"has neither {name} nor {opposite}."
        elif len(present) > 1:
            yield f"has both {name} and {opposite}; IAM takes one of them."


def _values_problems(name: str, value: object, *, also_numbers: bool = False) -> Iterator[str]:
    values = as_list(value)
    allowed, names = (str | bool | int | float, "texts, numbers, true and false") if also_numbers else (str, "texts")
    if not values:
        yield f"has an empty list as {name}."
    yield from (f"has {kind(one)} in {name}, which takes {names}." for one in values if not isinstance(one, allowed))


def _action_problems(name: str, value: object, *, trust: bool) -> Iterator[str]:
    for action in as_list(value):
        if not isinstance(action, str):
            continue
        if not _ACTION.fullmatch(action):
            yield f'has "{action}" in {name}, which is neither "service:Name" nor "*".'
        elif trust and not action.lower().startswith(("sts:", "*")):
            yield f'has "{action}" in {name}; a trust policy speaks of actions of sts only, as "sts:AssumeRole".'


def _principal_problems(name: str, value: object) -> Iterator[str]:
    if value == "*":
        return
    if not is_mapping(value):
        yield f'has {kind(value)} as {name}; it is either "*" or a mapping, as {{"AWS": "arn:..."}}.'
        return
    if not value:
        yield f"has an empty {name}."
    yield from (f"has a {name} that {problem}" for problem in _unknown_keys(value, _PRINCIPAL_KINDS))
    for group, principals in value.items():
        yield from _values_problems(f"{name}.{group}", principals)


def _condition_problems(condition: object) -> Iterator[str]:
    if not is_mapping(condition):
        yield f'has {kind(condition)} as Condition, not a mapping, as {{"Bool": {{"aws:SecureTransport": "true"}}}}.'
        return
    yield from _same_but_for_case("Condition", condition)
    for operator, keys in condition.items():
        where = f"Condition.{operator}"
        if not is_mapping(keys):
            yield f"has {kind(keys)} as {where}, not a mapping of keys to values."
            continue
        yield from _same_but_for_case(where, keys)
        for key, value in keys.items():
            yield from _values_problems(f"{where}.{key}", value, also_numbers=True)


def _same_but_for_case(where: str, keys: Iterable[str]) -> Iterator[str]:
    first: dict[str, str] = {}
    for key in keys:
        if (there := first.setdefault(key.lower(), key)) != key:
            yield f'has "{there}" and "{key}" in {where}, which are the same for IAM.'


def _refused_characters(value: object) -> Iterator[str]:
    found = sorted({match.group() for text in _texts(value) for match in _REFUSED_CHARACTER.finditer(text)})
    if found:
        codes = ", ".join(f"U+{ord(character):04X}" for character in found)
        yield f"has characters that IAM doesn't take ({codes}): it takes U+0020 to U+00FF, tabs and line breaks."


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_mapping(value):
        yield from value
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _texts(item)
