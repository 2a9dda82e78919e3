"""Declared requirements, and the syntax of their lines, wherever they stand (`files.py`, `project.py`).

Rules: indexes and hashes in a file of requirements are kept (`options`, `hashes`). Credentials in a requirement's URL
are refused, because they would end up in the lock file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from touchdown.package.requirements.index import Index

_HASH = re.compile(r"--hash[= ](\S+)")
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
_CREDENTIALS = re.compile(r"://(?!(?:\$\{\w+\}:?)+@)[^/@\s]+@")
_PATHS = ("./", "../")


class NotRequirements(Exception):
    """Why something can't be read as requirements."""


@attrs.frozen
class Requirements:
    """Requirements in the form in which uv takes them."""

    label: tuple[str, ...]
    """Their name in the lock file."""
    folder: Path
    """The folder that paths in them are relative to."""
    arguments: tuple[str, ...]
    """uv's arguments for them."""
    text: str
    """uv's standard input for them."""
    files: tuple[Path, ...] = ()
    """The files that declare them."""
    options: tuple[str, ...] = ()
    """Their indexes, as lines of a file of requirements."""
    pinned: frozenset[str] = frozenset()
    """The distributions that they pin to one version."""
    named: frozenset[str] = frozenset()
    """The distributions that they name, without what those depend on."""
    hashes: Mapping[str, frozenset[str]] = attrs.field(factory=dict[str, frozenset[str]])
    """The hashes that they give, by distribution."""
    pins: tuple[str, ...] = ()
    """Versions to prefer."""
    bounded: frozenset[str] = frozenset()
    """The distributions of which they ask for certain versions."""
    indexes: Mapping[str, Index] = attrs.field(factory=dict[str, "Index"])
    """The indexes that distributions come from, where they have one of their own."""
    complete: bool = False
    """Whether they name everything that they need."""

    @property
    def digest(self) -> str:
        """Changes with the requirements."""
        digest = hashlib.sha256("\0".join((*self.label, self.text, *self.pins)).encode())
        for path in self.files:
            digest.update(b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


def name_of(requirement: str) -> str:
    """The name, in its normal form, of the distribution in a requirement or in a line of a resolution."""
    from packaging.utils import canonicalize_name

    place = requirement.split("#")[0].split(" ")[0]
    wheel = place.rpartition("/")[2].partition("-")[0] if place.endswith(".whl") else None
    found = _NAME.match(wheel or requirement)
    return canonicalize_name(found.group()) if found else ""


def credentials_in(requirement: str) -> str | None:
    """The problem with a URL that holds credentials, described without them; None if it holds none."""
    if not _CREDENTIALS.search(requirement):
        return None
    return (
        f'"{_CREDENTIALS.sub("://***@", requirement)}" holds credentials, which would end up in touchdown.lock: '
        "write them as an environment variable, as in https://${TOKEN}@..., or give them to uv"
    )


def from_lines(lines: Sequence[str], folder: Path, options: Sequence[str] = ()) -> Requirements:
    """A list of requirements, such as `requests>=2` or `./libs/prices`, which is a folder or a wheel."""
    from packaging.requirements import InvalidRequirement, Requirement

    for line in lines:
        if problem := credentials_in(line):
            raise NotRequirements(problem)
        if line.startswith(_PATHS):
            continue
        try:
            Requirement(line)
        except InvalidRequirement as error:
            raise NotRequirements(f'"{line}" isn\'t a requirement: {str(error).splitlines()[0].rstrip(".")}') from None
    ordered = tuple(sorted(lines))
    label = (*ordered, *(_CREDENTIALS.sub("://***@", option) for option in options))
    text = "\n".join((*options, *ordered))
    return Requirements(
        label,
        folder,
        ("-",),
        text,
        options=tuple(options),
        pinned=pinned_in(ordered),
        named=named_in(ordered),
        bounded=bounded_in(ordered),
    )


def text_of(path: Path) -> str:
    """The text of a file. Raises NotRequirements if it isn't UTF-8, as all tools write these files."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotRequirements(f'"{path.name}" isn\'t UTF-8') from None


def lines_of(text: str) -> list[str]:
    """The requirements in a file, each with its hashes."""
    joined = text.replace("\\\n", " ").replace("\\\r\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and line.strip()[0] not in "#-"]


def pinned_in(lines: Sequence[str]) -> frozenset[str]:
    """The distributions that the requirements pin to one version, or to one file."""
    pins = re.compile(r"^[^;#]*?(==|\s@\s)")
    return frozenset(name_of(line) for line in lines if pins.match(line))


def bounded_in(lines: Sequence[str]) -> frozenset[str]:
    """The distributions of which the requirements ask for certain versions."""
    return frozenset(name_of(line) for line in lines if re.match(r"^[^;#@]*?[<>=~!]", line))


def named_in(lines: Sequence[str]) -> frozenset[str]:
    """The distributions that the requirements name."""
    return frozenset(map(name_of, lines))


def hashes_in(lines: Sequence[str]) -> dict[str, frozenset[str]]:
    """The hashes given with requirements. A distribution may stand in several lines, with different markers."""
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        if hashes := _HASH.findall(line):
            found[name_of(line)] = found.get(name_of(line), frozenset()) | frozenset(hashes)
    return found


def shown_from(path: Path, folder: Path) -> str:
    """A path relative to a folder, in the same form on all systems."""
    return Path(os.path.relpath(path, folder)).as_posix()
