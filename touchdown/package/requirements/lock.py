"""The lock file: what requirements resolve to, with hashes, for each target in use.

    format = 1

    [[resolution]]
    requirements = ["requests>=2"]
    digest = "5d41402abc4b2a76"
    target = "python3.13 x86_64-manylinux_2_34"
    packages = [
        "certifi==2026.10.19",
        "requests==2.34.2",
    ]

    [hashes]
    "certifi==2026.10.19" = [
        "sha256:...",
    ]

    [bytecode]
    "3.13" = "3.13.0"

Each line holds one item and everything is sorted, so that merging two branches seldom conflicts. `digest` changes with
the requirements: a resolution with another digest is stale. In a resolution with boto3, `from_runtime` names the
packages that the runtime provides too (`runtime.py`); `from_source` names packages that are built because they have no
wheels (`source_builds.py`). Resolving again keeps the versions, unless they are to be upgraded. A requirement by URL,
or by the path of a wheel, is listed that way, with its hash. Folders of the project and commits of a repository are
listed without a hash (`folders.py`). `bytecode` names the version that compiles for each Python; without an entry,
packages for that Python have no bytecode (`package/bytecode`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import attrs

from touchdown.machine.atomic_files import write_atomically
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.folders import as_they_are, digest_of, is_folder
from touchdown.package.requirements.target import Target

NAME = "touchdown.lock"
_FORMAT = 1
_COMMENT = "# What requirements were resolved to, by `touchdown lock`. It belongs into version control.\n"
_VERSION = re.compile(r"(\d+\.\d+)\.\d+")


class BadLock(Exception):
    """Why a lock file can't be used."""


@attrs.frozen
class Resolution:
    """What requirements resolve to on a target: `NAME==VERSION`, or a path or URL, each with its files' hashes."""

    requirements: tuple[str, ...]
    digest: str
    target: str
    packages: Mapping[str, tuple[str, ...]]
    from_runtime: frozenset[str] = frozenset()
    """Distributions that needn't be shipped, because the runtime provides some version of them."""
    from_source: frozenset[str] = frozenset()
    """Distributions that have no wheels and are built from source."""

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        return self.requirements, self.target

    def as_it_is(self, requirements: Requirements) -> Resolution:
        """This resolution, with the hashes that the project's own folders have now."""
        return attrs.evolve(self, packages=as_they_are(requirements, self.packages))


@attrs.frozen
class Lock:
    """The contents of a lock file."""

    resolutions: Mapping[tuple[tuple[str, ...], str], Resolution] = attrs.field(
        factory=dict[tuple[tuple[str, ...], str], Resolution]
    )
    bytecode: Mapping[str, str] = attrs.field(factory=dict[str, str])
    """The version, such as "3.13.0", that compiles for a Python, such as "3.13"."""

    def find(self, requirements: Requirements, target: Target) -> Resolution | None:
        """The resolution of requirements; None if it is stale or missing."""
        found = self.resolutions.get((requirements.label, str(target)))
        return found if found is not None and found.digest == digest_of(requirements, found.packages) else None

    def pins(self, requirements: Requirements, target: Target) -> list[str]:
        """The versions resolved for the target so far: for these requirements first, then for others."""
        found = self.resolutions.get((requirements.label, str(target)))
        others = [
            resolution
            for resolution in self.resolutions.values()
            if resolution.target == str(target) and resolution is not found
        ]
        pins: dict[str, str] = {}
        for resolution in ([found] if found else []) + others:
            for package in resolution.packages:
                if not is_folder(package):
                    pins.setdefault(name_of(package), package)
        return sorted(pins.values())


def read(path: Path) -> Lock:
    """The lock file at a path; an empty lock if there is no file. Raises BadLock."""
    try:
        found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Lock()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadLock(f"{path.name} can't be read: {reason}") from error
    if "format" not in found:
        raise BadLock(f"{path.name} is incomplete: it names no format")
    if found["format"] != _FORMAT:
        raise BadLock(f"{path.name} has the format {found.get('format')}, and this Touchdown knows {_FORMAT}")
    try:
        hashes = cast(Mapping[str, Sequence[str]], found["hashes"])
        resolutions = [
            Resolution(
                tuple(entry["requirements"]),
                entry["digest"],
                entry["target"],
                {package: tuple(hashes[package]) for package in entry["packages"]},
                frozenset(entry.get("from_runtime", ())),
                frozenset(entry.get("from_source", ())),
            )
            for entry in found["resolution"]
        ]
        bytecode = dict(cast(Mapping[str, str], found.get("bytecode", {})))
        unfit = [python for python, by in bytecode.items() if not (fits := _VERSION.fullmatch(by)) or fits[1] != python]
    except KeyError as error:
        raise BadLock(f"{path.name} is incomplete: {error} is missing") from None
    except (TypeError, AttributeError):
        raise BadLock(
            f"{path.name} is damaged: a value in it is of another type than `touchdown lock` writes"
        ) from None
    if unfit:
        raise BadLock(f"{path.name} is damaged: Python {bytecode[unfit[0]]} can't compile for Python {unfit[0]}")
    return Lock({resolution.key: resolution for resolution in resolutions}, bytecode)


def write(path: Path, resolutions: Iterable[Resolution], bytecode: Mapping[str, str] = MappingProxyType({})) -> None:
    """Writes a lock file with exactly these resolutions, atomically."""
    import tomli_w

    ordered = sorted(resolutions, key=lambda resolution: resolution.key)
    hashes = {package: sorted(found) for resolution in ordered for package, found in resolution.packages.items()}
    document = {
        "format": _FORMAT,
        "resolution": [
            {
                "requirements": list(resolution.requirements),
                "digest": resolution.digest,
                "target": resolution.target,
                "packages": sorted(resolution.packages),
                **({"from_runtime": sorted(resolution.from_runtime)} if resolution.from_runtime else {}),
                **({"from_source": sorted(resolution.from_source)} if resolution.from_source else {}),
            }
            for resolution in ordered
        ],
        "hashes": dict(sorted(hashes.items())),
        **({"bytecode": dict(sorted(bytecode.items()))} if bytecode else {}),
    }
    text = _COMMENT + tomli_w.dumps(document, multiline_strings=False)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    write_atomically(path, text)
