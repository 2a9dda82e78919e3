"""Requirements from files: a file of requirements, a lock, a project, or the metadata in a script (PEP 723).

Weakness: of a script's `[tool.uv]`, only settings that a file of requirements can express are accepted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from touchdown.package.requirements.declared import (
    NotRequirements,
    Requirements,
    bounded_in,
    from_lines,
    hashes_in,
    lines_of,
    name_of,
    named_in,
    pinned_in,
    shown_from,
    text_of,
)
from touchdown.package.requirements.project import EXPORT, LOCK, PROJECT, from_project
from touchdown.package.requirements.pylock import from_pylock, is_pylock

_SCRIPT = re.compile(r"(?m)^# /// script\s*$\s(?P<content>(^#(| .*)$\s)+)^# ///\s*$")
_INCLUDED = re.compile(r"^\s*(?:-r|--requirement|-c|--constraint)[ =]*(?P<name>\S+)", re.M)
_OPTION = re.compile(
    r"^[ \t]*(?P<name>-i|-f|--index-url|--extra-index-url|--find-links|--no-index)(?:[ \t=]*(?P<value>[^\s#]\S*))?",
    re.M,
)
_OF_OTHERS = {
    "poetry.lock": f"Poetry: {EXPORT}",
    "Pipfile": "Pipenv: run `pipenv requirements > requirements.txt`, and name that file",
    "Pipfile.lock": "Pipenv: run `pipenv requirements > requirements.txt`, and name that file",
}
"""Files of other tools, and the way out."""
_INDEXES = {"index-url": "--index-url", "extra-index-url": "--extra-index-url", "find-links": "--find-links"}


def from_path(path: Path, folder: Path, extras: Sequence[str] = (), groups: Sequence[str] = ()) -> Requirements:
    """A file of requirements, or a project: its folder, its pyproject.toml or its uv.lock."""
    place = folder / path
    if place.name in _OF_OTHERS:
        raise NotRequirements(f'"{path}" is read only by {_OF_OTHERS[place.name]}')
    if is_pylock(place.name) and place.is_file():
        return from_pylock(place, folder)
    if place.is_dir() or place.name in (PROJECT, LOCK):
        return from_project(place if place.is_dir() else place.parent, folder, extras, groups)
    if not place.is_file():
        raise NotRequirements(f'"{path}" doesn\'t exist: name a file, or write a list of requirements, as ["{path}"]')
    files = tuple(dict.fromkeys(_with_included(place)))
    lines = [line for file in files for line in lines_of(text_of(file))]
    options = tuple(option for file in files for option in _options(file))
    label, pinned, named = (shown_from(place, folder),), pinned_in(lines), named_in(lines)
    hashes, bounded = hashes_in(lines), bounded_in(lines)
    return Requirements(label, place.parent, (place.name,), "", files, options, pinned, named, hashes, bounded=bounded)


def from_script(text: str, folder: Path) -> Requirements | None:
    """The metadata in a script, if it has any requirement. Touchdown itself is there for whatever reads the script."""
    blocks = [found.group("content") for found in _SCRIPT.finditer(text)]
    if len(blocks) > 1:
        raise NotRequirements("the script has more than one block of metadata")
    if not blocks:
        return None
    lines = blocks[0].splitlines(keepends=True)
    content = "".join(line[2:] if line.startswith("# ") else line[1:] for line in lines)
    try:
        metadata: dict[str, Any] = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise NotRequirements(f"the script's metadata isn't valid TOML: {error}") from None
    required = [requirement for requirement in _texts(metadata, "dependencies") if name_of(requirement) != "touchdown"]
    tool: Any = metadata.get("tool", {})
    settings: Any = cast(Mapping[str, Any], tool).get("uv", {}) if isinstance(tool, Mapping) else {}
    return from_lines(required, folder, tuple(_settings(settings))) if required else None


def _texts(table: Mapping[str, Any], name: str) -> list[str]:
    found: Any = table.get(name, [])
    if isinstance(found, list) and all(isinstance(text, str) for text in cast(list[Any], found)):
        return cast(list[str], found)
    raise NotRequirements(f"the script's metadata has {name} that isn't a list of texts")


def _settings(settings: Any) -> Iterator[str]:
    """A script's `[tool.uv]`, as lines of a file of requirements."""
    if not isinstance(settings, Mapping):
        raise NotRequirements("the script's metadata has a tool.uv that isn't a table")
    for name, value in cast(Mapping[str, Any], settings).items():
        if name == "index" and isinstance(value, list):
            yield from map(_index, cast(list[Any], value))
        elif name == "no-index" and isinstance(value, bool):
            yield from ["--no-index"] if value else []
        elif name in _INDEXES:
            values = _texts(cast(Mapping[str, Any], settings), name) if name != "index-url" else [str(value)]
            yield from (f"{_INDEXES[name]} {value}" for value in values)
        else:
            raise NotRequirements(f"the script's metadata has tool.uv.{name}, which Touchdown doesn't understand")


def _index(index: Any) -> str:
    if not isinstance(index, Mapping) or not isinstance(cast(Mapping[str, Any], index).get("url"), str):
        raise NotRequirements("the script's metadata has a tool.uv.index without a url")
    found = cast(Mapping[str, Any], index)
    if found.get("explicit"):
        raise NotRequirements("the script's metadata has an explicit tool.uv.index, which Touchdown doesn't understand")
    return f"{'--index-url' if found.get('default') else '--extra-index-url'} {found['url']}"


def _with_included(path: Path, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    if path in above:
        raise NotRequirements(f'"{path.name}" includes itself')
    yield path
    for found in _INCLUDED.finditer(text_of(path)):
        other = path.parent / found.group("name")
        if other.is_file():
            yield from _with_included(other, (*above, path))


def _options(file: Path) -> Iterator[str]:
    """The indexes that a file names. Paths are relative to the file."""
    for found in _OPTION.finditer(text_of(file)):
        name, value = found.group("name"), found.group("value") or ""
        place = file.parent / value
        yield f"{name} {place.resolve() if value and place.exists() else value}".rstrip()
