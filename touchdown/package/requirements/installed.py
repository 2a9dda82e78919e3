"""The files that uv has installed into a folder: shipped files by distribution, and files left out by reason."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

import attrs

from touchdown.package.archive import Unread
from touchdown.package.extensions import is_library
from touchdown.package.from_path import is_program
from touchdown.package.requirements.slimming import Why, of_tests, why_left_out
from touchdown.package.requirements.symbols import without_symbols

_TAG = re.compile(r"^Tag: (\S+)", re.M)
_MODULE = re.compile(r"^(\w+)(?:\.py|(?:\.[\w-]+)?\.so)$")


@attrs.frozen
class LeftOut:
    """The number and size of files that aren't shipped for one reason."""

    files: int = 0
    size: int = 0
    """In bytes."""


@attrs.frozen
class Installed:
    """The content of the folder."""

    folder: Path
    members: Sequence[Unread]
    """The files that are shipped, sorted by name."""
    left_out: Mapping[Why, LeftOut]
    tests: Set[str] = frozenset()
    """The paths of tests, whether they are shipped or not."""

    def distributions(self) -> dict[str, list[Unread]]:
        """The shipped files by distribution, as each RECORD lists them."""
        by_path = {member.path: member for member in self.members}
        return {
            distribution: [by_path[path] for path in recorded(record) if path in by_path]
            for distribution, record in records_in(self.folder)
        }

    def modules(self) -> set[str]:
        """The top-level modules that can be imported: packages, and single modules."""
        found: set[str] = set()
        for member in self.members:
            first, slash, _ = member.path.partition("/")
            module = _MODULE.match(first)
            if slash and first.isidentifier():
                found.add(first)
            elif module:
                found.add(module.group(1))
        return found


def look_at(folder: Path, *, slim: bool) -> Installed:
    """Sorts the files of a folder into shipped and left out.

    :param slim: whether tests and debug symbols are left out.
    """
    # Path.rglob takes many times as long.
    within = ((os.path.relpath(place, folder), names) for place, _, names in os.walk(folder))
    paths = sorted(Path(inside, name).as_posix() for inside, names in within for name in names)
    tests = of_tests(paths)
    members: list[Unread] = []
    left_out: dict[Why, LeftOut] = {}
    for path in paths:
        place = folder / path
        why = why_left_out(path, tests, slim=slim)
        if why is not None:
            _count(left_out, why, place.stat().st_size)
            continue
        members.append(Unread(path, place, is_program(place)))
        if slim and is_library(path) and (cut := _cut(place)):
            _count(left_out, Why.DEBUG, cut)
    return Installed(folder, members, left_out, tests)


def _count(left_out: dict[Why, LeftOut], why: Why, size: int) -> None:
    before = left_out.get(why, LeftOut())
    left_out[why] = LeftOut(before.files + 1, before.size + size)


def _cut(place: Path) -> int:
    """Removes the symbols from a compiled file. Returns the number of bytes saved."""
    original = place.read_bytes()
    short = without_symbols(original)
    if len(short) < len(original):
        other = place.with_name(f"{place.name}.short")
        other.write_bytes(short)
        shutil.copymode(place, other)
        other.replace(place)  # not overwritten: the file may be a link into uv's cache
    return len(original) - len(short)


def records_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """The distributions in a folder, such as `requests==2.34.2`, each with its RECORD."""
    for record in sorted(folder.glob("*.dist-info/RECORD")):
        yield record.parent.name.removesuffix(".dist-info").replace("-", "==", 1), record


def tags_of(record: Path) -> list[str]:
    """The tags of a distribution's wheel, such as `cp313-cp313-manylinux_2_17_x86_64`."""
    return _TAG.findall((record.parent / "WHEEL").read_text(encoding="utf-8"))


def recorded(record: Path) -> Iterator[str]:
    """The paths that a RECORD lists."""
    with record.open(encoding="utf-8", newline="") as file:
        yield from (line[0] for line in csv.reader(file) if line)
