"""Resolves requirements for a target: uv chooses the versions, and lists the hashes of their files.

A wheel for the target is used if there is one. A distribution without any wheel is built (`source_builds.py`). A
distribution that has wheels, of which none fits, contains compiled code: it is refused, with a list of its wheels
(`wheels.py`) and of alternatives that were tried and do work.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

import attrs

from touchdown.package.requirements.declared import Requirements, credentials_in, from_lines, name_of
from touchdown.package.requirements.folders import digest_of, folders_of, is_repository
from touchdown.package.requirements.index import Index
from touchdown.package.requirements.indexes import grouped, hashes_of, logical_lines
from touchdown.package.requirements.install import refused, with_hashes
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.runtime import from_runtime
from touchdown.package.requirements.source_builds import (
    AnyBuild,
    MayBuild,
    WouldBuild,
    building,
    not_built,
    refuse_others,
    variables,
)
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import LeadsOut, NoWheel, UvFailed, run
from touchdown.package.requirements.wheels import Offered, offered, remedy, without_fitting_wheel

_HASH = re.compile(r"--hash=(\S+)")
_VIA = " # via "
_NAMELESS = "source distributions is disabled"
_SOURCE = re.compile(r"/([\w.]+)-[^-/]+\.(?:tar\.gz|zip)(?:#.*)?$")


def resolve(
    requirements: Requirements, target: Target, pins: Sequence[str], may_build: MayBuild = AnyBuild
) -> Resolution:
    """Resolves requirements for a target, preferring the pinned versions. Raises UvFailed, NoWheel, WouldBuild.

    :param may_build: the distributions of others whose source may be built, which runs their code; left out, any.
    """
    text, built = _versions(requirements, target, pins, may_build)
    packages = _found(requirements, target, dict(_packages(text)))
    brought = from_runtime(_needed_by(text), requirements.named)
    sources = frozenset(name for package in packages if (name := name_of(package)) in built or _SOURCE.search(package))
    return Resolution(requirements.label, digest_of(requirements, packages), str(target), packages, brought, sources)


def _versions(
    requirements: Requirements, target: Target, pins: Sequence[str], may_build: MayBuild
) -> tuple[str, frozenset[str]]:
    """uv's output with the versions, and which of them have to be built because they have no wheel."""
    built: frozenset[str] = frozenset()
    while True:
        try:
            # Nothing is built, so any Python will do: uv would otherwise ask all Pythons for the matching version.
            how = building(target, built) if built else ["--no-build", "--python", sys.executable]
            return _compile(requirements, target, pins, how), built
        except LeadsOut:
            raise
        except UvFailed as error:
            if _NAMELESS in str(error):
                if may_build is not AnyBuild:
                    raise WouldBuild("a requirement without a name") from None
                return _with_nameless(requirements, target, pins)
            more = _without_wheels(requirements, target, error) - built
            if not more:
                raise not_built(error, target) from None
            refuse_others(more, requirements, may_build, str(error))
            built |= more


def _without_wheels(requirements: Requirements, target: Target, error: UvFailed) -> frozenset[str]:
    """The distributions without any wheel, among those for which uv finds none that fits. Raises NoWheel for others."""
    found = {
        distribution: None if distribution.by_address else offered(requirements, distribution)
        for distribution in without_fitting_wheel(str(error))
    }
    built = frozenset(name_of(distribution.name) for distribution, wheels in found.items() if wheels is None)
    some = [wheels for wheels in found.values() if wheels is not None and name_of(wheels.name) not in built]
    if some and not target.is_this_machine:
        raise NoWheel(_said(some, target), remedy(requirements, some[0], target)) from None
    return built | {name_of(offer.name) for offer in some}


def _said(some: Sequence[Offered], target: Target) -> str:
    there = "; ".join(f"{offer} has wheels for {offer.platforms()}" for offer in some)
    return f"{there}; and none for {target}"


