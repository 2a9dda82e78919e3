"""The packages of a workspace's functions: resolved together, installed once, checked, before anything is called.

Packages for AWS are built for the functions' own runtimes. On the local AWS functions run in this machine's Python, so
requirements are resolved separately for it, with the versions of the lock file where they fit. That resolution concerns
nobody else, and is kept out of the lock file.

With `--locked`, nothing comes out of a cache that wasn't made here from files with the lock file's hashes: a bundle,
its bytecode, and the facts about an archive are sealed (`machine/seal.py`).

New needs of functions are added to the lock file. Only `touchdown lock` removes what is no longer needed, because
others may need it: functions that this run leaves out, or that another setting declares.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from touchdown.aws.lambda_.packaging.compiling import Compiling
from touchdown.aws.lambda_.packaging.disk import require_cache, require_own_cache, resolving, watched
from touchdown.aws.lambda_.packaging.needs import Need, needs_of, target_for
from touchdown.aws.lambda_.packaging.with_layers import modules_in_layers, too_large_together
from touchdown.machine import cache
from touchdown.machine.seal import Seal, of_the_user
from touchdown.machine.steps import Steps, untold
from touchdown.model.errors import DeclarationError, all_in_one
from touchdown.package.build import Changed, Package
from touchdown.package.built import is_kept_in_cache
from touchdown.package.extensions import unfit_extensions
from touchdown.package.imports import missing_imports
from touchdown.package.requirements import lock as locks
from touchdown.package.requirements.bundle import Bundle, bundle_of, key_of
from touchdown.package.requirements.declared import name_of, shown_from
from touchdown.package.requirements.lock import BadLock, Lock, Resolution
from touchdown.package.requirements.missing_imports import unimportable
from touchdown.package.requirements.resolving import resolve as resolved
from touchdown.package.requirements.runtime import SDK, relied_on
from touchdown.package.requirements.source_builds import AnyBuild, MayBuild, WouldBuild
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import NoWheel, UvFailed

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.packed import Packed

_AT_ONCE = 4
_REQUIREMENTS = "requirements.txt"
_VERSIONED = frozenset({"boto3", "botocore"})
"""What the runtime has in a version that nobody knows: noted where some versions are asked for."""
_NO_ANSWER = re.compile(r"error sending request|Failed to fetch")


def prepare(functions: Sequence[Packed], *, locked: bool = False, steps: Steps = untold) -> None:
    """Gives each function its package. Problems with a package are errors of the declaration."""
    require_own_cache()
    needs = needs_of(functions)
    by_function = {one: need for need in needs for one in need.functions}
    if needs:
        require_cache()
        _resolve(needs, locked=locked, steps=steps)
    seal = of_the_user() if locked else None
    bundles, compiling = _Bundles(steps, seal), Compiling(steps, seal)
    errors: list[DeclarationError] = []
    for function in functions:
        need = by_function.get(function)
        with watched(function, "its package"):
            bundle = bundles.of(function, need) if need else None
            to_runtime = sorted(left_out(function, need)) if need else ()
            notes = _notes(function, need, bundle) if need and bundle else ()
            function.package = Package(
                function.sources.files,
                bundle,
                function.sources.left_out,
                tuple(to_runtime),
                tuple(notes),
                folder=function.folder,
                seal=seal,
            )
            if need and bundle:
                function.package.compile(compiling.of(need, bundle))
            errors += (
                DeclarationError(f"{function.address}: code= {problem}.", where=function.where)
                for problem in _problems(function, bundle, steps)
            )
    if errors:
        raise all_in_one(errors)


def _problems(function: Packed, bundle: Bundle | None, steps: Steps) -> Iterator[str]:
    assert function.package is not None
    size = function.package.unpacked()
    too_large = function.package.too_large(size)
    if too_large:
        yield str(too_large)
        return
    if together := too_large_together(function, size):
        yield together
        return
    try:
        if is_kept_in_cache(size):
            require_cache()
            with steps(f"Packing {function.address}", size) as did:
                function.package.built(cache.packages(), did)
        else:
            function.package.built(cache.packages())
    except Changed as error:
        yield str(error)
        return
    target = target_for(function)
    if target is not None:
        in_layers = modules_in_layers(function)
        if in_layers is not None:
            modules = in_layers | (bundle.modules if bundle else frozenset[str]())
            found = missing_imports(function.sources.externals, target.python, modules, _proposed(function))
            yield from map(str, found)
        yield from map(str, unfit_extensions(function.sources.files, target))


def _proposed(function: Packed) -> str:
    """A file of requirements that the function could name; "" where there is none, or it names some."""
    directory = function.account.directory
    code = directory / function.code if isinstance(function.code, str | Path) else directory
    folders = [] if function.requirements else [code if code.is_dir() else code.parent, directory]
    found = (folder / _REQUIREMENTS for folder in folders if (folder / _REQUIREMENTS).is_file())
    return next((shown_from(place, directory) for place in found), "")


def _resolve(needs: Sequence[Need], *, locked: bool, steps: Steps) -> None:
    """Finds what has been resolved, and resolves the rest, which the lock files then hold too."""
    shared, own = read_lock(needs), read_lock(needs, local=True)
    if locked and (stale := [(one, target) for one in needs for target in stale_targets(shared, one)]):
        raise all_in_one([_stale(*one) for one in stale])
    for need in needs:
        if need.local:
            need.requirements = attrs.evolve(need.requirements, pins=_pins(shared, need))
        need.resolution = find(own if need.local else shared, need, need.target)
        need.compiler = None if need.local else shared.bytecode.get(need.target.python)
    missing = [one for one in needs if one.resolution is None]
    pins = [(own if one.local else shared).pins(one.requirements, one.target) for one in missing]
    with ThreadPoolExecutor(_AT_ONCE, "resolve") as pool:
        agreed = [AnyBuild if one.local else built_in(shared) for one in missing]
        found = pool.map(resolve, missing, pins, itertools.repeat(steps), agreed)
        for need, resolution in zip(missing, found, strict=True):
            need.resolution = resolution
    if missing:
        write(needs, shared, own)
    for need in needs:
        if need.resolution is not None:
            with resolving(need.functions[0]):
                need.resolution = need.resolution.as_it_is(need.requirements)


def find(lock: Lock, need: Need, target: Target) -> Resolution | None:
    """The distributions that a lock file has for a need on a target. Required folders are read for it."""
    with resolving(need.functions[0]):
        return lock.find(need.requirements, target)


def stale_targets(lock: Lock, need: Need) -> list[Target]:
    """The targets on AWS for which the lock file lacks requirements."""
    return [target for target in need.on_aws if find(lock, need, target) is None]


def _pins(shared: Lock, need: Need) -> tuple[str, ...]:
    """The versions on AWS of what the local AWS needs too; where targets differ, those of the first."""
    pins: dict[str, str] = {}
    for target in need.on_aws:
        found = find(shared, need, target)
        for package in found.packages if found else ():
            pins.setdefault(name_of(package), package)
    return tuple(sorted(pins.values()))


def read_lock(needs: Sequence[Need], *, local: bool = False) -> Lock:
    """The lock file for what AWS takes, or the one for the local AWS."""
    if not needs:
        return Lock()
    try:
        return locks.read(_place(needs[0], local))
    except BadLock as error:
        where, hint = needs[0].functions[0].where, "Mend it, or delete it and run `touchdown lock`."
        raise DeclarationError(f"{error}.", where=where, hint=hint) from error


def write(needs: Sequence[Need], shared: Lock, own: Lock) -> None:
    """Writes the lock file for what AWS takes, and another one for the local AWS: what they keep, and the needs."""
    for local, kept in ((False, shared), (True, own)):
        some = [one for one in needs if one.local is local]
        if some:
            _write(some, _place(some[0], local), kept)


def _write(needs: Sequence[Need], place: Path, kept: Lock) -> None:
    now = {one.resolution.key: one.resolution for one in needs if one.resolution is not None}
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        locks.write(place, {**kept.resolutions, **now}.values(), kept.bytecode)
    except OSError as error:
        function = needs[0].functions[0]
        raise DeclarationError(
            f"{function.address}: {place.name} can't be written.",
            where=function.where,
            why=f"{error.strerror}.",
            hint="It stands beside the Touchdownfile: make room there, or let it be written to.",
        ) from error


def _place(need: Need, local: bool) -> Path:
    directory = need.functions[0].account.directory
    return directory / ".touchdown" / need.lock_name if local else directory / need.lock_name


def built_in(lock: Lock) -> frozenset[str]:
    """The distributions that a lock file says are built from their source."""
    return frozenset[str]().union(*(one.from_source for one in lock.resolutions.values()))


def resolve(need: Need, pins: Sequence[str], steps: Steps, may_build: MayBuild = AnyBuild) -> Resolution:
    """What a need comes to, as an error of the declaration if it can't be had."""
    try:
        what = f"Resolving {', '.join(need.requirements.label)} for {need.target}"
        with resolving(need.functions[0]), steps(what):
            return resolved(need.requirements, need.target, pins, may_build)
    except UvFailed as error:
        raise _unresolvable(need, error) from error


