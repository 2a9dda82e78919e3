"""The Pythons on this machine that can compile for a runtime: on the PATH, and those of pyenv, asdf, uv and rye.

uv could find them too, but it asks the first `python3.12` on the PATH and gives up if that is a pyenv shim for a
version that isn't selected. Each executable is asked for its version once; the answer is kept in the cache with the
executable's path, size and modification time.

Limit: only executables named `python3.12`, as everywhere but on Windows, and the Python that runs this process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from touchdown.machine.atomic_files import write_atomically

_OLDEST = (3, 11)
_LONGEST = 10  # seconds
_NAME = "pythons.json"
_ASK = """
import sys
version = sys.version_info
if sys.implementation.name == "cpython" and version.releaselevel == "final" and not getattr(sys, "abiflags", ""):
    print(*version[:3], sep=".")
"""
"""Prints nothing for free-threaded, pre-release and debug builds, whose bytecode no other build can use."""


def can_compile(python: str) -> bool:
    """Whether a Python, such as "3.13", always compiles a module to the same bytecode."""
    return tuple(map(int, python.split("."))) >= _OLDEST


def newest(python: str, cache: Path) -> str | None:
    """The newest version of a Python that this machine has, such as "3.13.0" for "3.13"; None if it has none.

    Executables that gave no answer before are asked again.
    """
    versions = _Memory(cache, again=True).versions(_places(python))
    fitting = [version for version in versions.values() if version.startswith(f"{python}.")]
    return max(fitting, key=lambda version: tuple(map(int, version.split("."))), default=None)


def program(version: str, cache: Path) -> Path | None:
    """The executable of exactly this version; None if this machine has none."""
    found = _Memory(cache).versions(_places(version.rpartition(".")[0]), until=version)
    return next((place for place, reported in found.items() if reported == version), None)


class _Memory:
    """The versions that executables have reported, by their path, size and modification time."""

    def __init__(self, cache: Path, *, again: bool = False) -> None:
        self._place = cache / _NAME
        self._known = _read(self._place)
        self._again = again

    def versions(self, places: Iterable[Path], until: str | None = None) -> dict[Path, str]:
        """The versions of executables, up to the first that has the version `until`; "" where there is no answer."""
        before, found = dict(self._known), dict[Path, str]()
        for place in places:
            found[place] = self._version(place)
            if found[place] == until:
                break
        if self._known != before:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._place, json.dumps(self._known))
        return found

    def _version(self, place: Path) -> str:
        try:
            status = place.stat()
        except OSError:
            return ""
        size, time, version = self._known.get(str(place), (0, 0, ""))
        if (size, time) != (status.st_size, status.st_mtime_ns) or (self._again and not version):
            version = _asked(place)
            self._known[str(place)] = (status.st_size, status.st_mtime_ns, version)
        return version


def _places(python: str) -> Iterator[Path]:
    from findpython.providers import ALL_PROVIDERS

    yield Path(sys.executable)
    # The PATH comes last: its shims start slowly, and their version changes.
    for kind in sorted(ALL_PROVIDERS, key=lambda kind: kind == "path"):
        provider = ALL_PROVIDERS[kind].create()
        for python_version in provider.find_pythons() if provider else ():
            if python_version.executable.name == f"python{python}":
                yield python_version.executable


def _asked(place: Path) -> str:
    """The executable's version; "" if its bytecode is for itself only, or it doesn't answer."""
    try:
        ended = subprocess.run(
            [place, "-I", "-S", "-c", _ASK], capture_output=True, text=True, timeout=_LONGEST, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return ended.stdout.strip()


def _read(place: Path) -> dict[str, tuple[int, int, str]]:
    try:
        document: Any = json.loads(place.read_text(encoding="utf-8"))
        return {path: (int(size), int(time), str(version)) for path, (size, time, version) in document.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
