"""The index that a distribution comes from, where its project names one: `[tool.uv.sources]`, or a `pylock.toml`.

Rule: what has an index of its own is asked for there, and nowhere else, so that nobody can offer a distribution of its
name elsewhere. For this uv's own configuration isn't read, since it may name more indexes.
Weakness: settings of that configuration other than indexes, such as those for TLS, have to be environment variables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.index import Index

Table = Mapping[str, Any]


def own_indexes(document: Table, folder: Path) -> dict[str, Index]:
    """The indexes that a project takes distributions from, by the distributions' names.

    :param document: its pyproject.toml.
    :param folder: the folder that paths in it are relative to.
    """
    settings = _table(_table(document, "tool"), "uv")
    listed = cast("list[Table]", settings.get("index", []))
    indexes = {str(index["name"]): _index(index, folder) for index in listed if "name" in index and "url" in index}
    found: dict[str, Index] = {}
    for name, source in _table(settings, "sources").items():
        choices = cast("list[Table]", source if isinstance(source, list) else [source])
        names = [str(choice["index"]) for choice in choices if "index" in choice]
        found |= {name_of(name): indexes[index] for index in names[:1] if index in indexes}
    return found


def grouped(lines: Iterable[str], indexes: Mapping[str, Index]) -> dict[Index | None, list[str]]:
    """Lines of a file of requirements by the index that each has of its own; None: any index."""
    found: dict[Index | None, list[str]] = {}
    for line in lines:
        found.setdefault(indexes.get(name_of(line)), []).append(line)
    return found


def hashes_of(requirements: Requirements, package: str) -> tuple[str, ...]:
    """The hashes of a resolved distribution of which uv lists none: those that are given for it, or of local files."""
    name, index = name_of(package), requirements.indexes.get(name_of(package))
    if given := requirements.hashes.get(name):
        return tuple(sorted(given))
    folder = Path(index.url) if index is not None and index.flat else None
    if folder is None or not folder.is_dir():
        return ()
    start = f"{name}-{package.partition('==')[2]}"
    files = (file for file in sorted(folder.iterdir()) if file.name.lower().replace("_", "-").startswith(start))
    return tuple(f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}" for file in files if file.is_file())


def logical_lines(text: str) -> Sequence[str]:
    """The lines of a file of requirements, with `-e ./folder`, each with its hashes."""
    joined = text.replace("\\\n", " ").replace("\\\r\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]


def _index(index: Table, folder: Path) -> Index:
    url = str(index["url"])
    place = folder / url
    return Index(
        str(index["name"]), str(place.resolve()) if place.exists() else url, flat=index.get("format") == "flat"
    )


def _table(table: Table, name: str) -> Table:
    found: Any = table.get(name, {})
    return cast("Table", found) if isinstance(found, Mapping) else {}
