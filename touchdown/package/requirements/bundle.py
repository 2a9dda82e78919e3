"""The files of the distributions that a resolution names, as members of an archive, kept in a cache.

A bundle is made once: uv installs it into a folder of its own, what nobody needs at run time is left out (`needed.py`),
and the rest is compressed. It is known by what it is made from: the hashes of the lock file, and how.

Rules: the lock file has hashes of wheels, and a cache holds what was unpacked of them, so none of it can be held
against them afterwards: not uv's cache, nor a bundle. So where a seal is given, which is so with `--locked`, uv
downloads each file anew and holds it against its hash, and what comes of that is sealed; a bundle without the seal is
thrown away.
Weakness: what a build of a source needs besides has no hash in the lock file, then and otherwise.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import attrs

from touchdown.machine.seal import Seal
from touchdown.machine.steps import Steps, untold
from touchdown.package import archive
from touchdown.package.archive import Member
from touchdown.package.requirements import kept
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.folders import build, without_hashes
from touchdown.package.requirements.install import install, refuse_doubtful, with_hashes
from touchdown.package.requirements.installed import LeftOut, look_at
from touchdown.package.requirements.lacking import RULES, Lacking, lacking_in
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.needed import Why, of_tests
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import in_cache

_RULES = "5"
"""Another number where the same resolution has to give other files."""

_NAME = "bundle"
_LOOKED = f"lacking {RULES}"
"""What is said by other rules is looked for again; the files stay the same."""

_Packages = Mapping[str, tuple[str, ...]]


@attrs.frozen
class Bundle:
    """What a resolution comes to: its files, and which of them belong to which distribution."""

    folder: Path
    sha256: str
    """Of the archive that holds its files."""
    sizes: Mapping[str, int]
    """Bytes by distribution, unpacked."""
    modules: frozenset[str]
    """The top-level modules that can be imported from it."""
    left_out: Mapping[Why, LeftOut] = attrs.field(factory=dict[Why, LeftOut])
    """What was installed, and isn't shipped."""
    lacking: Mapping[str, Lacking] = attrs.field(factory=dict[str, Lacking])
    """The modules that can't be imported, and why."""

    def members(self) -> Iterator[Member]:
        """The files, compressed where that helps."""
        yield from archive.members_of(self.folder / f"{_NAME}.zip")

    def sources(self) -> Iterator[tuple[str, bytes]]:
        """The Python modules, but for tests: paths, and what is in them."""
        with ZipFile(self.folder / f"{_NAME}.zip") as opened:
            paths = opened.namelist()
            tests = of_tests(paths)
            for path in paths:
                if path.endswith(".py") and path not in tests:
                    yield path, opened.read(path)


def key_of(resolution: Resolution, without: frozenset[str], *, slim: bool = False) -> str:
    """What tells a bundle from all others: changes with whatever changes a byte of it."""
    how = [*(["slim"] if slim else []), *(f"{name} from source" for name in sorted(resolution.from_source))]
    lines = [_RULES, resolution.target, *how, *sorted(without)]
    lines += (with_hashes(*one) for one in sorted(_shipped(resolution, without).items()))
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
    :param slim: leave out tests and symbols for debuggers.
    :param seal: take nothing from a cache that doesn't carry it.
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
    said = kept.read(folder, _NAME, seal)
    try:
        return _told(folder, said) if said else None
    except (KeyError, TypeError, ValueError):
        return None


def _told(folder: Path, said: Mapping[str, Any]) -> Bundle:
    left_out = {Why(why): LeftOut(*counted) for why, counted in said["left_out"].items()}
    lacking = {module: Lacking(*one) for module, one in said[_LOOKED].items()}
    return Bundle(folder, said["sha256"], said["sizes"], frozenset(said["modules"]), left_out, lacking)


@attrs.frozen
class _Making:
    """What a bundle is made of."""

    requirements: Requirements
    resolution: Resolution
    target: Target
    without: frozenset[str]
    slim: bool
    steps: Steps
    seal: Seal | None

    def make(self, folder: Path) -> Bundle:
        # Always the same name, so that what a killed run has left behind is taken away by the next one.
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
        if lines := [with_hashes(*one) for one in sorted(packages.items()) if one[0] not in sources]:
            install(self.requirements, lines, self.target, place, self.resolution.from_source)
        if sources:
            build(self.requirements, sources, self.target, place)

    def _pack(self, folder: Path, temporary: Path, place: Path) -> Bundle:
        installed = look_at(place, slim=self.slim)
        refuse_doubtful([one.path for one in installed.members], place)
        sizes = {name: sum(one.size for one in members) for name, members in installed.distributions().items()}
        said = {
            "sizes": sizes,
            "modules": sorted(installed.modules()),
            _LOOKED: {module: attrs.astuple(one) for module, one in lacking_in(installed, self.target.python).items()},
            "left_out": {why: (one.files, one.size) for why, one in installed.left_out.items()},
        }
        with self.steps(f"Compressing {', '.join(self.requirements.label)}", sum(sizes.values())) as did:
            return _told(folder, kept.write(folder, _NAME, installed.members, said, temporary, did, self.seal))
