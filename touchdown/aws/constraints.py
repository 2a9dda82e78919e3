"""The values that AWS accepts, known before any call: types, lengths, ranges, patterns, enumerations.

All of it is read from botocore's service models (`aws/service_model.py`), corrected where AWS is stricter than its
model (`aws/corrections.py`). A problem is a sentence without its subject, as "is 65 characters long, AWS allows 64":
whoever shows it puts the field's name in front.

Rules: values are checked as they go to AWS, so a policy as its JSON text; a sentence quotes no value that may be a
secret. Secrets are checked as what they stand for; a value with outputs in it (`model/output.py`) is accepted, since it
is checked again once they are known.
Weakness: a map, list or structure is checked for its size only; its parts have paths and constraints of their own.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sized
from functools import cache
from typing import Any, Final, Literal

import attrs

from touchdown.aws import patterns
from touchdown.aws.corrections import CORRECTIONS
from touchdown.aws.service_model import members, required_members, shape
from touchdown.aws.services import service_of
from touchdown.aws.tags import PREFIX
from touchdown.model.output import has_unknown, reveal

__all__ = [
    "CORRECTIONS",
    "Constraint",
    "constraint",
    "environment_problems",
    "members",
    "problems",
    "required_members",
    "runtime_problem",
    "tag_problems",
]

_FEW = 8
_ENVIRONMENT_BYTES: Final = 4096


@attrs.frozen
class Constraint:
    """The constraints on a member of an operation's input. `unit` is what `minimum` and `maximum` count."""

    kind: str
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    """The choices, as text also where they are numbers."""
    unit: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    """Patterns that a value must not contain, each with the sentence that says so."""
    form: str = ""
    """The form that the pattern asks for, in words."""
    open: bool = False
    """AWS may know more choices than `enum` has; a value that fits the pattern may be one of them."""


_TYPES: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    "string": ("a string", (str,)),
    "integer": ("an integer", (int,)),
    "long": ("an integer", (int,)),
    "float": ("a number", (int, float)),
    "double": ("a number", (int, float)),
    "boolean": ("True or False", (bool,)),
    "blob": ("bytes", (bytes, bytearray)),
    "list": ("a list", (list, tuple)),
    "map": ("a mapping", (Mapping,)),
    "structure": ("a mapping", (Mapping,)),
}
_UNITS: Final = {"string": "character", "blob": "byte", "list": "element", "map": "entry"}
_PLURALS: Final = {"entry": "entries", "MB": "MB"}
_MEASURES: Final[Mapping[str, Callable[[Any], int]]] = {
    "byte": lambda value: len(value.encode() if isinstance(value, str) else value),
    "non-space character": lambda value: len("".join(value.split())),
}


@cache
def constraint(operation: str, member: str) -> Constraint:
    """The constraints on a member, as `constraint("lambda:CreateFunction", "Environment.Variables.key")`."""
    found = shape(operation, member)
    read = Constraint(
        kind=found["type"],
        minimum=found.get("min"),
        maximum=found.get("max"),
        pattern=found.get("pattern"),
        enum=tuple(found.get("enum", ())),
        unit=_UNITS.get(found["type"], ""),
    )
    corrected = CORRECTIONS.get((operation, member)) or service_of(operation).corrections.get((operation, member), {})
    return attrs.evolve(read, **corrected)


def problems(operation: str, member: str, value: object) -> list[str]:
    """The reasons for which AWS would refuse a value, each as a sentence without its subject."""
    if has_unknown(value):
        return []
    rule, value = constraint(operation, member), reveal(value)
    wrong = _type_problem(rule, value)
    if wrong:
        return [wrong]
    found = [sentence for sentence in (_size_problem(rule, value), _choice_problem(rule, value)) if sentence]
    if isinstance(value, str) and value and not rule.enum:
        found.extend(_text_problems(rule, value))
    return found


def runtime_problem(runtime: str) -> tuple[Literal["error", "warning", "ok"], str]:
    """An unknown version of a known language is only a warning: AWS may be newer than the botocore here."""
    if runtime in constraint("lambda:CreateFunction", "Runtime").enum:
        return "ok", ""
    refused = problems("lambda:CreateFunction", "Runtime", runtime)
    if refused:
        return "error", refused[0]
    return "warning", f"is {runtime!r}, a version that the installed botocore doesn't know; AWS may refuse it"


def environment_problems(variables: Mapping[str, str]) -> list[str]:
    """Problems of a function's environment: of each name and value, and of all together."""
    found = list(_entry_problems("lambda:CreateFunction", "Environment.Variables", variables))
    if found or has_unknown(variables):  # Only texts that are known can be measured.
        return found
    # AWS measures the JSON text, and says so: "exceeded the 4KB limit. String measured: {...}"
    # (github-aws-runners/terraform-aws-github-runner#3594).
    size = len(json.dumps(reveal(dict(variables)), separators=(",", ":"), ensure_ascii=False).encode())
    if size > _ENVIRONMENT_BYTES:
        return [f"is {size} bytes long as JSON, AWS allows {_ENVIRONMENT_BYTES}"]
    return []


