"""Resolving requirements for a target: uv chooses the versions, and says which hashes their files have.

What has a wheel for the target is taken as one. What has no wheel at all is built (`source.py`). What has wheels, none
of which fits, is compiled by those who make it: it is refused, with the wheels that there are (`wheels.py`), and with
what would work, which is found by trying it.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from touchdown.package.requirements.declared import Requirements, credentials_in, from_lines, name_of
from touchdown.package.requirements.folders import digest_of, folders_of, is_repository
from touchdown.package.requirements.install import refused, with_hashes
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.runtime import from_runtime
from touchdown.package.requirements.source import building, not_built, variables
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import LeadsOut, NoWheel, UvFailed, run
from touchdown.package.requirements.wheels import Offered, lacking, offered, remedy

_HASH = re.compile(r"--hash=(\S+)")
_VIA = " # via "
_NAMELESS = "source distributions is disabled"
_SOURCE = re.compile(r"/([\w.]+)-[^-/]+\.(?:tar\.gz|zip)(?:#.*)?$")


def resolve(requirements: Requirements, target: Target, pins: Sequence[str]) -> Resolution:
    """Resolves requirements for a target, and keeps to the pins where that is possible. Raises UvFailed, NoWheel."""
    text, built = _versions(requirements, target, pins)
    packages = _found(requirements, target, dict(_packages(text)))
    brought = from_runtime(_needed_by(text), requirements.named)
    sources = frozenset(name for one in packages if (name := name_of(one)) in built or _SOURCE.search(one))
    return Resolution(requirements.label, digest_of(requirements, packages), str(target), packages, brought, sources)


def _versions(requirements: Requirements, target: Target, pins: Sequence[str]) -> tuple[str, frozenset[str]]:
    """What uv writes of the versions, and which of them have to be built for want of any wheel."""
    built: frozenset[str] = frozenset()
    while True:
        try:
            # Where nothing is built, any Python will do: uv would ask all that there are for the right one.
            how = building(target, built) if built else ["--no-build", "--python", sys.executable]
            return _compile(requirements, target, pins, how), built
        except LeadsOut:
            raise
        except UvFailed as error:
            if _NAMELESS in str(error):
                return _with_nameless(requirements, target, pins)
            more = _without_wheels(requirements, target, error) - built
            if not more:
                raise not_built(error, target) from None
            built |= more


def _without_wheels(requirements: Requirements, target: Target, error: UvFailed) -> frozenset[str]:
    """Which of the distributions that uv finds no wheel of have none at all. Raises NoWheel for others."""
    found = {one: None if one.by_address else offered(requirements, one) for one in lacking(str(error))}
    built = frozenset(name_of(one.name) for one, wheels in found.items() if wheels is None)
    some = [wheels for wheels in found.values() if wheels is not None and name_of(wheels.name) not in built]
    if some and not target.is_this_machine:
        raise NoWheel(_said(some, target), remedy(requirements, some[0], target)) from None
    return built | {name_of(one.name) for one in some}


def _said(some: Sequence[Offered], target: Target) -> str:
    there = "; ".join(f"{one} has wheels for {one.said()}" for one in some)
    return f"{there}; and none for {target}"


def _with_nameless(requirements: Requirements, target: Target, pins: Sequence[str]) -> tuple[str, frozenset[str]]:
    """As `_versions`, where folders have to be built to be named: uv can't be told to build these, and no others."""
    text = _compile(requirements, target, pins, [])
    others = [what for what, hashes in _packages(text) if hashes and "==" in what]
    return text, _versions(from_lines(others, requirements.folder, requirements.options), target, [])[1]


def _compile(requirements: Requirements, target: Target, pins: Sequence[str], how: Sequence[str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "pins.txt"
        kept = {name_of(one): one for one in (*pins, *requirements.pins)}
        output.write_text("\n".join(kept.values()), encoding="utf-8")
        command = ["pip", "compile", *requirements.arguments, *target.arguments, *how]
        command += ["--quiet", "--no-header", "--annotation-style", "line", "--generate-hashes"]
        command += ["--output-file", str(output)]
        try:
            run(command, requirements.folder, requirements.text, variables(target))
        except LeadsOut as error:
            lines = [with_hashes(*one) for one in _packages(output.read_text(encoding="utf-8")) if one[1]]
            raise refused(error, requirements, lines, target) from None
        return output.read_text(encoding="utf-8")


def _packages(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What uv has written: one line says what, and those below it the hashes."""
    for entry in text.replace("\\\n", " ").splitlines():
        what = re.split(f" --hash=| ;|{_VIA}", entry, maxsplit=1)[0].strip()
        if not what or what.startswith("#"):
            continue
        hashes = _HASH.findall(entry)
        if problem := credentials_in(what):
            raise UvFailed(problem)
        # uv builds only what it knows the name of, before it looks into it.
        source = _SOURCE.search(what)
        yield f"{source[1]} @ {what}" if source and " @ " not in what else what, tuple(hashes)


def _found(
    requirements: Requirements, target: Target, written: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """What requirements come to. Folders are written as whoever requires them names them, so they are asked for."""
    packages = {
        package: _agreed(requirements, package, hashes)
        for package, hashes in written.items()
        if hashes or is_repository(package)
    }
    folders = folders_of(requirements, target) if len(packages) < len(written) else []
    return {**packages, **dict.fromkeys(folders, ())}


def _needed_by(text: str) -> dict[str, Set[str]]:
    """What uv has written of why: for each distribution those that need it. Files that name it stand there, too."""
    found: dict[str, Set[str]] = {}
    name = ""
    for line in text.replace("\\\n", " ").splitlines():
        what, _, why = line.partition(_VIA)
        name = name_of(what.strip()) if what.strip() else name
        found[name] = frozenset(why.strip().split(", ")) if why else frozenset()
    return found


def _agreed(requirements: Requirements, package: str, hashes: Sequence[str]) -> tuple[str, ...]:
    """The hashes of the index that the requirements allow."""
    given = requirements.hashes.get(name_of(package))
    agreed = tuple(one for one in hashes if given is None or one in given)
    if hashes and not agreed:
        raise UvFailed(f"{package} has none of the hashes that are given for it: it isn't what was required")
    return agreed
