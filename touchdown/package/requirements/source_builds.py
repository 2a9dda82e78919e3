"""Builds distributions without any wheel from their source, if they are pure Python. No compiler is available to them.

So no time is spent on compiling what would be refused afterwards, and a distribution that compiles a faster variant
only where it can is built without it. A config setting keeps these builds apart from others in uv's cache; backends
that don't know the setting ignore it. The result is checked all the same, because not every build obeys the variables.

A build runs code of the distribution on this machine. So only `touchdown lock` builds distributions of others, or who
has a lock file that says so; the local AWS, which runs that code anyway, builds what it needs.

Weakness: a lock file agrees to a name, not to a version; and what a folder of the project requires by URL is taken for
the project's own.

On the machine that runs this process, a build may compile whatever it can, since the result runs there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Final

from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.installed import records_in, tags_of
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import UvFailed

# The compiler that builds of C, C++, Fortran and Rust are given: a program that fails.
_NO_COMPILER: Mapping[str, str] = dict.fromkeys(("CC", "CXX", "FC", "CARGO", "RUSTC"), "false")
_SETTING = "touchdown=without-compiler"
_BY_ADDRESS = re.compile(r"[Bb]uilding source distributions for `(?P<name>[\w.-]+)` is disabled")
_FAILED = re.compile(r"Failed to (?:download and )?build `(?P<what>[^`]+)`")
_REMEDY = "build a wheel of it on such a machine, and require that by its path or URL"


AnyBuild: Final = None
MayBuild = frozenset[str] | None
"""The names of the distributions of others that may be built, or `AnyBuild`."""


class WouldBuild(UvFailed):
    """A distribution of others would have to be built, and nobody has agreed to that."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} would be built from source, and code of its own would run on this machine")


def refuse_others(names: Set[str], requirements: Requirements, may_build: MayBuild, said: str) -> None:
    """Raises WouldBuild for distributions of others that would be built. The project's own folders and files may be."""
    if may_build is None:
        return
    own = {name_of(match["name"]) for match in _BY_ADDRESS.finditer(said)}
    texts = [requirements.text, *(path.read_text(encoding="utf-8", errors="replace") for path in requirements.files)]
    others = {name for name in names if name not in own or any(_comes_from_afar(name, text) for text in texts)}
    if found := sorted(others - may_build):
        raise WouldBuild(", ".join(found))


def _comes_from_afar(name: str, text: str) -> bool:
    """Whether a text names a distribution together with a URL or a repository."""
    spelt = re.escape(name).replace(r"\-", "[-_.]")
    return bool(re.search(rf"(?im)(?<![\w.-]){spelt}(?![\w.-])[^\n]*(://|\b(git|url)\s*=)", text))


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