class _Bundles:
    """The bundles of a run, each examined once."""

    def __init__(self, steps: Steps, seal: Seal | None) -> None:
        self._steps = steps
        self._seal = seal
        self._found: dict[str, Bundle] = {}

    def of(self, function: Packed, need: Need) -> Bundle:
        assert need.resolution is not None
        out = left_out(function, need)
        key = key_of(need.resolution, out, slim=function.slim)
        if key not in self._found:
            try:
                self._found[key] = bundle_of(
                    need.requirements,
                    need.resolution,
                    need.target,
                    out,
                    cache.packages(),
                    slim=function.slim,
                    steps=self._steps,
                    seal=self._seal,
                )
            except UvFailed as error:
                raise _unresolvable(need, error) from error
        return self._found[key]


def left_out(function: Packed, need: Need) -> frozenset[str]:
    """The distributions that the runtime has, unless they are pinned, or the function wants its own."""
    if need.resolution is None or not function.runtime_boto3 or need.requirements.pinned & SDK:
        return frozenset()
    return need.resolution.from_runtime


def _notes(function: Packed, need: Need, bundle: Bundle) -> Iterator[str]:
    """Notes on the distributions of a package that are no problems."""
    assert need.resolution is not None
    relied = relied_on(need.resolution.packages, left_out(function, need))
    if relied and (need.requirements.bounded & _VERSIONED or bundle.bounds(_VERSIONED)):
        yield f"requirements= {relied}."
    yield from (f"requirements= {one}." for one in unimportable(function.sources.externals, bundle.missing_imports))


