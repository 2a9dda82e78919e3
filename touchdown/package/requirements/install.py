"""Installs a resolution into a folder, with uv, and refuses malformed wheels.

uv skips a file of a wheel that would be written outside of the folder, and says so only once, when it unpacks the wheel
into its cache. So the unpacked wheel is removed from uv's cache again, and the next attempt fails like the first. Which
wheel it was is found by installing the wheels one by one. Names that aren't the same file on every system are checked
here, because uv accepts them.

Rule: installed files are links into uv's cache: they are read and removed, and never written to.
Weakness: a wheel that uv has unpacked for another program isn't reported. That is harmless: uv has skipped the file,
then and now, and doesn't list it as installed, so it is neither on this machine nor in the package.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

from touchdown.package.extensions import is_library, unfit
from touchdown.package.paths import alike, is_utf8, leads_out, shown
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.indexes import grouped
from touchdown.package.requirements.installed import recorded, records_in, tags_of
from touchdown.package.requirements.source_builds import building, not_built, refuse_compiled, variables
from touchdown.package.requirements.target import Target
from touchdown.package.requirements.uv import LeadsOut, UvFailed, run

_UNCHECKED = re.compile(r"-linux_\w+$")
_OTHER = "require another version, or another wheel"
_REMEDY = "it can't be trusted: require another version, or have its maintainers pack it again"


def with_hashes(package: str, hashes: Iterable[str]) -> str:
    """A distribution as a line of a file of requirements."""
    return " ".join([package, *(f"--hash={digest}" for digest in hashes)])


def install(
    requirements: Requirements, lines: Sequence[str], target: Target, folder: Path, built: Set[str] = frozenset()
) -> None:
    """Installs distributions, each given as a line with its hashes. Raises UvFailed.

    :param built: the distributions that are built from their source.
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
    where = requirements.folder
    for index, some in grouped(lines, requirements.indexes).items():
        text = "\n".join((*(() if index else requirements.options), *some))
        given = [*command, *(index.arguments if index else ())]
        environment = {**variables(target), **(index.variables if index else {})}
        try:
            # The hashes identify the files, so uv's cached downloads can be used without asking an index.
            run([*given, "--offline"], where, text, environment)
        except LeadsOut:
            raise
        except UvFailed:
            run(given, where, text, environment)


def refused(
    error: LeadsOut, requirements: Requirements, lines: Sequence[str], target: Target, built: Set[str] = frozenset()
) -> LeadsOut:
    """The error that names the wheel with a file outside of the folder; any of the wheels may be the one."""
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
    # Without --force, uv would wait for all programs that use its cache. A program installing this wheel may fail.
    run(["cache", "clean", "--quiet", "--force", *map(name_of, lines)], requirements.folder)


def _refuse_unfit(target: Target, folder: Path) -> None:
    """Raises UvFailed for files that the target can't load, in wheels with tags weaker than `manylinux`."""
    for distribution, record in records_in(folder):
        if not target.is_this_machine and any(_UNCHECKED.search(tag) for tag in tags_of(record)):
            for path in filter(is_library, recorded(record)):
                if why := unfit(path, (folder / path).read_bytes(), target):
                    raise UvFailed(
                        f"{distribution} holds {path}, which {why}, and the function runs on {target}: {_OTHER}"
                    )


def refuse_doubtful(paths: Sequence[str], folder: Path) -> None:
    """Raises UvFailed for installed files whose names aren't the same file on every system."""
    for path in paths:
        if leads_out(path) or not is_utf8(path):
            raise UvFailed(
                f"{_owner(path, folder)} holds {shown(path)}, which isn't the name of the same file on every system, "
                f"so {_REMEDY}"
            )
    for first, other in alike(paths):
        raise UvFailed(f"{_owner(first, folder)} holds {first} and {other}, which differ in case only, so {_REMEDY}")


def _owner(path: str, folder: Path) -> str:
    """The distribution that lists a path in its RECORD."""
    for distribution, record in records_in(folder):
        if path in record.read_text(encoding="utf-8", errors="surrogateescape"):
            return distribution
    return "one of them"
