"""The bytecode of a bundle's distributions, kept in the cache under a hash of its inputs.

The files below each top-level folder are compiled and cached together, so a distribution that several bundles share is
compiled once for each version of Python. The sources come from the bundle's archive. A JSON file lists the parts of a
bundle; with a seal, that list is computed again instead, and each part has to carry the seal.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import attrs

from touchdown.machine.atomic_files import write_atomically
from touchdown.machine.cache import BYTECODE
from touchdown.machine.seal import Seal
from touchdown.package import archive
from touchdown.package.archive import Member
from touchdown.package.bytecode import worker
from touchdown.package.bytecode.interpreter import program
from touchdown.package.requirements import cached_zip
from touchdown.package.requirements.bundle import Bundle

_RULES = "2"
"""Increased when the same modules have to give other bytecode."""

_NAME = "bytecode"
_SHARE = 500_000
"""Bytes of source that compile faster than another process starts."""

_Sources = Mapping[str, bytes]


class NotCompiled(Exception):
    """Why there is no bytecode."""


@attrs.frozen
class Bytecode:
    """The compiled modules of a bundle."""

    version: str
    """The version of the Python that compiled them, such as "3.13.0"."""
    key: str
    """Changes with every byte of the bytecode."""
    parts: tuple[Path, ...] = attrs.field(repr=False)
    size: int = 0
    """Bytes, unpacked."""

    def members(self) -> Iterator[tuple[str, Member]]:
        """The compiled modules, each with the path of its source."""
        for part in self.parts:
            for member in archive.members_of(part / f"{_NAME}.zip"):
                folder, _, name = member.path.rpartition("__pycache__/")
                yield f"{folder}{name.rsplit('.', 2)[0]}.py", member


def compiled(
    bundle: Bundle,
    version: str,
    cache: Path,
    making: Callable[[], AbstractContextManager[object]],
    seal: Seal | None = None,
) -> Bytecode:
    """The bytecode of a bundle, compiled where the cache doesn't have it. Raises NotCompiled.

    :param version: the exact version of the Python that compiles, such as "3.13.0".
    :param making: entered while modules are being compiled.
    :param seal: use only parts of the cache that carry it.
    """
    from filelock import FileLock

    key = _hash(_RULES, version, bundle.sha256)
    found = _read(bundle, key, version, cache, seal)
    if found is None:
        interpreter = program(version, cache / BYTECODE)
        if interpreter is None:
            raise NotCompiled(f"this machine has no Python {version}")
        with making(), FileLock(cache / f"{BYTECODE}.lock"):
            found = _read(bundle, key, version, cache, seal) or _make(bundle, key, version, interpreter, cache, seal)
    return found


def _read(bundle: Bundle, key: str, version: str, cache: Path, seal: Seal | None) -> Bytecode | None:
    folder = cache / BYTECODE
    try:
        written = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        digests = written if seal is None else _digests(bundle, version)
        parts = {folder / digest: cached_zip.read(folder / digest, _NAME, seal) for digest in digests}
        return _bytecode_from(key, version, parts)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _bytecode_from(key: str, version: str, parts: Mapping[Path, Mapping[str, Any] | None]) -> Bytecode | None:
    known = [metadata for metadata in parts.values() if metadata is not None]
    return (
        Bytecode(version, key, tuple(parts), sum(metadata["size"] for metadata in known))
        if len(known) == len(parts)
        else None
    )


def _make(bundle: Bundle, key: str, version: str, interpreter: Path, cache: Path, seal: Seal | None) -> Bytecode:
    folder = cache / BYTECODE
    sources = _digests(bundle, version)
    parts = {folder / digest: cached_zip.read(folder / digest, _NAME, seal) for digest in sources}
    missing = {path: sources[path.name] for path, metadata in parts.items() if metadata is None}
    modules = _compile(
        {path: text for sources in missing.values() for path, text in sources.items()}, version, interpreter
    )
    # A fixed name, so that the next run removes what a killed run has left behind.
    temporary = folder.with_suffix(".partial")
    for part, paths in missing.items():
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        members = [archive.member(_place(path, version), modules[path]) for path in paths if modules[path]]
        metadata = {"size": sum(member.size for member in members)}
        parts[part] = cached_zip.write(part, _NAME, members, metadata, temporary, seal=seal)
    shutil.rmtree(temporary, ignore_errors=True)
    write_atomically(folder / f"{key}.json", json.dumps([part.name for part in parts]))
    made = _bytecode_from(key, version, parts)
    assert made is not None
    return made


def _digests(bundle: Bundle, version: str) -> dict[str, _Sources]:
    """The parts of a bundle that are compiled together, by the hash of their inputs."""
    return {_hash(_RULES, version, *_lines(sources)): sources for sources in _sources(bundle)}


def _sources(bundle: Bundle) -> Iterator[_Sources]:
    """The modules of each top-level folder, and each module outside of any folder."""
    folders: dict[str, dict[str, bytes]] = {}
    for path, source in bundle.sources():
        folders.setdefault(path.partition("/")[0], {})[path] = source
    yield from folders.values()


def _lines(sources: _Sources) -> list[str]:
    return [f"{path} {hashlib.sha256(source).hexdigest()}" for path, source in sorted(sources.items())]


def _hash(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _place(path: str, version: str) -> str:
    """The path where Python looks for a module's bytecode (PEP 3147)."""
    folder, slash, name = path.rpartition("/")
    tag = version.rpartition(".")[0].replace(".", "")
    return f"{folder}{slash}__pycache__/{name.removesuffix('.py')}.cpython-{tag}.pyc"


def _compile(modules: _Sources, version: str, interpreter: Path) -> dict[str, bytes]:
    """The bytecode of each module, compiled by as many processes as there are processors."""
    shares = _shares(modules)
    with ThreadPoolExecutor(max(1, len(shares)), "compile") as pool:
        begun = [pool.submit(_run, modules, share, version, interpreter) for share in shares]
        return {path: bytecode for share in begun for path, bytecode in share.result().items()}


def _shares(modules: _Sources) -> list[list[str]]:
    """The paths, divided into shares of about the same size."""
    total = sum(map(len, modules.values()))
    shares: list[list[str]] = [[] for _ in range(min(os.cpu_count() or 1, total // _SHARE + 1))]
    sizes = [0] * len(shares)
    for path in sorted(modules, key=lambda path: (-len(modules[path]), path)):
        least = sizes.index(min(sizes))
        shares[least].append(path)
        sizes[least] += len(modules[path])
    return [share for share in shares if share]


def _run(modules: _Sources, paths: Sequence[str], version: str, interpreter: Path) -> dict[str, bytes]:
    given = io.BytesIO()
    for path in paths:
        worker.write(given, path.encode())
        worker.write(given, modules[path])
    command = [interpreter, "-P", "-s", "-S", "-B", worker.__file__, version]
    environment = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    ended = subprocess.run(command, input=given.getvalue(), env=environment, capture_output=True, check=False)
    answer = io.BytesIO(ended.stdout)
    found = {path: worker.read(answer) for path in paths}
    if ended.returncode or None in found.values():
        last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2] or f"it ended with {ended.returncode}"
        raise NotCompiled(f"{interpreter} doesn't compile: {last}")
    return {path: bytecode or b"" for path, bytecode in found.items()}
