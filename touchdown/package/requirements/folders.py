"""Distributions of the project itself: folders that requirements name, as `./libs/prices` or members of a uv workspace.

A folder is being worked on, so the lock file can hold no hash of it. The lock file names it without a hash, and the
digest of the resolution changes with the folder's own requirements (`digest_of`). In each run the folder gets the hash
of its files (`as_they_are`), so that a bundle is made again after an edit, and only then. uv builds the folder like any
project.

Repositories (`shelf @ git+https://...@COMMIT`) have no hash either: their commit serves as a hash.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from touchdown.package.from_path import find
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.indexes import grouped, logical_lines
from touchdown.package.requirements.source_builds import refuse_compiled, settings, variables
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import UvFailed, run

_AT = " @ "
_FILES = "files:"
"""The prefix of a folder's hash."""
_BUILT_BY = ("pyproject.toml", "setup.py", "setup.cfg")
_LEFT_BY_BUILDING = ("/build/", "/dist/")


def is_repository(package: str) -> bool:
    """Whether a line of a resolution is a repository at a commit."""
    return f"{_AT}git+" in package


def is_folder(package: str) -> bool:
    """Whether a line of a resolution is a folder."""
    return _AT in package and "://" not in package


def folders_of(requirements: Requirements, target: Target) -> list[str]:
    """The folders among the resolved requirements, as `NAME @ PATH`, relative to the requirements' folder."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "pylock.toml"
        command = ["pip", "compile", *requirements.arguments, *target.arguments, "--quiet", "--no-header"]
        text = requirements.text
        if requirements.complete:
            command += ["--no-deps"]
            text = "\n".join(grouped(logical_lines(text), requirements.indexes).get(None, []))
        run([*command, "--format", "pylock.toml", "--output-file", str(output)], requirements.folder, text)
        found: Any = tomllib.loads(output.read_text(encoding="utf-8"))
        places = {
            package["name"]: output.parent / package["directory"]["path"]
            for package in found["packages"]
            if "directory" in package
        }
        return sorted(f"{name}{_AT}{_relative(place, requirements.folder)}" for name, place in places.items())


def _relative(place: Path, folder: Path) -> str:
    return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()


def digest_of(requirements: Requirements, packages: Iterable[str]) -> str:
    """Changes with the requirements, and with those of their folders."""
    places = list(_places(requirements, packages))
    if not places:
        return requirements.digest
    digest = hashlib.sha256(requirements.digest.encode())
    for file in (place / name for place in places for name in _BUILT_BY):
        digest.update(b"\0" + (file.read_bytes() if file.is_file() else b""))
    return digest.hexdigest()[:16]


def as_they_are(requirements: Requirements, packages: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """A resolution's distributions, where each folder has the hash of its files as they are now."""
    return {
        package: (_hash(_place(requirements, package)),) if is_folder(package) else tuple(hashes)
        for package, hashes in packages.items()
    }


def build(requirements: Requirements, packages: Mapping[str, Sequence[str]], target: Target, into: Path) -> None:
    """Builds and installs the distributions that have no hash of their own. Raises UvFailed."""
    names = {name_of(package) for package in packages}
    command = ["pip", "install", "--quiet", "--target", str(into), *target.arguments, "--no-deps"]
    command += settings(target, sorted(names))
    # Passed as arguments, because uv rebuilds other folders only if their metadata has changed.
    named = [str(_place(requirements, package)) if is_folder(package) else package for package in packages]
    run([*command, "-r", "-", *named], requirements.folder, "\n".join(requirements.options), variables(target))
    refuse_compiled(names, target, into)
    for package, now in as_they_are(requirements, packages).items():
        if is_folder(package) and now != packages[package]:
            raise UvFailed(f"{package} was changed while it was packed: apply again once it is complete")


def without_hashes(packages: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The distributions of a resolution that `build` is for."""
    return {package: hashes for package, hashes in packages.items() if is_repository(package) or is_folder(package)}


def _places(requirements: Requirements, packages: Iterable[str]) -> Iterator[Path]:
    yield from (_place(requirements, package) for package in sorted(packages) if is_folder(package))


def _place(requirements: Requirements, package: str) -> Path:
    return (requirements.folder / package.partition(_AT)[2]).resolve()


def _hash(folder: Path) -> str:
    """The hash of all files that a distribution may be built from."""
    digest = hashlib.sha256()
    for path, file in sorted(find(folder, _LEFT_BY_BUILDING).files.items()):
        digest.update(f"{path}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return _FILES + digest.hexdigest()
