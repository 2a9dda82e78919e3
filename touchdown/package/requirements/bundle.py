"""Bundles: the files of a resolution's distributions, as members of an archive in the cache.

A bundle is made once: uv installs the distributions into a new folder, files that aren't needed at run time are left
out (`slimming.py`), and the rest is compressed. Its folder in the cache is named after a hash of its inputs.

Rules: the lock file has the hashes of wheels, but a cache, uv's or ours, holds their unpacked files, which can't be
verified against those hashes any more. So with a seal, as with `--locked`, uv downloads each file again and verifies
its hash, and the new bundle is sealed; a bundle without the seal is discarded.

Weakness: the build requirements of source distributions have no hashes in the lock file, with or without a seal.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import attrs

from touchdown.machine.seal import Seal
from touchdown.machine.steps import Steps, untold
from touchdown.package import archive
from touchdown.package.archive import Member
from touchdown.package.requirements import cached_zip
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.folders import build, without_hashes
from touchdown.package.requirements.install import install, refuse_doubtful, with_hashes
from touchdown.package.requirements.installed import LeftOut, look_at
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.missing_imports import RULES, MissingImport, missing_imports_in
from touchdown.package.requirements.slimming import Why, of_tests
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import in_cache

_RULES = "5"
"""Increased when the same resolution has to give other files."""

_NAME = "bundle"
_LOOKED = f"lacking {RULES}"
"""Imports are checked again when the rules of that check change; the files stay the same."""

_NEEDS = re.compile(rb"^Requires-Dist: ([^\r\n;]+)", re.M)
_BOUND = re.compile(r"<|==|~=")

_Packages = Mapping[str, tuple[str, ...]]


@attrs.frozen
class Bundle:
    """The files of a resolution, and the size of each distribution."""

    folder: Path
    sha256: str
    """Of the archive that holds the files."""
    sizes: Mapping[str, int]
    """Bytes by distribution, unpacked."""
    modules: frozenset[str]
    """The top-level modules that can be imported from it."""
    left_out: Mapping[Why, LeftOut] = attrs.field(factory=dict[Why, LeftOut])
    """What was installed and isn't shipped."""
    missing_imports: Mapping[str, MissingImport] = attrs.field(factory=dict[str, MissingImport])
    """The modules that can't be imported, and why."""

    def members(self) -> Iterator[Member]:
        """The files, compressed where that helps."""
        yield from archive.members_of(self.folder / f"{_NAME}.zip")

    def bounds(self, names: Set[str]) -> bool:
        """Whether a distribution in it takes older versions of some others only, or one version."""
        with ZipFile(self.folder / f"{_NAME}.zip") as opened:
            metadata = (opened.read(path) for path in opened.namelist() if path.endswith(".dist-info/METADATA"))
            lines = (line.decode(errors="replace") for text in metadata for line in _NEEDS.findall(text))
            return any(name_of(line) in names and _BOUND.search(line) is not None for line in lines)

    def sources(self) -> Iterator[tuple[str, bytes]]:
        """The Python modules except tests: paths and contents."""
        with ZipFile(self.folder / f"{_NAME}.zip") as opened:
            paths = opened.namelist()
            tests = of_tests(paths)
            for path in paths:
                if path.endswith(".py") and path not in tests:
                    yield path, opened.read(path)


def key_of(resolution: Resolution, without: frozenset[str], *, slim: bool = False) -> str:
    """The key of a bundle in the cache: it changes with every byte of the bundle."""
    how = [*(["slim"] if slim else []), *(f"{name} from source" for name in sorted(resolution.from_source))]
    lines = [_RULES, resolution.target, *how, *sorted(without)]
    lines += (with_hashes(*package) for package in sorted(_shipped(resolution, without).items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def bundle_of(
    requirements: Requirements,
    resolution: Resolution,
    target: Target,
    without: frozenset[str],
    cache: Path,
    *,
    slim: bool = False,
    steps: Steps = untold,
    seal: Seal | None = None,
) -> Bundle:
    """The bundle for a resolution, made if the cache doesn't have it. Raises UvFailed.

    :param without: distributions that aren't shipped.
    :param slim: leave out tests and debug symbols.
    :param seal: use nothing from a cache that doesn't carry it.
    """
    from filelock import FileLock

    key = key_of(resolution, without, slim=slim)
    folder = cache / key
    found = _read(folder, seal)
    if found is None:
        cache.mkdir(parents=True, exist_ok=True)
        making = _Making(requirements, resolution, target, without, slim, steps, seal)
        with FileLock(cache / f"{key}.lock"):
            found = _read(folder, seal) or making.make(folder)
    return found


def _shipped(resolution: Resolution, without: frozenset[str]) -> dict[str, tuple[str, ...]]:
    return {package: hashes for package, hashes in resolution.packages.items() if name_of(package) not in without}


def _read(folder: Path, seal: Seal | None) -> Bundle | None:
    metadata = cached_zip.read(folder, _NAME, seal)
    try:
        return _bundle_from(folder, metadata) if metadata else None
    except (KeyError, TypeError, ValueError):
        return None


def _bundle_from(folder: Path, metadata: Mapping[str, Any]) -> Bundle:
    left_out = {Why(why): LeftOut(*counted) for why, counted in metadata["left_out"].items()}
    missing_imports = {module: MissingImport(*missing) for module, missing in metadata[_LOOKED].items()}
    return Bundle(
        folder, metadata["sha256"], metadata["sizes"], frozenset(metadata["modules"]), left_out, missing_imports
    )


@attrs.frozen
class _Making:
    """The making of one bundle, from its inputs."""

    requirements: Requirements
    resolution: Resolution
    target: Target
    without: frozenset[str]
    slim: bool
    steps: Steps
    seal: Seal | None

    def make(self, folder: Path) -> Bundle:
        # A fixed name, so that the next run removes what a killed run has left behind.
        temporary = folder.with_suffix(".partial")
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            place = temporary / "installed"
            place.mkdir(parents=True)
            said = f"Installing {', '.join(self.requirements.label)} for {self.target}"
            with self.steps(said), in_cache(temporary / "uv" if self.seal else None):
                self._install(place)
            return self._pack(folder, temporary, place)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _install(self, place: Path) -> None:
        packages = _shipped(self.resolution, self.without)
        sources = without_hashes(packages)
        if lines := [with_hashes(*package) for package in sorted(packages.items()) if package[0] not in sources]:
            install(self.requirements, lines, self.target, place, self.resolution.from_source)
        if sources:
            build(self.requirements, sources, self.target, place)

    def _pack(self, folder: Path, temporary: Path, place: Path) -> Bundle:
        installed = look_at(place, slim=self.slim)
        refuse_doubtful([member.path for member in installed.members], place)
        sizes = {name: sum(member.size for member in members) for name, members in installed.distributions().items()}
        metadata = {
            "sizes": sizes,
            "modules": sorted(installed.modules()),
            _LOOKED: {
                module: attrs.astuple(missing)
                for module, missing in missing_imports_in(installed, self.target.python).items()
            },
            "left_out": {why: (counted.files, counted.size) for why, counted in installed.left_out.items()},
        }
        with self.steps(f"Compressing {', '.join(self.requirements.label)}", sum(sizes.values())) as did:
            return _bundle_from(
                folder, cached_zip.write(folder, _NAME, installed.members, metadata, temporary, did, self.seal)
            )
