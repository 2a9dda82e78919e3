"""Writes the lock file anew, upgrades distributions, and reports the changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from touchdown.aws.lambda_.packaging.compiling import chosen
from touchdown.aws.lambda_.packaging.needs import Need, needs_of
from touchdown.aws.lambda_.packaging.packages import find, read_lock, resolve, stale_targets, write
from touchdown.machine.steps import Steps
from touchdown.model.errors import CommandLineError
from touchdown.package.requirements.declared import name_of
from touchdown.package.requirements.lock import NAME, Lock, Resolution

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.packed import Packed


@attrs.frozen
class Refreshed:
    """The content of the lock file by target, and how its versions differ from those before."""

    file: str
    """The name of the lock file."""
    packages: Mapping[str, Sequence[str]]
    changes: tuple[tuple[str, str, str], ...]
    """The distribution, its versions before and now; empty where there are none."""
    up_to_date: bool
    """Whether it held all of that before; if it was to be written anew, also nothing else."""
    stale: tuple[str, ...]
    """The functions for which it held too little."""
    bytecode: Mapping[str, str]
    """Which version compiles for each Python."""


def refresh(
    functions: Sequence[Packed],
    *,
    upgrade: frozenset[str] | None,
    keep: bool,
    steps: Steps,
    note: Callable[[str], None],
    bytecode: bool | None = None,
) -> Refreshed:
    """Resolves what is needed on AWS. What is locked stays, but for what is to be upgraded: all, if none is named.

    Functions of the local AWS count too, with what they would need on AWS.

    :param note: told what somebody should know.
    :param keep: leave the lock file as it is.
    :param bytecode: have the Pythons of this machine compile, or none; if it isn't given, those that did so far.
    """
    needs = needs_of(functions, on_aws=True)
    lock = read_lock(needs)
    stale = tuple(_stale(one, lock) for one in needs if stale_targets(lock, one))
    for need in needs:
        found = find(lock, need, need.target) if upgrade is None else None
        pins = [one for one in lock.pins(need.requirements, need.target) if not _is_upgraded(one, upgrade)]
        need.resolution = found or resolve(need, pins, steps)
    now = [one.resolution for one in needs if one.resolution is not None]
    _refuse_unknown(upgrade or (), now)
    if built := sorted(frozenset[str]().union(*(one.from_source for one in now))):
        note(f"Built from source, by code of their own that runs on this machine: {', '.join(built)}.")
    compilers = chosen(needs, lock.bytecode, note, wanted=bytecode)
    if not keep:
        write(needs, Lock(bytecode=compilers), Lock())
    before = list(lock.resolutions.values())
    packages: dict[str, set[str]] = {}
    for one in now:
        packages.setdefault(one.target, set()).update(one.packages)
    return Refreshed(
        needs[0].lock_name if needs else NAME,
        {target: sorted(found) for target, found in packages.items()},
        _changes(before, now),
        all(one in before for one in now) and (keep or (len(before) == len(now) and lock.bytecode == compilers)),
        stale,
        compilers,
    )


def _refuse_unknown(names: Iterable[str], now: Iterable[Resolution]) -> None:
    known = {name_of(package) for one in now for package in one.packages}
    if unknown := sorted(name for name in names if name_of(name) not in known):
        raise CommandLineError(f"No function requires {', '.join(unknown)}.", hint="--upgrade without names takes all.")


def _stale(need: Need, lock: Lock) -> str:
    names = ", ".join(one.address for one in need.functions)
    known = (need.requirements.label, str(need.target)) in lock.resolutions
    return f"{names}: {'its requirements have changed' if known else 'not locked'} for {need.target}"


def _is_upgraded(package: str, upgrade: frozenset[str] | None) -> bool:
    return upgrade is not None and (not upgrade or name_of(package) in map(name_of, upgrade))


def _changes(before: Iterable[Resolution], now: Iterable[Resolution]) -> tuple[tuple[str, str, str], ...]:
    old, new = _versions(before), _versions(now)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    return tuple((name, old.get(name, ""), new.get(name, "")) for name in names)


def _versions(resolutions: Iterable[Resolution]) -> dict[str, str]:
    """The versions of each distribution: targets may need several."""
    found: dict[str, set[str]] = {}
    for one in resolutions:
        for package in one.packages:
            version = package.partition("==")[2] or package.partition(" @ ")[2] or package
            found.setdefault(name_of(package), set()).add(version)
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}
