"""The files of the distributions that a resolution names, as members of an archive, kept in a cache.

A bundle is made once: uv installs it into a folder of its own, what nobody needs at run time is left out, and the rest
is compressed. It is known by what it is made from. A bundle that is in its place is whole, because it is renamed there;
before it is used it is held against its hash all the same.

What is left out: bytecode, `__pycache__`, programs in `bin`, stubs, headers, and of `*.dist-info` everything but what
`importlib.metadata` needs.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import attrs

from touchdown.package import archive
from touchdown.package.archive import Member, Unread
from touchdown.package.from_path import is_program
from touchdown.package.requirements.declared import Requirements, name_of
from touchdown.package.requirements.install import install, refuse_doubtful, with_hashes
from touchdown.package.requirements.lock import Resolution
from touchdown.package.requirements.target import Target

_RULES = "2"
"""Another number where the same resolution has to give other files."""

_LEFT_OUT = frozenset({".pyc", ".pyo", ".pyi", ".h", ".hpp", ".pxd", ".pyx"})
_METADATA = frozenset({"METADATA", "entry_points.txt", "top_level.txt"})
_MODULE = re.compile(r"^(\w+)(?:\.py|(?:\.[\w-]+)?\.so)$")


@attrs.frozen
class Bundle:
    """What a resolution comes to: its files, and which of them belong to which distribution."""

    folder: Path
    sizes: Mapping[str, int]
    """Bytes by distribution, unpacked."""
    modules: frozenset[str]
    """The top-level modules that can be imported from it."""

    def members(self) -> Iterator[Member]:
        """The files, compressed where that helps."""
        yield from archive.members_of(self.folder / "bundle.zip")


def key_of(resolution: Resolution, left_out: frozenset[str]) -> str:
    """What tells a bundle from all others: changes with whatever changes a byte of it."""
    lines = [_RULES, resolution.target, *sorted(left_out), *_lines(resolution, left_out)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def bundle_of(
    requirements: Requirements, resolution: Resolution, target: Target, left_out: frozenset[str], cache: Path
) -> Bundle:
    """The bundle for a resolution, without some distributions; made if the cache doesn't have it. Raises UvFailed."""
    from filelock import FileLock

    key = key_of(resolution, left_out)
    folder = cache / key
    found = _read(folder)
    if found is None:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{key}.lock"):
            found = _read(folder) or _make(folder, requirements, _lines(resolution, left_out), target)
    return found


def _lines(resolution: Resolution, left_out: frozenset[str]) -> list[str]:
    return [
        with_hashes(package, hashes)
        for package, hashes in sorted(resolution.packages.items())
        if name_of(package) not in left_out
    ]


def _read(folder: Path) -> Bundle | None:
    """The bundle in a folder of the cache; None if there is none, or one that was damaged."""
    try:
        said = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
        with (folder / "bundle.zip").open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Bundle(folder, said["sizes"], frozenset(said["modules"])) if digest == said["sha256"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(folder: Path, requirements: Requirements, lines: Sequence[str], target: Target) -> Bundle:
    # Always the same name, so that what a killed run has left behind is taken away by the next one.
    temporary = folder.with_suffix(".partial")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        return _made(folder, temporary, requirements, lines, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _made(folder: Path, temporary: Path, requirements: Requirements, lines: Sequence[str], target: Target) -> Bundle:
    installed, partial = temporary / "installed", temporary / "bundle"
    installed.mkdir(parents=True)
    partial.mkdir()
    if lines:
        install(requirements, lines, target, installed)
    paths = sorted(_wanted(installed))
    refuse_doubtful(paths, installed)
    members = [_member(installed, path) for path in paths]
    with (partial / "bundle.zip").open("w+b") as file:
        archive.write_members_to(file, members)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    sizes, modules = _sizes(installed, members), _modules(paths)
    said = {"sha256": digest, "sizes": sizes, "modules": sorted(modules)}
    (partial / "bundle.json").write_text(json.dumps(said), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return Bundle(folder, sizes, frozenset(modules))


def _member(installed: Path, path: str) -> Unread:
    place = installed / path
    return Unread(path, place, is_program(place))


def _wanted(installed: Path) -> Iterator[str]:
    for path in installed.rglob("*"):
        inside = PurePosixPath(path.relative_to(installed).as_posix())
        if path.is_file() and _is_needed(inside):
            yield str(inside)


def _is_needed(path: PurePosixPath) -> bool:
    first = path.parts[0]
    if first == "bin" or path.name == ".lock" or "__pycache__" in path.parts or path.suffix in _LEFT_OUT:
        return False
    return not first.endswith(".dist-info") or path.name in _METADATA


def _modules(paths: Sequence[str]) -> set[str]:
    """What can be imported: packages, and modules beside them."""
    found: set[str] = set()
    for path in paths:
        first, slash, _ = path.partition("/")
        module = _MODULE.match(first)
        if slash and first.isidentifier():
            found.add(first)
        elif module:
            found.add(module.group(1))
    return found


def _sizes(installed: Path, members: Sequence[Unread]) -> dict[str, int]:
    """Bytes by distribution, as the records of the installation tell."""
    sizes = {one.path: one.size for one in members}
    found: dict[str, int] = {}
    for record in sorted(installed.glob("*.dist-info/RECORD")):
        name = record.parent.name.removesuffix(".dist-info").replace("-", "==", 1)
        paths = (line.partition(",")[0] for line in record.read_text(encoding="utf-8").splitlines())
        found[name] = sum(sizes.get(path, 0) for path in paths)
    return found
