"""Installing what was resolved into a folder, by uv, which unpacks wheels; refused is what isn't as a wheel should be.

A file that would be written elsewhere is left out by uv, which says so only once, when it unpacks the wheel for its
cache. So what it has unpacked is forgotten again, for the next time to be as the first. Which of the wheels it was is
found by installing them one by one. Names that aren't the same file on every system uv leaves to us.

Rules: what is installed is linked to uv's cache, so it is read and removed, and never written to.
Weakness: of a wheel that uv has unpacked for another program nothing is said. That is harmless: uv has left out what
leads out, then and now, and doesn't list it as installed, so it is neither on this machine nor in the package.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

from touchdown.package.extensions import is_library, unfit
from touchdown.package.paths import alike, is_utf8, leads_out, shown
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.installed import recorded, records_in, tags_of
from touchdown.package.requirements.source import building, not_built, refuse_compiled, variables
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import LeadsOut, UvFailed, run

_UNCHECKED = re.compile(r"-linux_\w+$")
_OTHER = "require another version, or another wheel"
_REMEDY = "it can't be trusted: require another version, or have it packed again by whoever made it"


def with_hashes(package: str, hashes: Iterable[str]) -> str:
    """A distribution as a line of a file of requirements."""
    return " ".join([package, *(f"--hash={one}" for one in hashes)])


def install(
    requirements: Requirements, lines: Sequence[str], target: Target, folder: Path, built: Set[str] = frozenset()
) -> None:
    """Installs distributions, each a line with its hashes. Raises UvFailed.

    :param built: those that are built from their source.
    """
    try:
        _install(requirements, lines, target, folder, built)
    except LeadsOut as error:
        raise refused(error, requirements, lines, target, built) from None
    except UvFailed as error:
        raise not_built(error, target) from None
    refuse_compiled(built, target, folder)
    _refuse_unfit(target, folder)


def _install(requirements: Requirements, lines: Sequence[str], target: Target, folder: Path, built: Set[str]) -> None:
    command = ["pip", "install", "--quiet", "--target", str(folder), *target.arguments, *building(target, built)]
    command += ["--no-deps", "--require-hashes", "--link-mode", "hardlink", "-r", "-"]
    # In the folder of the requirements, where uv finds the configuration that it resolved them with.
    where, text = requirements.folder, "\n".join((*requirements.options, *lines))
    try:
        # The hashes say what it is, so nobody has to be asked for what uv has downloaded before.
        run([*command, "--offline"], where, text, variables(target))
    except LeadsOut:
        raise
    except UvFailed:
        run(command, where, text, variables(target))


def refused(
    error: LeadsOut, requirements: Requirements, lines: Sequence[str], target: Target, built: Set[str] = frozenset()
) -> LeadsOut:
    """The error that names the wheel in which a file leads out; any of them may be it."""
    _forget(requirements, lines)
    for line in lines:
        with tempfile.TemporaryDirectory() as folder:
            try:
                _install(requirements, [line], target, Path(folder), built)
            except LeadsOut as found:
                _forget(requirements, [line])
                return _led_out(line, found.paths)
    return _led_out("one of the wheels", error.paths)


def _led_out(what: str, paths: Sequence[str]) -> LeadsOut:
    names, what = ", ".join(map(shown, paths)), what.partition(" --hash=")[0]
    return LeadsOut(f"{what} holds {names}, which leads out of the folder that it is installed in, so {_REMEDY}", paths)


def _forget(requirements: Requirements, lines: Sequence[str]) -> None:
    # Without --force it would wait for all that use the cache; who installs such a wheel just now may fail.
    run(["cache", "clean", "--quiet", "--force", *map(name_of, lines)], requirements.folder)


def _refuse_unfit(target: Target, folder: Path) -> None:
    """Raises UvFailed for what the target can't load, of wheels whose tags promise less than `manylinux` does."""
    for distribution, record in records_in(folder):
        if not target.is_this_machine and any(_UNCHECKED.search(tag) for tag in tags_of(record)):
            for path in filter(is_library, recorded(record)):
                if why := unfit(path, (folder / path).read_bytes(), target):
                    raise UvFailed(
                        f"{distribution} holds {path}, which {why}, and the function runs on {target}: {_OTHER}"
                    )


def refuse_doubtful(paths: Sequence[str], folder: Path) -> None:
    """Raises UvFailed for what was installed there under names that aren't the same file on every system."""
    for path in paths:
        if leads_out(path) or not is_utf8(path):
            raise UvFailed(
                f"{_owner(path, folder)} holds {shown(path)}, which isn't the name of the same file on every system, "
                f"so {_REMEDY}"
            )
    for one, other in alike(paths):
        raise UvFailed(f"{_owner(one, folder)} holds {one} and {other}, which differ in case only, so {_REMEDY}")


def _owner(path: str, folder: Path) -> str:
    """The distribution whose record has a path."""
    for distribution, record in records_in(folder):
        if path in record.read_text(encoding="utf-8", errors="surrogateescape"):
            return distribution
    return "one of them"