def _with_nameless(requirements: Requirements, target: Target, pins: Sequence[str]) -> tuple[str, frozenset[str]]:
    """Like `_versions`, for folders that uv has to build to learn their names: uv can't be limited to these folders."""
    text = _compile(requirements, target, pins, [])
    others = [what for what, hashes in _packages(text) if hashes and "==" in what]
    found = from_lines(others, requirements.folder, requirements.options)
    own = attrs.evolve(found, indexes=requirements.indexes, complete=bool(requirements.indexes))
    return text, _versions(own, target, [], AnyBuild)[1]


def _compile(requirements: Requirements, target: Target, pins: Sequence[str], how: Sequence[str]) -> str:
    """uv's list of the versions. What names everything that it needs is asked for at the index that each has."""
    if not requirements.complete:
        return _compile_from(requirements, target, pins, how, None)
    groups = grouped(logical_lines(requirements.text), requirements.indexes)
    parts = ((attrs.evolve(requirements, text="\n".join(lines)), index) for index, lines in groups.items())
    return "".join(_compile_from(part, target, pins, [*how, "--no-deps"], index) for part, index in parts)


def _compile_from(
    requirements: Requirements, target: Target, pins: Sequence[str], how: Sequence[str], index: Index | None
) -> str:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "pins.txt"
        kept = {name_of(pin): pin for pin in (*pins, *requirements.pins)}
        output.write_text("\n".join(kept.values()), encoding="utf-8")
        command = ["pip", "compile", *requirements.arguments, *target.arguments, *how]
        command += ["--quiet", "--no-header", "--annotation-style", "line", "--generate-hashes"]
        command += ["--output-file", str(output), *(index.arguments if index else ())]
        environment = {**variables(target), **(index.variables if index else {})}
        try:
            run(command, requirements.folder, requirements.text, environment)
        except LeadsOut as error:
            lines = [with_hashes(*package) for package in _packages(output.read_text(encoding="utf-8")) if package[1]]
            raise refused(error, requirements, lines, target) from None
        return output.read_text(encoding="utf-8")


def _packages(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Parses uv's output: a line names each distribution, and the lines below it list the hashes."""
    for entry in text.replace("\\\n", " ").splitlines():
        what = re.split(f" --hash=| ;|{_VIA}", entry, maxsplit=1)[0].strip()
        if not what or what.startswith("#"):
            continue
        hashes = _HASH.findall(entry)
        if problem := credentials_in(what):
            raise UvFailed(problem)
        # uv builds a source only if its name is known before it looks inside.
        source = _SOURCE.search(what)
        yield f"{source[1]} @ {what}" if source and " @ " not in what else what, tuple(hashes)


def _found(
    requirements: Requirements, target: Target, written: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The resolved distributions. Folders are written as their requirers name them, so uv is asked for their paths."""
    written = {package: hashes or hashes_of(requirements, package) for package, hashes in written.items()}
    packages = {
        package: _agreed(requirements, package, hashes)
        for package, hashes in written.items()
        if hashes or is_repository(package)
    }
    folders = folders_of(requirements, target) if len(packages) < len(written) else []
    return {**packages, **dict.fromkeys(folders, ())}


def _needed_by(text: str) -> dict[str, Set[str]]:
    """uv's annotations of why: for each distribution, the distributions and files that require it."""
    found: dict[str, Set[str]] = {}
    name = ""
    for line in text.replace("\\\n", " ").splitlines():
        what, _, why = line.partition(_VIA)
        name = name_of(what.strip()) if what.strip() else name
        found[name] = frozenset(why.strip().split(", ")) if why else frozenset()
    return found


def _agreed(requirements: Requirements, package: str, hashes: Sequence[str]) -> tuple[str, ...]:
    """The hashes from the index that the requirements allow."""
    given = requirements.hashes.get(name_of(package))
    agreed = tuple(digest for digest in hashes if given is None or digest in given)
    if hashes and not agreed:
        raise UvFailed(f"{package} has none of the hashes that are given for it: it isn't what was required")
    return agreed
