"""Outputs of resources, and secrets: values that stand in a declaration before they are known, or stay hidden.

An `Output` is a `str`. Its text is a marker that survives f-strings, dictionaries, `json.dumps` and, inside a longer
string, URL quoting. The engine finds markers again with `references`, infers from them what depends on what, and puts
the values in with `substitute`.

A marker consists of a head and of pairs of a capital letter beyond F and a digit, the last two of which are a checksum:

    T0U1C2H3 K4M7... P1R9

so that it holds letters and digits only, no hexadecimal text can look like a marker, and a piece of a marker (someone
sliced the f-string that held it) is recognised: a run of four pairs that occurs in a marker that exists.

Rules: a whole marker is replaced; a piece of a marker is an error; code that looks into a marker's text gets an error.
Weakness: markers are known to the process that made them, so they can't be stored or sent elsewhere.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar, cast
from weakref import WeakValueDictionary

from touchdown.model.errors import DeclarationError
from touchdown.model.masking import mask, remember

if TYPE_CHECKING:
    from touchdown.model.resource import Resource

_HEAD = "T0U1C2H3"
_LETTERS = "GHIJKLMNOPQRSTUVWXYZ"
_MARKER = re.compile(_HEAD + r"(?:[G-Z][0-9]){10}")
_PAIRS = re.compile(r"(?:[A-Z][0-9]){4,}", re.IGNORECASE)
_PIECE = 8

_numbers = itertools.count()
_outputs: WeakValueDictionary[str, Output] = WeakValueDictionary()
"""By their texts; their resources hold them, so that a process that makes many workspaces keeps none of them."""
_secret_markers: dict[str, Secret] = {}
"""By their texts. Nothing else keeps a secret that was written in an f-string."""
_pieces: set[str] = set()

Value = TypeVar("Value")


class _Marker(str):
    """The text that stands for a value. It refuses whatever would inspect that text."""

    __slots__ = ()

    def refuse(self, *_: object, **__: object) -> NoReturn:
        raise DeclarationError(
            f"{self.described()} isn't known while the Touchdownfile is read, so nothing can look into its text.",
            hint='Put it into a text as a whole, as in f"{...}/suffix"; what needs its parts belongs in the function.',
        )

    def __format__(self, spec: str) -> str:
        return str.__str__(self) if not spec else self.refuse()

    def __bool__(self) -> bool:
        return True

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def described(self) -> str:
        """A description of what the marker stands for."""
        raise NotImplementedError


_LOOKS_INTO_TEXT = """
    __contains__ __float__ __getitem__ __int__ __iter__ __len__ __mod__ __mul__ __rmul__ capitalize casefold center
    count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier
    islower isnumeric isprintable isspace istitle isupper ljust lower lstrip partition removeprefix removesuffix replace
    rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill
""".split()
for _method in _LOOKS_INTO_TEXT:
    setattr(_Marker, _method, _Marker.refuse)


class Output(_Marker):
    """A value that a resource has once it exists: `function.arn`, `queue.url`."""

    resource: Resource
    attribute: str

    def __new__(cls, resource: Resource, attribute: str) -> Output:
        output = super().__new__(cls, _new_marker())
        output.resource = resource
        output.attribute = attribute
        _remember(output)
        return output

    def described(self) -> str:
        return f"{self.resource.label}.{self.attribute}"


class Secret(_Marker):
    """A value that appears in no output of Touchdown: not in a plan, a log or a message.

    It stays secret inside an f-string. It is sent to AWS as it is, and whoever may read the function's configuration
    there can read it.
    """

    value: str

    def __new__(cls, value: str) -> Secret:
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]  users needn't have a checker
            given = "None" if value is None else f"a value of the type {type(value).__name__}"
            raise DeclarationError(f"Secret(...) takes a text, and was given {given}.")
        secret = super().__new__(cls, _new_marker())
        secret.value = value
        _remember(secret)
        return secret

    def described(self) -> str:
        return "A Secret"


def references(value: object) -> Iterator[Output]:
    """All outputs whose markers stand anywhere in a value, in keys of dictionaries and within secrets too."""
    for found in _markers(value):
        if isinstance(found, Output):
            yield found
        else:
            yield from references(found.value)


def has_unknown(value: object) -> bool:
    """Whether the value still holds a marker of an output."""
    return any(references(value))


def has_secret(value: object) -> bool:
    """Whether the value holds a secret."""
    return any(isinstance(found, Secret) for found in _markers(value))


def substitute(value: Value, resolve: Callable[[Output], str | None]) -> Value:
    """The value with each output replaced by what `resolve` says, or left where that is None. Secrets stay hidden."""

    def replacement(marker: Output | Secret) -> str | None:
        if isinstance(marker, Output):
            return resolve(marker)
        known = substitute(marker.value, resolve)
        return None if known == marker.value else str(Secret(known))

    return _replace(value, replacement)


def reveal(value: Value) -> Value:
    """The value with its secrets, as it is sent."""
    return _replace(value, lambda marker: reveal(marker.value) if isinstance(marker, Secret) else None)


def shown(value: Value) -> Value:
    """The value for the eyes of a user: `(iam_role.hello.arn)` and `(secret)` in place of the markers."""
    return _replace(value, lambda marker: f"({marker.described()})" if isinstance(marker, Output) else "(secret)")


def masked(value: Value) -> Value:
    """A value from elsewhere, as what AWS has, without secrets (`masking.py`)."""
    return cast(Value, _map_texts(value, mask))


def is_unicode(value: object) -> bool:
    """Whether all texts in the value can be sent; those of an operating system may hold bytes that are no text."""
    try:
        for text in _texts(value):
            text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fragment(value: object) -> str | None:
    """A piece of a cut or changed marker in the value, if there is one; bytes can hold no marker at all."""
    if isinstance(value, bytes):
        found = _MARKER.search(value.decode("latin-1"))
        return found.group() if found and _marker(found.group()) else None
    secrets = (found.value for found in _markers(value) if isinstance(found, Secret))
    for text in itertools.chain(_texts(value), secrets):
        rest = _MARKER.sub(lambda match: " " if _marker(match.group()) else match.group(), text)
        for run in _PAIRS.finditer(rest):
            pairs = run.group().upper()
            if any(pairs[at : at + _PIECE] in _pieces for at in range(0, len(pairs) - _PIECE + 1, 2)):
                return run.group()
    return None


def _new_marker() -> str:
    digest = hashlib.sha256(f"touchdown {next(_numbers)}".encode()).digest()
    body = _HEAD + _pairs(digest[:8])
    return body + _pairs(hashlib.sha256(body.encode()).digest()[:2])


def _pairs(data: bytes) -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] + str(byte // len(_LETTERS) % 10) for byte in data)


def _remember(marker: Output | Secret) -> None:
    text = str.__str__(marker)
    if isinstance(marker, Secret):
        _secret_markers[text] = marker
        remember(reveal(marker.value))
    else:
        _outputs[text] = marker
    _pieces.update(text[at : at + _PIECE] for at in range(0, 28 - _PIECE + 1, 2))


def _marker(text: str) -> Output | Secret | None:
    return _secret_markers.get(text) or _outputs.get(text)


def _markers(value: object) -> Iterator[Output | Secret]:
    for text in _texts(value):
        # Hardly any text has a marker, and this is the quickest test.
        for match in _MARKER.finditer(text) if _HEAD in text else ():
            found = _marker(match.group())
            if found is not None:
                yield found


def _replace(value: Value, replacement: Callable[[Output | Secret], str | None]) -> Value:
    def replaced(match: re.Match[str]) -> str:
        found = _marker(match.group())
        text = None if found is None else replacement(found)
        return match.group() if text is None else text

    changed = _map_texts(value, lambda text: _MARKER.sub(replaced, text) if _HEAD in text else text)
    return cast(Value, changed)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield str.__str__(value)
    elif isinstance(value, Mapping):
        for key, item in cast(Mapping[Any, Any], value).items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in cast(Iterable[Any], value):
            yield from _texts(item)


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(str.__str__(value))
    if isinstance(value, Mapping):
        items = cast(Mapping[Any, Any], value).items()
        return {_map_texts(key, change): _map_texts(item, change) for key, item in items}
    if isinstance(value, list):
        return [_map_texts(item, change) for item in cast(list[Any], value)]
    if isinstance(value, tuple):
        return tuple(_map_texts(item, change) for item in cast(tuple[Any, ...], value))
    return value


def as_text(value: object) -> str:
    """A value as compact JSON, for digests and for AWS members that are JSON in a string. AWS answers 5.0 where 5 was
    declared: a whole number is written alike, whatever its type."""
    return json.dumps(_whole(value), separators=(",", ":"), sort_keys=True, default=str)


def _whole(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in cast(dict[object, object], value).items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in cast(Iterable[object], value)]
    return value
