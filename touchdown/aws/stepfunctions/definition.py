"""A state machine's definition: a mapping, or a file in JSON or YAML, with `${Name}` filled in as SAM does.

A name that stands in a longer text becomes a part of it. A text that is nothing but a name becomes the value itself, so
that numbers stay numbers; in a JSON file it may stand without quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from touchdown.model.resource import Resource, arn_of

NAME = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_.]*)\}")
"""A name that `values` fills: no expression of JSONata looks like it."""
_QUOTED_OR_BARE = re.compile(r'"(?:[^"\\]|\\.)*"|\$\{[A-Za-z][A-Za-z0-9_.]*\}')
_ENDINGS = (".json", ".yaml", ".yml")


class Unreadable(Exception):
    """A definition that can't be read; the text says why, as the end of a sentence."""


def from_file(name: str, directory: Path, holding: str = "StartAt and States") -> Mapping[str, Any]:
    """What a file holds."""
    path = Path(directory, name)
    if path.suffix not in _ENDINGS:
        raise Unreadable("takes a mapping, or the path of a file whose name ends in .json, .yaml or .yml")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreadable("doesn't exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"can't be read: {error}") from error
    found = _of_json(text) if path.suffix == ".json" else _of_yaml(text)
    if not isinstance(found, Mapping):
        raise Unreadable(f"is no mapping with {holding}")
    return cast(Mapping[str, Any], found)


def _of_json(text: str) -> Any:
    try:
        return json.loads(_QUOTED_OR_BARE.sub(lambda found: _quoted(found.group()), text))
    except json.JSONDecodeError as error:
        raise Unreadable(f"is no JSON: {error.msg} in line {error.lineno}") from None


def _quoted(text: str) -> str:
    return text if text.startswith('"') else json.dumps(text)


def _of_yaml(text: str) -> Any:
    import yaml  # only a Touchdownfile with such a file needs it

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Unreadable(f"is no YAML: {' '.join(str(error).split())}") from None


def filled(definition: Any, values: Mapping[str, Any]) -> Any:
    """The definition with the names that are known in `values` filled in; a resource as its ARN."""
    known = {name: arn_of(one) if isinstance(one, Resource) else one for name, one in values.items()}
    return _mapped(definition, lambda text: _filled(text, known))


def _filled(text: str, known: Mapping[str, Any]) -> Any:
    whole = NAME.fullmatch(text)
    if whole:
        return known.get(whole[1], text)
    return NAME.sub(lambda found: str.__str__(_text(known.get(found[1], found.group()))), text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def names_in(definition: Any) -> set[str]:
    """The names that are still to be filled in."""
    return {found for text in texts(definition) for found in NAME.findall(text)}


def texts(value: Any) -> Iterator[str]:
    """All texts in a value, keys too."""
    if isinstance(value, str):
        yield str.__str__(value)
    elif isinstance(value, Mapping):
        for key, item in cast(Mapping[Any, Any], value).items():
            yield from texts(key)
            yield from texts(item)
    elif isinstance(value, list):
        for item in cast(list[Any], value):
            yield from texts(item)


def _mapped(value: Any, change: Callable[[str], Any]) -> Any:
    if isinstance(value, str):
        return change(str.__str__(value))
    if isinstance(value, Mapping):
        items = cast(Mapping[Any, Any], value).items()
        return {(change(key) if isinstance(key, str) else key): _mapped(item, change) for key, item in items}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in cast(list[Any], value)]
    return value


def to_text(definition: Any) -> str:
    """A definition as it is sent: the same for the same definition, and readable in AWS's console."""
    return json.dumps(definition, indent=2, ensure_ascii=False)


def from_text(text: str) -> Any:
    """A definition as it was read; a text that is no JSON stays, and differs from all that is declared."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