def _unresolvable(need: Need, error: UvFailed) -> DeclarationError:
    function = need.functions[0]
    return DeclarationError(
        f"{function.address}: requirements= can't be had for {need.target}.",
        where=function.where,
        why=str(error),
        hint=_remedy(need, error),
    )


def _remedy(need: Need, error: UvFailed) -> str:
    if isinstance(error, WouldBuild):
        return f"If you trust it, `touchdown lock` builds it, and {need.lock_name} then says so: commit that file."
    return error.remedy if isinstance(error, NoWheel) else _hint(str(error))


def _hint(said: str) -> str:
    if "hash mismatch" in said.lower():
        return "The file isn't the one that was locked: find out why, before `touchdown lock --upgrade` takes it."
    if _NO_ANSWER.search(said):
        return "Check the network, and the address of the index: in the requirements, or in uv's configuration."
    if "Python version" in said:
        return "Another version of it, or another runtime=, may fit."
    if "is disabled" in said:
        return "touchdown.lock doesn't say that it has to be built: `touchdown lock --upgrade NAME` writes it anew."
    return ""


def _stale(need: Need, target: Target) -> DeclarationError:
    function = need.functions[0]
    return DeclarationError(
        f"{function.address}: {need.lock_name} doesn't say what its requirements come to for {target}.",
        where=function.where,
        why="There is no entry for them, or one that is older than they are.",
        hint="Run `touchdown lock`, and commit what it writes.",
    )
