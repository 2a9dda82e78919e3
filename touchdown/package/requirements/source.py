"""Distributions without any wheel: built from their source, without a compiler, because pure Python has to come out.

So nothing is compiled for minutes to be refused afterwards, and what compiles a faster variant only where it can is
built without. What is built is told from what uv has built for others by a setting of its own, which backends that
don't know it pass over. What came out is looked at all the same, as not each build asks the variables of these names.

On the machine that this process runs on, whatever can be built there may be used there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from touchdown.package.requirements.declared import name_of
from touchdown.package.requirements.installed import records_in, tags_of
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import UvFailed

# What the builds of C, C++, Fortran and Rust are told to compile with: a program that fails.
_NO_COMPILER: Mapping[str, str] = dict.fromkeys(("CC", "CXX", "FC", "CARGO", "RUSTC"), "false")
_SETTING = "touchdown=without-compiler"
_FAILED = re.compile(r"Failed to (?:download and )?build `(?P<what>[^`]+)`")
_REMEDY = "build a wheel of it on such a machine, and require that by its path or its address"


def building(target: Target, names: Iterable[str]) -> list[str]:
    """What uv is told so that it builds these distributions, and no others."""
    if target.is_this_machine:
        return []
    found = sorted(names)
    return ["--only-binary=:all:", *(f"--no-binary={name}" for name in found), *settings(target, found)]


def settings(target: Target, names: Iterable[str]) -> list[str]:
    """What uv is told so that it tells these from what it has built for others."""
    return [] if target.is_this_machine else [f"--config-settings-package={name}:{_SETTING}" for name in names]


def variables(target: Target) -> Mapping[str, str]:
    """Of the environment that is built in."""
    return {} if target.is_this_machine else _NO_COMPILER


def not_built(error: UvFailed, target: Target) -> UvFailed:
    """The error that says what couldn't be built, and why, where that is what uv has failed with."""
    found = _FAILED.search(str(error))
    if found is None or target.is_this_machine:
        return error
    lines = [line for line in str(error).splitlines() if not line.startswith("hint:")]
    return UvFailed(
        f"{found['what']} has no wheel at all, and its source can't be built without a compiler "
        f"({lines[-1]}), as would be needed for another machine: {_REMEDY}"
    )


def refuse_compiled(names: Set[str], target: Target, folder: Path) -> None:
    """Raises UvFailed for what was built there, and is for this machine only."""
    for distribution, record in records_in(folder):
        compiled = [one for one in tags_of(record) if not one.endswith("-any")]
        if compiled and name_of(distribution) in names and not target.is_this_machine:
            raise UvFailed(
                f"{distribution} has no wheel at all, and what is built of its source isn't pure Python "
                f"({', '.join(compiled)}): {_REMEDY}"
            )
