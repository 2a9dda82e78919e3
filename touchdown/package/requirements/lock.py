"""The lock file: what requirements were resolved to, with hashes, for each target that is used.

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

One line holds one thing and everything is sorted, so that a merge of two branches seldom conflicts. `digest` changes
with the requirements: a resolution with another one is stale. Where boto3 is in it, `from_runtime` names the packages
that the runtime brings as well (`runtime.py`); `from_source` names those that are built, as they have no wheels
(`source.py`). What was resolved is kept when it is resolved anew, unless it is to be upgraded. What was required by its
URL, or as a wheel by its path, stands there so, with its hash. Folders of the project and commits of a repository stand
there without one (`folders.py`). `bytecode` says which version compiles for a Python; where it says none, packages have
no bytecode (`package/bytecode`).
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
    """What requirements come to on one target: `NAME==VERSION`, or where it is; each with the hashes of its files."""

    requirements: tuple[str, ...]
    digest: str
    target: str
    packages: Mapping[str, tuple[str, ...]]
    from_runtime: frozenset[str] = frozenset()
    """The distributions among them that needn't be shipped, because the runtime brings some version of them."""
    from_source: frozenset[str] = frozenset()
    """The distributions among them that have no wheels, and are built."""

    @property
    def key(self) -> tuple[tuple[str, ...], str]:
        return self.requirements, self.target

    def as_it_is(self, requirements: Requirements) -> Resolution:
        """The resolution with the hashes that the project's own folders have now."""
        return attrs.evolve(self, packages=as_they_are(requirements, self.packages))


@attrs.frozen
class Lock:
    """The resolutions of a lock file."""

    resolutions: Mapping[tuple[tuple[str, ...], str], Resolution] = attrs.field(
        factory=dict[tuple[tuple[str, ...], str], Resolution]
    )
    bytecode: Mapping[str, str] = attrs.field(factory=dict[str, str])
    """Which version, as "3.13.0", compiles for a Python, as "3.13"."""

    def find(self, requirements: Requirements, target: Target) -> Resolution | None:
        """The resolution of requirements, unless it is stale or isn't there."""
        found = self.resolutions.get((requirements.label, str(target)))
        return found if found is not None and found.digest == digest_of(requirements, found.packages) else None

    def pins(self, requirements: Requirements, target: Target) -> list[str]:
        """What has been resolved for the target so far, for these requirements first, then for others."""
        found = self.resolutions.get((requirements.label, str(target)))
        others = [one for one in self.resolutions.values() if one.target == str(target) and one is not found]
        pins: dict[str, str] = {}
        for one in ([found] if found else []) + others:
            for package in one.packages:
                if not is_folder(package):
                    pins.setdefault(name_of(package), package)
        return sorted(pins.values())


def read(path: Path) -> Lock:
    """The lock file in a place; an empty one where there is none. Raises BadLock."""
    try:
        found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Lock()
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise BadLock(f"{path.name} can't be read: {said}") from error
    if "format" not in found:
        raise BadLock(f"{path.name} isn't whole: it says no format")
    if found["format"] != _FORMAT:
        raise BadLock(f"{path.name} has the format {found.get('format')}, and this Touchdown knows {_FORMAT}")
    try:
        hashes = cast(Mapping[str, Sequence[str]], found["hashes"])
        resolutions = [
            Resolution(
                tuple(one["requirements"]),
                one["digest"],
                one["target"],
                {package: tuple(hashes[package]) for package in one["packages"]},
                frozenset(one.get("from_runtime", ())),
                frozenset(one.get("from_source", ())),
            )
            for one in found["resolution"]
        ]
        bytecode = dict(cast(Mapping[str, str], found.get("bytecode", {})))
        unfit = [one for one, by in bytecode.items() if not (fits := _VERSION.fullmatch(by)) or fits[1] != one]
    except KeyError as error:
        raise BadLock(f"{path.name} isn't whole: {error} is missing") from None
    except (TypeError, AttributeError):
        raise BadLock(
            f"{path.name} isn't whole: a value in it is of another kind than `touchdown lock` writes"
        ) from None
    if unfit:
        raise BadLock(
            f"{path.name} isn't whole: no Python {unfit[0]} is {bytecode[unfit[0]]}, which is to compile for it"
        )
    return Lock({one.key: one for one in resolutions}, bytecode)


def write(path: Path, resolutions: Iterable[Resolution], bytecode: Mapping[str, str] = MappingProxyType({})) -> None:
    """Writes a lock file that holds these resolutions, and no others; whole, or not at all."""
    import tomli_w

    ordered = sorted(resolutions, key=lambda one: one.key)
    hashes = {package: sorted(found) for one in ordered for package, found in one.packages.items()}
    document = {
        "format": _FORMAT,
        "resolution": [
            {
                "requirements": list(one.requirements),
                "digest": one.digest,
                "target": one.target,
                "packages": sorted(one.packages),
                **({"from_runtime": sorted(one.from_runtime)} if one.from_runtime else {}),
                **({"from_source": sorted(one.from_source)} if one.from_source else {}),
            }
            for one in ordered
        ],
        "hashes": dict(sorted(hashes.items())),
        **({"bytecode": dict(sorted(bytecode.items()))} if bytecode else {}),
    }
    text = _COMMENT + tomli_w.dumps(document, multiline_strings=False)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    write_atomically(path, text)
