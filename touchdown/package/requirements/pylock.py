"""The requirements that a `pylock.toml` has locked, each from its own index (PyPA specifications, "pylock.toml")."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from touchdown.package.requirements.declared import (
    NotRequirements,
    Requirements,
    hashes_in,
    name_of,
    named_in,
    shown_from,
    text_of,
)
from touchdown.package.requirements.index import Index

_PUBLIC = "https://pypi.org/simple"

Package = Mapping[str, Any]


def is_pylock(name: str) -> bool:
    """Whether a file's name is one of such a lock: `pylock.toml`, `pylock.shop.toml`."""
    return name == "pylock.toml" or (name.startswith("pylock.") and name.endswith(".toml"))


def from_pylock(place: Path, folder: Path) -> Requirements:
    """The requirements in a lock. Raises NotRequirements."""
    try:
        document: dict[str, Any] = tomllib.loads(text_of(place))
        packages: list[Package] = document["packages"]
        lines = [_line(package) for package in packages]
        own = {name_of(package["name"]): package["index"].rstrip("/") for package in packages if "index" in package}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotRequirements(f'"{place.name}" can\'t be read as a lock: {error}') from None
    return Requirements(
        (shown_from(place, folder),),
        place.parent,
        ("-",),
        "\n".join(lines),
        (place,),
        named=named_in(lines),
        hashes=hashes_in(lines),
        indexes={name: Index("", index) for name, index in own.items() if index != _PUBLIC},
        complete=True,
    )


def _line(package: Package) -> str:
    """A package as a line of a file of requirements."""
    marker = f" ; {package['marker']}" if "marker" in package else ""
    return f"{_what(package)}{marker}{''.join(f' --hash={digest}' for digest in _hashes(package))}"


def _what(package: Package) -> str:
    name = package["name"]
    if "vcs" in package:
        vcs = package["vcs"]
        below = f"#subdirectory={vcs['subdirectory']}" if "subdirectory" in vcs else ""
        return f"{name} @ {vcs['type']}+{vcs['url']}@{vcs['commit-id']}{below}"
    if "directory" in package:
        return f"./{package['directory']['path']}"
    if "archive" in package:
        archive = package["archive"]
        return f"{name} @ {archive['url']}" if "url" in archive else f"./{archive['path']}"
    return f"{name}=={package['version']}"


def _hashes(package: Package) -> Iterator[str]:
    files = [*package.get("wheels", ()), *(package[kind] for kind in ("sdist", "archive") if kind in package)]
    for file in files:
        yield from (f"{algorithm}:{digest}" for algorithm, digest in sorted(file.get("hashes", {}).items()))
