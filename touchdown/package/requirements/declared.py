"""What a user asks for: a list of requirements, a file of them, a project, or the metadata in a script (PEP 723).

Rules: what a file says of indexes and hashes goes along (`options`, `hashes`). Credentials in a requirement's URL are
refused, because the lock file would tell them. A uv.lock that is older than its project is refused.
Weakness: of a script's `[tool.uv]` only what a file of requirements can say too is understood; the rest is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import attrs

from touchdown.package.requirements.uv import run

_SCRIPT = re.compile(r"(?m)^# /// script\s*$\s(?P<content>(^#(| .*)$\s)+)^# ///\s*$")
_INCLUDED = re.compile(r"^\s*(?:-r|--requirement|-c|--constraint)[ =]*(?P<name>\S+)", re.M)
_OPTION = re.compile(
    r"^[ \t]*(?P<name>-i|-f|--index-url|--extra-index-url|--find-links|--no-index)(?:[ \t=]*(?P<value>[^\s#]\S*))?",
    re.M,
)
_HASH = re.compile(r"--hash[= ](\S+)")
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
_CREDENTIALS = re.compile(r"://(?!(?:\$\{\w+\}:?)+@)[^/@\s]+@")
_INDEXES = {"index-url": "--index-url", "extra-index-url": "--extra-index-url", "find-links": "--find-links"}
_PATHS = ("./", "../")
_PROJECT, _LOCK = "pyproject.toml", "uv.lock"


class NotRequirements(Exception):
    """Why something can't be read as requirements."""


