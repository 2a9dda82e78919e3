"""The cache: one folder that all projects of a user share.

    packages/     the distributions that functions need, each set under a hash of its inputs
                  (`package/requirements/bundle.py`), their bytecode (`package/bytecode`), and the hashes and sizes of
                  large packages (`package/build.py`)
    local/        the environments of the local AWS (`local/environment.py`)
    *.users/      beside a folder: one file for each process that uses it, locked while the process lives

The system releases a lock however its process ends. So a folder on which no process holds a lock is unused, and may be
removed. A process that starts to use a folder waits while the cache is being cleaned.

Rules: what lies here is shipped and run, so a cache folder that isn't this user's alone is refused (`why_not_ours`).
It is created for this user alone, whatever the umask. `packages/` and `local/` are marked when they are made, and only
in marked folders is anything deleted: the variable may name a folder with files of other programs. With `--locked`,
only sealed parts of it are used (`machine/seal.py`).

Weakness: versions of Touchdown before these locks hold none.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from touchdown.machine import ownership

if TYPE_CHECKING:
    from filelock import BaseFileLock

VARIABLE = "TOUCHDOWN_CACHE_DIR"

BYTECODE = "bytecode"
"""The folder of bytecode, within that of the packages."""

ARCHIVES = "archives"
"""The folder of the archives of this run, within that of the packages."""

REMEDY = (
    "What lies there could be anybody's. Make it yours alone (chown, chmod go-w), delete it, or name another folder in "
    f"{VARIABLE}."
)

_held: dict[Path, BaseFileLock] = {}
"""The locks of this process, released when it ends."""


def folder() -> Path:
    """The user's cache folder for Touchdown, or the folder that TOUCHDOWN_CACHE_DIR names."""
    import platformdirs

    named = os.environ.get(VARIABLE)
    return Path(named).absolute() if named else platformdirs.user_cache_path("touchdown", appauthor=False)


def packages() -> Path:
    return folder() / "packages"


def environments() -> Path:
    return folder() / "local"


def why_not_ours() -> str | None:
    """Why the cache can't be trusted, in a sentence that names the folder; None if it can."""
    for place in (folder(), packages(), packages() / BYTECODE, packages() / ARCHIVES, environments()):
        if why := ownership.why_not_ours(place):
            return f"{place}: {why}"
    return None


def make(path: Path) -> None:
    """Creates a folder in the cache."""
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().mkdir(mode=0o700, exist_ok=True)
    for top in (packages(), environments()):
        if path.is_relative_to(top):
            top.mkdir(exist_ok=True)
            _mark(top)
    path.mkdir(parents=True, exist_ok=True)


def _mark(top: Path) -> None:
    """Marks a folder that holds nothing of anybody else's; in the way that backup programs know."""
    if not any(top.iterdir()):
        (top / _MARK).write_text(
            "Signature: 8a477f597d28d172789f06886806bc55\n# Made by Touchdown.\n", encoding="ascii"
        )


def not_made_by_us() -> list[Path]:
    """The folders that `clean` would empty, hold something, and weren't made by Touchdown."""
    return [top for top in (packages(), environments()) if _within(top) and not (top / _MARK).is_file()]


def use(path: Path) -> None:
    """Marks a folder of the cache as used by this process: it isn't removed while the process lives."""
    from filelock import FileLock

    mine = _users(path) / f"{os.getpid()}.lock"
    if mine in _held:
        return
    mine.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(_cleaning()):
        lock = FileLock(mine)
        lock.acquire()
    _held[mine] = lock
    atexit.register(mine.unlink, missing_ok=True)


def is_used(path: Path) -> bool:
    """Whether another process uses the folder."""
    from filelock import FileLock, Timeout

    for lock_path in _users(path).glob("*.lock"):
        try:
            with FileLock(lock_path, timeout=0):
                pass
        except Timeout:
            if lock_path not in _held:
                return True
    return False


@attrs.frozen
class Part:
    """The entries of one kind in the cache."""

    kind: str
    entries: tuple[Path, ...]
    size: int
    oldest: float | None
    """When the oldest entry was made, in seconds since the epoch."""
    newest: float | None
    used: int
    """How many entries other processes use."""


def parts() -> list[Part]:
    """What the cache holds, by kind."""
    places, archives = _within(packages()), _within(packages() / ARCHIVES)
    local = [path for path in _within(environments()) if path.suffix not in _BESIDE]
    used = is_used(packages())
    return [
        _part("bundle", [place for place in places if (place / "bundle.json").is_file()], lambda place: used),
        _part("bytecode", [path for path in _within(packages() / BYTECODE) if path.is_dir()], lambda path: used),
        _part("package", [*(place for place in places if place.suffix == ".json"), *archives], lambda place: used),
        _part("environment", local, is_used),
    ]


def clean() -> list[Part]:
    """Removes what no other process uses. Returns what there was before, as `parts` does.

    :raises ValueError: a folder wasn't made by Touchdown; nothing was removed.
    """
    from filelock import FileLock

    if others := not_made_by_us():
        raise ValueError(f"{others[0]} wasn't made by Touchdown.")
    if not folder().is_dir():
        return parts()
    with FileLock(_cleaning()):
        found = parts()
        for path in (packages(), *_within(environments())):
            owner = path.with_suffix("") if path.suffix in _BESIDE else path
            if not is_used(owner):
                _remove(path)
    return found


_MARK = "CACHEDIR.TAG"
"""The name that the Cache Directory Tagging Specification gives to such a file."""
_BESIDE = frozenset({".lock", ".partial", ".users"})
"""The endings of files and folders that lie beside an environment and belong to it."""


def _part(kind: str, entries: list[Path], used: Callable[[Path], bool]) -> Part:
    made = [entry.stat().st_mtime for entry in entries]
    return Part(
        kind,
        tuple(entries),
        sum(map(_size, entries)),
        min(made, default=None),
        max(made, default=None),
        sum(map(used, entries)),
    )


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.lstat().st_size for file in files if not file.is_dir())


def _within(path: Path) -> list[Path]:
    return sorted(one for one in path.iterdir() if one.name != _MARK) if path.is_dir() else []


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _users(path: Path) -> Path:
    return path.with_name(f"{path.name}.users")


def _cleaning() -> Path:
    return folder() / "clean.lock"