def tag_problems(tags: Mapping[str, str], *, most: int = 50, ignores_case: bool = False) -> list[str]:
    """Problems of the tags of a resource; `most` is what AWS allows, less the tags that Touchdown adds.

    :param ignores_case: whether keys that differ in their case alone are one key to AWS, as they are to IAM.
    """
    found = list(_entry_problems("lambda:TagResource", "Tags", tags))
    as_aws = {key: key.lower() if ignores_case else key for key in tags if not has_unknown(key)}
    ours = (key for key, as_compared in as_aws.items() if as_compared.startswith(PREFIX))
    found.extend(f"has the key {key!r}, and Touchdown keeps those that begin with {PREFIX} for itself" for key in ours)
    for key in sorted(set(as_aws.values())):
        alike = sorted(one for one, as_compared in as_aws.items() if as_compared == key)
        if len(alike) > 1:
            found.append(f"has the keys {' and '.join(map(repr, alike))}, which are one key to AWS here")
    if len(tags) > most:
        found.append(f"has {len(tags)} tags, AWS allows {most}")
    return found


def _entry_problems(operation: str, member: str, entries: Mapping[str, str]) -> Iterator[str]:
    for key, value in entries.items():
        if has_unknown(key):
            yield "has an output in a key, and keys have to be known before anything is made"
            continue
        yield from (f"has the key {key!r}, which {wrong}" for wrong in problems(operation, f"{member}.key", key))
        for wrong in problems(operation, f"{member}.value", value):
            yield f"has under {key!r} a value that {wrong}"


def _type_problem(rule: Constraint, value: object) -> str:
    if rule.kind not in _TYPES:
        return ""
    (wanted, types), given = _TYPES[rule.kind], type(value).__name__
    # A bool is an int to Python, but not to AWS.
    right = isinstance(value, types) and isinstance(value, bool) == (rule.kind == "boolean")
    return "" if right else f"is of type {given}, AWS wants {wanted}"


def _size_problem(rule: Constraint, value: object) -> str:
    if isinstance(value, int | float):
        return _range_problem(rule, value)
    if not isinstance(value, Sized):
        return ""
    size = _MEASURES.get(rule.unit, len)(value)
    held = f"has {_count(size, rule.unit)}" if rule.kind in ("list", "map") else f"is {_count(size, rule.unit)} long"
    if rule.maximum is not None and size > rule.maximum:
        return f"{held}, AWS allows {rule.maximum}"
    if rule.minimum is not None and size < rule.minimum:
        return f"{held if size else 'is empty'}, AWS wants at least {_count(rule.minimum, rule.unit)}"
    return ""


def _range_problem(rule: Constraint, value: float) -> str:
    if rule.minimum is not None and value < rule.minimum:
        return f"is {value}, the least is {_count(rule.minimum, rule.unit)}"
    if rule.maximum is not None and value > rule.maximum:
        return f"is {value}, the most is {_count(rule.maximum, rule.unit)}"
    return ""


def _choice_problem(rule: Constraint, value: object) -> str:
    text = str(value)
    if not rule.enum or text in rule.enum or (rule.open and _fits(rule, text)):
        return ""
    if isinstance(value, int):
        return f"is {_count(value, rule.unit)}, AWS allows only {patterns.in_words(list(rule.enum), 'or')}"
    if len(rule.enum) <= _FEW:
        return f"is {text!r}, AWS allows {patterns.in_words([repr(choice) for choice in rule.enum], 'or')}"
    return f"is {text!r}, which AWS doesn't know{_suggestion(text, rule.enum)}"


def _suggestion(text: str, choices: tuple[str, ...]) -> str:
    plain = {choice.casefold(): choice for choice in choices}
    # Whoever wrote "python" is better served with the newest than with what is written most alike.
    begun = [choice for choice in plain if choice.startswith(text.casefold())]
    newest = sorted(begun, key=lambda choice: list(map(int, re.findall(r"\d+", choice))))[-1:]
    close = newest or difflib.get_close_matches(text.casefold(), plain, n=1)
    return f"; did you mean {plain[close[0]]!r}?" if close else ""


def _text_problems(rule: Constraint, value: str) -> Iterator[str]:
    if not _fits(rule, value):
        yield _pattern_problem(rule, value)
    else:
        yield from (sentence for pattern, sentence in rule.refused if re.search(pattern, value))


def _fits(rule: Constraint, value: str) -> bool:
    pattern = patterns.compiled(rule.pattern) if rule.pattern else None
    return pattern is None or pattern.fullmatch(value) is not None


def _pattern_problem(rule: Constraint, value: str) -> str:
    allowed = patterns.characters(rule.pattern or "")
    index = allowed.first_outside(value) if allowed else None
    if allowed and index is not None:
        return f"has the character {value[index]!r} at position {index + 1}; {allowed.words}"
    return f"doesn't have the form that AWS wants: {rule.form or rule.pattern}"


def _count(number: float, unit: str) -> str:
    """`1 second`, `2 seconds`, `2 entries`, `128 MB`."""
    if not unit:
        return f"{number}"
    return f"{number} {unit if number == 1 else _PLURALS.get(unit, unit + 's')}"