@attrs.frozen
class Requirements:
    """Requirements in the form in which uv takes them."""

    label: tuple[str, ...]
    """What the lock file calls them."""
    folder: Path
    """What paths in them are relative to."""
    arguments: tuple[str, ...]
    """What uv is told of them."""
    text: str
    """What uv reads from its standard input."""
    sources: tuple[Path, ...] = ()
    """The files that say what they are."""
    options: tuple[str, ...] = ()
    """What they say of indexes, as lines of a file of requirements."""
    pinned: frozenset[str] = frozenset()
    """The distributions of which they want one version."""
    named: frozenset[str] = frozenset()
    """The distributions that they are about, apart from what those need."""
    hashes: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    """The hashes that they give, by distribution."""
    pins: tuple[str, ...] = ()
    """Versions to keep to, where that is possible."""

    @property
    def digest(self) -> str:
        """Changes when they do."""
        digest = hashlib.sha256("\0".join((*self.label, self.text, *self.pins)).encode())
        for path in self.sources:
            digest.update(b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


def name_of(requirement: str) -> str:
    """The distribution that a requirement, or what it was resolved to, is about: in its normal form."""
    from packaging.utils import canonicalize_name

    place = requirement.split("#")[0].split(" ")[0]
    wheel = place.rpartition("/")[2].partition("-")[0] if place.endswith(".whl") else None
    found = _NAME.match(wheel or requirement)
    return canonicalize_name(found.group()) if found else ""


def credentials_in(requirement: str) -> str | None:
    """What speaks against a URL with credentials, without them."""
    if not _CREDENTIALS.search(requirement):
        return None
    return (
        f'"{_CREDENTIALS.sub("://***@", requirement)}" holds credentials, which touchdown.lock would tell: write them '
        "as a variable of the environment, as https://${TOKEN}@..., or give them to uv"
    )


def from_lines(lines: Sequence[str], folder: Path, options: Sequence[str] = ()) -> Requirements:
    """A list of requirements, as `requests>=2`, or as `./libs/prices`: a folder, or a wheel."""
    from packaging.requirements import InvalidRequirement, Requirement

    for line in lines:
        if problem := credentials_in(line):
            raise NotRequirements(problem)
        if line.startswith(_PATHS):
            continue
        try:
            Requirement(line)
        except InvalidRequirement as error:
            raise NotRequirements(f'"{line}" is no requirement: {str(error).splitlines()[0].rstrip(".")}') from None
    ordered = tuple(sorted(lines))
    label = (*ordered, *(_CREDENTIALS.sub("://***@", one) for one in options))
    text = "\n".join((*options, *ordered))
    return Requirements(
        label, folder, ("-",), text, options=tuple(options), pinned=_pinned(ordered), named=_named(ordered)
    )


def from_path(path: Path, folder: Path, extras: Sequence[str] = (), groups: Sequence[str] = ()) -> Requirements:
    """A file of requirements, or a project: its folder, its pyproject.toml or its uv.lock."""
    place = folder / path
    if place.is_dir() or place.name in (_PROJECT, _LOCK):
        return _from_project(place if place.is_dir() else place.parent, folder, extras, groups)
    if not place.is_file():
        raise NotRequirements(f'"{path}" doesn\'t exist: name a file, or write a list of requirements, as ["{path}"]')
    sources = tuple(dict.fromkeys(_with_included(place)))
    lines = [line for source in sources for line in _lines(_text(source))]
    options = tuple(option for source in sources for option in _options(source))
    label, pinned, named = (_shown(place, folder),), _pinned(lines), _named(lines)
    return Requirements(label, place.parent, (place.name,), "", sources, options, pinned, named, _hashes(lines))


def from_script(text: str, folder: Path) -> Requirements | None:
    """The metadata in a script, if it requires something. Touchdown itself is there for whoever reads the script."""
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
        raise NotRequirements(f"the script's metadata is no TOML: {error}") from None
    required = [one for one in _texts(metadata, "dependencies") if name_of(one) != "touchdown"]
    tool: Any = metadata.get("tool", {})
    settings: Any = cast(Mapping[str, Any], tool).get("uv", {}) if isinstance(tool, Mapping) else {}
    return from_lines(required, folder, tuple(_settings(settings))) if required else None


def _texts(table: Mapping[str, Any], name: str) -> list[str]:
    found: Any = table.get(name, [])
    if isinstance(found, list) and all(isinstance(one, str) for one in cast(list[Any], found)):
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
            yield from (f"{_INDEXES[name]} {one}" for one in values)
        else:
            raise NotRequirements(f"the script's metadata has tool.uv.{name}, which isn't understood here")


def _index(index: Any) -> str:
    if not isinstance(index, Mapping) or not isinstance(cast(Mapping[str, Any], index).get("url"), str):
        raise NotRequirements("the script's metadata has a tool.uv.index without a url")
    found = cast(Mapping[str, Any], index)
    if found.get("explicit"):
        raise NotRequirements("the script's metadata has an explicit tool.uv.index, which isn't understood here")
    return f"{'--index-url' if found.get('default') else '--extra-index-url'} {found['url']}"


def _from_project(project: Path, folder: Path, extras: Sequence[str], groups: Sequence[str]) -> Requirements:
    source = project / _PROJECT
    if not source.is_file():
        raise NotRequirements(f'"{_shown(project, folder)}" holds no {_PROJECT}')
    chosen = [f"--extra={one}" for one in extras] + [f"--group={one}" for one in groups]
    label = (_shown(source, folder), *chosen)
    own = _of_project(source, extras, groups)
    pinned, named = _pinned(own), _named(own)
    lock = project / _LOCK
    if not lock.is_file():
        return Requirements(label, project, (_PROJECT, *chosen), "", (source,), pinned=pinned, named=named)
    exported = ["export", "--frozen", "--no-emit-project", "--no-default-groups", "--no-header", "--no-annotate"]
    try:
        stale = _is_stale(lock, source)
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise NotRequirements(f'"{_shown(lock, folder)}" or {_PROJECT} can\'t be read: {error}') from None
    if stale:
        raise NotRequirements(f'"{_shown(lock, folder)}" is older than what {_PROJECT} requires: run `uv lock`')
    text = run([*exported, *chosen], project)
    label, hashes = (_shown(lock, folder), *chosen), _hashes(_lines(text))
    return Requirements(label, project, ("-",), text, (lock,), pinned=pinned, named=named, hashes=hashes)


def _is_stale(lock: Path, source: Path) -> bool:
    """Whether a uv.lock was made from other requirements than the project has; uv's own check may need a network."""
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    project: dict[str, Any] = tomllib.loads(_text(source)).get("project", {})
    if "dependencies" in project.get("dynamic", []):
        return False
    packages: list[dict[str, Any]] = tomllib.loads(_text(lock)).get("package", [])
    roots = [one for one in packages if "." in _places(one)]
    if not roots:
        return False
    known = {one["name"]: one for one in roots[0].get("metadata", {}).get("requires-dist", [])}
    lists = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    required = {name_of(line): Requirement(line) for some in lists for line in some}
    # One that [tool.uv.sources] says the place of has no versions in the lock.
    return known.keys() != required.keys() or any(
        "specifier" in one and name not in _twice(lists) and SpecifierSet(one["specifier"]) != required[name].specifier
        for name, one in known.items()
    )


def _places(package: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(package.get("source", {}).get(kind, "") for kind in ("virtual", "editable"))


def _twice(lists: Sequence[Sequence[str]]) -> set[str]:
    names = [name_of(line) for some in lists for line in some]
    return {name for name in names if names.count(name) > 1}


def _of_project(source: Path, extras: Sequence[str], groups: Sequence[str]) -> list[str]:
    """What a project requires itself."""
    try:
        found: dict[str, Any] = tomllib.loads(_text(source))
    except tomllib.TOMLDecodeError as error:
        raise NotRequirements(f'"{source.name}" is no TOML: {error}') from None
    try:
        project = found.get("project", {})
        optional, grouped = project.get("optional-dependencies", {}), found.get("dependency-groups", {})
        lists = [project.get("dependencies", []), *map(optional.get, extras), *map(grouped.get, groups)]
        return [one for some in lists for one in some or () if isinstance(one, str)]
    except (AttributeError, TypeError):
        raise NotRequirements(
            f"\"{source.name}\" isn't a project's: a value is of another kind than PEP 621 has"
        ) from None


def _with_included(path: Path, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    if path in above:
        raise NotRequirements(f'"{path.name}" includes itself')
    yield path
    for found in _INCLUDED.finditer(_text(path)):
        other = path.parent / found.group("name")
        if other.is_file():
            yield from _with_included(other, (*above, path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotRequirements(f'"{path.name}" isn\'t UTF-8') from None


def _lines(text: str) -> list[str]:
    """The requirements in a file, each with its hashes."""
    joined = text.replace("\\\n", " ").replace("\\\r\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and line.strip()[0] not in "#-"]


def _options(source: Path) -> Iterator[str]:
    """What a file says of indexes. Paths are relative to it."""
    for found in _OPTION.finditer(_text(source)):
        name, value = found.group("name"), found.group("value") or ""
        place = source.parent / value
        yield f"{name} {place.resolve() if value and place.exists() else value}".rstrip()


def _pinned(lines: Sequence[str]) -> frozenset[str]:
    """Which of some requirements want one version, or one file."""
    pins = re.compile(r"^[^;#]*?(==|\s@\s)")
    return frozenset(name_of(line) for line in lines if pins.match(line))


def _named(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(map(name_of, lines))


def _hashes(lines: Sequence[str]) -> dict[str, frozenset[str]]:
    """The hashes that are given with requirements. One distribution may stand in several lines, with markers."""
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        if hashes := _HASH.findall(line):
            found[name_of(line)] = found.get(name_of(line), frozenset()) | frozenset(hashes)
    return found


def _shown(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
