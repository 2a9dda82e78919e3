"""Policy documents: what two of them mean, how they are sent, and what IAM would refuse.

Sources: AWS's pages "IAM JSON policy elements reference", "Grammar of the IAM JSON policy language", "IAM and AWS STS
quotas" and "IAM policy validation check reference". No call is made.

Rules: documents are compared as IAM reads them, never as text. Order and repetition don't count, a value stands for a
list of one, an account's id for the ARN of its root, and "*" for {"AWS": "*"}. Version, Id and Sid count. An ARN that
AWS has turned into an id (AROA..., AIDA...), because the role or user was deleted, is a difference.
Weaknesses: nothing is concluded from wildcards, so "s3:*" and ["s3:*", "s3:GetObject"] differ; whether an action, an
operator, a key or a principal exists is not checked. The normal form is in lower case where case doesn't count, which
breaks markers (`model/output.py`): it is for comparing, not for sending.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeGuard, cast
from urllib.parse import unquote

PolicyDocument = Mapping[str, object]

DEFAULT_VERSION: Final = "2008-10-17"
LISTS: Final = ("Action", "NotAction", "Resource", "NotResource")
PRINCIPALS: Final = ("Principal", "NotPrincipal")

_ROOT: Final = re.compile(r"arn:aws[a-z0-9-]*:iam::([0-9]{12}):root")


def default_trust_policy(service: str = "lambda.amazonaws.com") -> dict[str, object]:
    """Lambda, or another service, may assume the role."""
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def parse(document: str | PolicyDocument) -> dict[str, object]:
    """The document as plain JSON values, from a mapping, from JSON, or from JSON as IAM's API returns it: URL-encoded.

    Raises ValueError with a sentence. A key that occurs twice is refused, as IAM does ("Grammar of the IAM JSON policy
    language": "must not contain multiple instances of the same key").
    """
    value = _from_text(str.__str__(document)) if isinstance(document, str) else document
    plain = _plain(value, "")
    if not is_mapping(plain):
        raise ValueError(f"The document is {kind(plain)}, not a mapping with a Statement.")
    return plain


def to_text(document: str | PolicyDocument) -> str:
    """The document as it is sent: JSON without white space, in the user's order."""
    return json.dumps(parse(document), ensure_ascii=False, separators=(",", ":"))


def size(document: str | PolicyDocument) -> int:
    """The characters that IAM counts against its quotas ("IAM and AWS STS quotas": all but white space).

    White space inside of a text is counted here, so that the answer is never too small.
    """
    return len(to_text(document))


def same_meaning(one: str | PolicyDocument, other: str | PolicyDocument) -> bool:
    """Whether IAM reads two documents as the same."""
    return normal_form(one) == normal_form(other)


def normal_form(document: str | PolicyDocument) -> dict[str, object]:
    """The normal form of a document: two documents mean the same if their normal forms are equal.

    An Id, Sid or Condition that is empty is left out, and so is the second of two equal statements. This holds for
    documents without `problems`; in others, what has a wrong shape stays as it is.
    """
    elements: dict[str, object] = {"Version": DEFAULT_VERSION, **parse(document)}
    if elements.get("Id") == "":
        del elements["Id"]
    if "Statement" in elements:
        elements["Statement"] = _ordered(map(_normal_statement, as_list(elements["Statement"])))
    return json.loads(_sorted_text(elements))


# Reading


def _from_text(text: str) -> object:
    if text.lstrip().startswith("%"):
        text = unquote(text)
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"The document isn't valid JSON: {error.msg} at {place}.") from error


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'The document has the key "{key}" twice in one mapping.')
        found[key] = value
    return found


def _plain(value: object, where: str) -> object:
    """The value as JSON would give it back. A marker is a text that refuses to be looked into; its copy doesn't."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {_plain_key(key, where): _plain(item, f"{where}.{key}".lstrip(".")) for key, item in items}
    if isinstance(value, list | tuple):
        items = cast("Iterable[object]", value)
        return [_plain(item, f"{where}[{index}]") for index, item in enumerate(items)]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise ValueError(f"{where or 'The document'} is {kind(value)}, which JSON can't hold.")


def _plain_key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise ValueError(f"{where or 'The document'} has a key that is {kind(key)}, not a text.")
    return str.__str__(key)


def is_mapping(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def as_list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def kind(value: object) -> str:
    names = {"NoneType": "null", "bool": "true or false", "str": "a text", "list": "a list", "dict": "a mapping"}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {value}"
    return names.get(type(value).__name__, f"an object of the class {type(value).__name__}")


# The normal form


def _normal_statement(statement: object) -> object:
    if not is_mapping(statement):
        return statement
    normal = {name: _NORMAL.get(name, _as_it_is)(value) for name, value in statement.items()}
    return {name: value for name, value in normal.items() if (name, value) not in (("Sid", ""), ("Condition", {}))}


def _as_it_is(value: object) -> object:
    return value


def _normal_list(value: object) -> object:
    return _ordered(as_list(value))


def _normal_actions(value: object) -> object:
    return _ordered(action.lower() if isinstance(action, str) else action for action in as_list(value))


def _normal_principal(value: object) -> object:
    if value == "*":
        return {"AWS": ["*"]}
    if not is_mapping(value):
        return value
    return {
        kind: _ordered(_account(one) if kind == "AWS" else one for one in as_list(principals))
        for kind, principals in value.items()
    }


def _account(principal: object) -> object:
    root = _ROOT.fullmatch(principal) if isinstance(principal, str) else None
    return root[1] if root else principal


def _normal_condition(value: object) -> object:
    """Operators, keys and values; keys that differ in case only, which IAM refuses, are taken together."""
    if not is_mapping(value) or not all(map(is_mapping, value.values())):
        return value
    found: dict[str, dict[str, list[object]]] = {}
    for operator, keys in cast("dict[str, dict[str, object]]", value).items():
        for key, values in keys.items():
            there = found.setdefault(operator.lower(), {}).setdefault(key.lower(), [])
            there.extend(_condition_value(one) for one in as_list(values))
    return {operator: {key: _ordered(values) for key, values in keys.items()} for operator, keys in found.items()}


def _condition_value(value: object) -> object:
    """IAM returns true as "true" and 5 as "5"."""
    return json.dumps(value) if isinstance(value, bool | int | float) else value


_NORMAL: Final[Mapping[str, Callable[[object], object]]] = {
    "Action": _normal_actions,
    "NotAction": _normal_actions,
    "Resource": _normal_list,
    "NotResource": _normal_list,
    "Principal": _normal_principal,
    "NotPrincipal": _normal_principal,
    "Condition": _normal_condition,
}


def _ordered(values: Iterable[object]) -> list[object]:
    """The values as a set, in an order that depends on nothing else."""
    by_text = {_sorted_text(value): value for value in values}
    return [by_text[text] for text in sorted(by_text)]


def _sorted_text(value: object) -> str:
    return json.dumps(value, sort_keys=True)
