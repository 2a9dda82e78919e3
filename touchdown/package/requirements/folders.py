"""Distributions of the project itself: folders that requirements name, as `./libs/prices` or a uv workspace's members.

A folder has no hash that a lock file could hold, because it is worked on. The lock file names it without one, and its
digest changes with what the folder requires (`digest_of`). What it holds now is its hash in this run (`as_they_are`),
so that a bundle is made again after an edit, and only then. uv builds it as it builds any project.

Repositories (`shelf @ git+https://...@COMMIT`) have no hash either; their commit is one.
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
from touchdown.package.requirements.source import refuse_compiled, settings, variables
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import UvFailed, run

_AT = " @ "
_FILES = "files:"
"""What the hash of a folder begins with."""
_BUILT_BY = ("pyproject.toml", "setup.py", "setup.cfg")
_LEFT_BY_BUILDING = ("/build/", "/dist/")


def is_repository(package: str) -> bool:
    """Whether a distribution, as a resolution has it, comes out of a repository, at one commit."""
    return f"{_AT}git+" in package


def is_folder(package: str) -> bool:
    """Whether a distribution, as a resolution has it, is a folder."""
    return _AT in package and "://" not in package


def folders_of(requirements: Requirements, target: Target) -> list[str]:
    """The folders among what requirements come to, as `NAME @ PATH`, which is relative to the requirements' folder."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "pylock.toml"
        command = ["pip", "compile", *requirements.arguments, *target.arguments, "--quiet", "--no-header"]
        run([*command, "--format", "pylock.toml", "--output-file", str(output)], requirements.folder, requirements.text)
        found: Any = tomllib.loads(output.read_text(encoding="utf-8"))
        places = {
            one["name"]: output.parent / one["directory"]["path"] for one in found["packages"] if "directory" in one
        }
        return sorted(f"{name}{_AT}{_relative(place, requirements.folder)}" for name, place in places.items())


def _relative(place: Path, folder: Path) -> str:
    return Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()


def digest_of(requirements: Requirements, packages: Iterable[str]) -> str:
    """Changes with requirements, and with what the folders among them require."""
    places = list(_places(requirements, packages))
    if not places:
        return requirements.digest
    digest = hashlib.sha256(requirements.digest.encode())
    for file in (place / name for place in places for name in _BUILT_BY):
        digest.update(b"\0" + (file.read_bytes() if file.is_file() else b""))
    return digest.hexdigest()[:16]


def as_they_are(requirements: Requirements, packages: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The distributions of a resolution, in which folders have the hash of the files that they hold now."""
    return {
        package: (_hash(_place(requirements, package)),) if is_folder(package) else tuple(hashes)
        for package, hashes in packages.items()
    }


def build(requirements: Requirements, packages: Mapping[str, Sequence[str]], target: Target, into: Path) -> None:
    """Builds and installs those without a hash of their own. Raises UvFailed."""
    names = {name_of(package) for package in packages}
    command = ["pip", "install", "--quiet", "--target", str(into), *target.arguments, "--no-deps"]
    command += settings(target, sorted(names))
    # Named as arguments, because uv builds only those anew whose metadata are as before.
    named = [str(_place(requirements, one)) if is_folder(one) else one for one in packages]
    run([*command, "-r", "-", *named], requirements.folder, "\n".join(requirements.options), variables(target))
    refuse_compiled(names, target, into)
    for package, now in as_they_are(requirements, packages).items():
        if is_folder(package) and now != packages[package]:
            raise UvFailed(f"{package} was changed while it was packed: apply again once it is complete")


def without_hashes(packages: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Those of a resolution that `build` is for."""
    return {one: hashes for one, hashes in packages.items() if is_repository(one) or is_folder(one)}


def _places(requirements: Requirements, packages: Iterable[str]) -> Iterator[Path]:
    yield from (_place(requirements, one) for one in sorted(packages) if is_folder(one))


def _place(requirements: Requirements, package: str) -> Path:
    return (requirements.folder / package.partition(_AT)[2]).resolve()


def _hash(folder: Path) -> str:
    """Of all files that a distribution may be built from."""
    digest = hashlib.sha256()
    for path, file in sorted(find(folder, _LEFT_BY_BUILDING).files.items()):
        digest.update(f"{path}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return _FILES + digest.hexdigest()
