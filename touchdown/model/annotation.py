"""Checks values against annotations, and describes a mismatch in words that users know.

A problem is a sentence without its subject, as "takes a text, and is a number": whoever shows it puts the name before.

Rules: a value is quoted only if the choices are few, since it may be a secret. A marker (`model/output.py`) is a text.
Weakness: it knows the annotations that fields and `add_aws` use; it doesn't look at a function's parameters.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

from touchdown.model.output import Output, Secret

_UNIONS = (Union, types.UnionType)
_TAKEN: Mapping[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    bytes: "bytes",
    Path: "a path",
    Any: "anything",
}
_SEVERAL: Mapping[Any, str] = {str: "texts", int: "whole numbers", Any: "anything"}
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (Output, "an output"),
    (Secret, "a secret"),
    (str, "a text"),
    (bytes, "bytes"),
    (int, "a number"),
    (float, "a decimal number"),
    ((list, tuple), "a list"),
    ((set, frozenset), "a set"),
    (Mapping, "a mapping"),
    (types.FunctionType, "a function"),
    (types.ModuleType, "a module"),
)


def mismatch(value: object, hint: Any) -> str | None:
    """The problem with a value that isn't of the annotated type; None if it is."""
    if _fits(value, hint):
        return None
    inside = next((wrong for option in _options(hint) for wrong in _inside(value, option)), None)
    return inside or f"takes {_taken(hint)}, and is {_given(value, hint)}"


def _fits(value: Any, hint: Any) -> bool:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in _UNIONS:
        return any(_fits(value, option) for option in parts)
    if hint is Any or origin is Literal:
        return hint is Any or value in parts
    if origin is Callable:
        return callable(value)
    if is_typeddict(hint):
        return isinstance(value, Mapping) and not any(_inside(value, hint))
    if origin is Mapping:
        return isinstance(value, Mapping) and not any(_inside(value, hint))
    if origin is Sequence:
        return isinstance(value, list | tuple) and not any(_inside(value, hint))
    # A bool is an int to Python, but not to AWS.
    return isinstance(value, (int, float) if hint is float else hint) and (hint is bool or not isinstance(value, bool))


def _inside(value: Any, hint: Any) -> Iterator[str]:
    """The problems within a mapping or a list."""
    origin, parts = get_origin(hint), get_args(hint)
    if is_typeddict(hint) and isinstance(value, Mapping):
        yield from _wrong_keys(cast("Mapping[Any, Any]", value), hint)
    elif origin is Mapping and isinstance(value, Mapping):
        for key, item in cast("Mapping[Any, Any]", value).items():
            if not _fits(key, parts[0]):
                yield f"takes {_taken(hint)}, and has the key {key!r}, which is {_kind(key)}"
            if is_typeddict(parts[1]) and isinstance(item, Mapping):
                yield from (f"has under {key!r} a mapping that {wrong}" for wrong in _inside(item, parts[1]))
            elif not _fits(item, parts[1]):
                yield f"takes {_taken(hint)}, and has {_kind(item)} under {key!r}"
    elif origin is Sequence and isinstance(value, list | tuple):
        for position, item in enumerate(cast("Sequence[Any]", value), 1):
            if not _fits(item, parts[0]):
                yield f"takes {_taken(hint)}, and has {_kind(item)} at position {position}"


def _wrong_keys(value: Mapping[Any, Any], hint: Any) -> Iterator[str]:
    """The problems of a mapping with certain keys."""
    known = get_type_hints(hint)
    for key in sorted(hint.__required_keys__ - value.keys()):
        yield f"lacks {key!r}"
    for key, item in value.items():
        if key not in known:
            yield f"has the key {key!r}, and only {', '.join(map(repr, known))} are known"
        elif wrong := mismatch(item, known[key]):
            yield f"has {key!r}, which {wrong}"


def _options(hint: Any) -> tuple[Any, ...]:
    """The types that an annotation allows: those of a union, or a single type."""
    return get_args(hint) if get_origin(hint) in _UNIONS else (hint,)


def _taken(hint: Any) -> str:
    """The types in words; None is left out, since leaving the argument out is the same."""
    options = [option for option in _options(hint) if option not in (None, types.NoneType)]
    return " or ".join(map(_one_taken, options))


def _one_taken(hint: Any) -> str:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " or ".join(map(repr, parts))
    if origin is Callable:
        return "a function"
    if is_typeddict(hint):
        return "a mapping"
    if origin is Mapping:
        return f"a mapping of {_several(parts[0])} to {_several(parts[1])}"
    if origin is Sequence:
        return f"a list of {_several(parts[0])}"
    return _TAKEN.get(hint) or _with_article(hint.__name__)


def _several(hint: Any) -> str:
    mapping = get_origin(hint) is Mapping or is_typeddict(hint)
    return _SEVERAL.get(hint) or ("mappings" if mapping else f"values that are {_taken(hint)}")


def _given(value: object, hint: Any) -> str:
    quoted = isinstance(value, str) and not isinstance(value, Output | Secret) and get_origin(hint) is Literal
    return repr(value) if quoted else _kind(value)


def _kind(value: object) -> str:
    """The kind of a value, in a word or two."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    return next((words for kind, words in _KINDS if isinstance(value, kind)), _with_article(name))


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
