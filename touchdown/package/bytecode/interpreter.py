"""The Pythons of this machine that can compile for a runtime: on the PATH, and those of pyenv, asdf, uv and rye.

uv would find them, too, but it asks the first `python3.12` on the PATH and gives up where that is a shim of pyenv's for
a version that isn't the chosen one. Which version a program is, is asked once, and kept in the cache by its place, size
and time.

Limit: programs named `python3.12`, which all but those of Windows are, and the Python that runs this.
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
"""Free-threaded, unfinished and debugging builds compile for themselves only, so they tell nothing."""


def can_compile(python: str) -> bool:
    """Whether a Python, as "3.13", writes the same bytecode each time."""
    return tuple(map(int, python.split("."))) >= _OLDEST


def newest(python: str, cache: Path) -> str | None:
    """The newest version of a Python, as "3.13.0" of "3.13", that this machine has; None if there is none.

    What gave no answer before is asked again.
    """
    versions = _Memory(cache, again=True).versions(_places(python))
    fitting = [one for one in versions.values() if one.startswith(f"{python}.")]
    return max(fitting, key=lambda one: tuple(map(int, one.split("."))), default=None)


def program(version: str, cache: Path) -> Path | None:
    """The program of exactly that version; None if this machine has none."""
    found = _Memory(cache).versions(_places(version.rpartition(".")[0]), until=version)
    return next((place for place, one in found.items() if one == version), None)


class _Memory:
    """What programs have said of their versions, by their place, size and time."""

    def __init__(self, cache: Path, *, again: bool = False) -> None:
        self._place = cache / _NAME
        self._known = _read(self._place)
        self._again = again

    def versions(self, places: Iterable[Path], until: str | None = None) -> dict[Path, str]:
        """The versions of programs, up to the first that is the one that is looked for; nothing for what has none."""
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
    # The PATH comes last, because it may hold shims, which start slowly and are now this version and now that.
    for kind in sorted(ALL_PROVIDERS, key=lambda kind: kind == "path"):
        provider = ALL_PROVIDERS[kind].create()
        for one in provider.find_pythons() if provider else ():
            if one.executable.name == f"python{python}":
                yield one.executable


def _asked(place: Path) -> str:
    """What the program says; nothing if it isn't one that compiles for others."""
    try:
        said = subprocess.run(
            [place, "-I", "-S", "-c", _ASK], capture_output=True, text=True, timeout=_LONGEST, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return said.stdout.strip()


def _read(place: Path) -> dict[str, tuple[int, int, str]]:
    try:
        said: Any = json.loads(place.read_text(encoding="utf-8"))
        return {path: (int(size), int(time), str(version)) for path, (size, time, version) in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
