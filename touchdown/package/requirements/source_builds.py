"""Builds distributions without any wheel from their source, if they are pure Python. No compiler is available to them.

So no time is spent on compiling what would be refused afterwards, and a distribution that compiles a faster variant
only where it can is built without it. A config setting keeps these builds apart from others in uv's cache; backends
that don't know the setting ignore it. The result is checked all the same, because not every build obeys the variables.

On the machine that runs this process, a build may compile whatever it can, since the result runs there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from touchdown.package.requirements.declared import name_of
from touchdown.package.requirements.installed import records_in, tags_of
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import UvFailed

# The compiler that builds of C, C++, Fortran and Rust are given: a program that fails.
_NO_COMPILER: Mapping[str, str] = dict.fromkeys(("CC", "CXX", "FC", "CARGO", "RUSTC"), "false")
_SETTING = "touchdown=without-compiler"
_FAILED = re.compile(r"Failed to (?:download and )?build `(?P<what>[^`]+)`")
_REMEDY = "build a wheel of it on such a machine, and require that by its path or URL"


def building(target: Target, names: Iterable[str]) -> list[str]:
    """uv's arguments that build these distributions, and no others."""
    if target.is_this_machine:
        return []
    found = sorted(names)
    return ["--only-binary=:all:", *(f"--no-binary={name}" for name in found), *settings(target, found)]


def settings(target: Target, names: Iterable[str]) -> list[str]:
    """uv's arguments that keep these builds apart from others in its cache."""
    return [] if target.is_this_machine else [f"--config-settings-package={name}:{_SETTING}" for name in names]


def variables(target: Target) -> Mapping[str, str]:
    """The environment variables of a build."""
    return {} if target.is_this_machine else _NO_COMPILER


def not_built(error: UvFailed, target: Target) -> UvFailed:
    """A clearer error for a failed build, with its cause; uv's own error where it failed for another reason."""
    found = _FAILED.search(str(error))
    if found is None or target.is_this_machine:
        return error
    lines = [line for line in str(error).splitlines() if not line.startswith("hint:")]
    return UvFailed(
        f"{found['what']} has no wheel at all, and its source can't be built without a compiler "
        f"({lines[-1]}), and none is available for another machine: {_REMEDY}"
    )


def refuse_compiled(names: Set[str], target: Target, folder: Path) -> None:
    """Raises UvFailed for distributions whose build only fits this machine."""
    for distribution, record in records_in(folder):
        compiled = [tag for tag in tags_of(record) if not tag.endswith("-any")]
        if compiled and name_of(distribution) in names and not target.is_this_machine:
            raise UvFailed(
                f"{distribution} has no wheel at all, and what is built of its source isn't pure Python "
                f"({', '.join(compiled)}): {_REMEDY}"
            )
