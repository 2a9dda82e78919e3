"""The folder in which all projects of the user keep what was made.

    packages/     the distributions that functions need, by what they are made from (`package/requirements/bundle.py`),
                  their bytecode (`package/bytecode`), and what is known of large packages (`package/build.py`)
    local/        the environments of the local AWS (`local/environment.py`)
    *.users/      beside a folder: a file for each process that uses it, locked for as long as it lives

The system lets go of a lock however a process ends, so what nobody holds is in nobody's use, and may be removed.
Whoever begins to use a folder waits while it is cleaned.

Rules: what lies here is shipped and run, so a folder that isn't ours alone is used for nothing (`why_not_ours`). We
make it for nobody else, whatever the umask. What `--locked` takes of it is sealed besides (`machine/seal.py`).

Weakness: an older Touchdown says nothing of what it uses.
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
"""Where among the packages the bytecode of distributions is."""

ARCHIVES = "archives"
"""Where among them the archives of this run are."""

REMEDY = (
    "What lies there could be anybody's. Make it yours alone (chown, chmod go-w), delete it, or name another folder in "
    f"{VARIABLE}."
)

_held: dict[Path, BaseFileLock] = {}
"""The locks of this process, which are let go when it ends."""


def folder() -> Path:
    """That of the user's caches, or the one in TOUCHDOWN_CACHE_DIR."""
    import platformdirs

    named = os.environ.get(VARIABLE)
    return Path(named).absolute() if named else platformdirs.user_cache_path("touchdown", appauthor=False)


def packages() -> Path:
    return folder() / "packages"


def environments() -> Path:
    return folder() / "local"


def why_not_ours() -> str | None:
    """Why nothing may be taken out of the cache or put into it, if nothing may: a sentence that names the folder."""
    for one in (folder(), packages(), packages() / BYTECODE, packages() / ARCHIVES, environments()):
        if why := ownership.why_not_ours(one):
            return f"{one}: {why}"
    return None


def make(path: Path) -> None:
    """Makes a folder in the cache."""
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().mkdir(mode=0o700, exist_ok=True)
    path.mkdir(parents=True, exist_ok=True)


def use(path: Path) -> None:
    """Says that this process uses something in the cache, which isn't removed while it lives."""
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
    """Whether another process uses it."""
    from filelock import FileLock, Timeout

    for one in _users(path).glob("*.lock"):
        try:
            with FileLock(one, timeout=0):
                pass
        except Timeout:
            if one not in _held:
                return True
    return False


@attrs.frozen
class Part:
    """Things of one kind in the cache."""

    kind: str
    entries: tuple[Path, ...]
    size: int
    oldest: float | None
    """When the oldest was made, in seconds of the epoch."""
    newest: float | None
    used: int
    """How many of them other processes use."""


def parts() -> list[Part]:
    """What there is."""
    places, archives = _within(packages()), _within(packages() / ARCHIVES)
    local = [one for one in _within(environments()) if one.suffix not in _BESIDE]
    used = is_used(packages())
    return [
        _part("bundle", [one for one in places if (one / "bundle.json").is_file()], lambda one: used),
        _part("bytecode", [one for one in _within(packages() / BYTECODE) if one.is_dir()], lambda one: used),
        _part("package", [*(one for one in places if one.suffix == ".json"), *archives], lambda one: used),
        _part("environment", local, is_used),
    ]


def clean() -> list[Part]:
    """Removes what no other process uses; gives what there was, as `parts` does."""
    from filelock import FileLock

    if not folder().is_dir():
        return parts()
    with FileLock(_cleaning()):
        found = parts()
        for one in (packages(), *_within(environments())):
            whole = one.with_suffix("") if one.suffix in _BESIDE else one
            if not is_used(whole):
                _remove(one)
    return found


_BESIDE = frozenset({".lock", ".partial", ".users"})
"""What lies beside an environment."""


def _part(kind: str, entries: list[Path], used: Callable[[Path], bool]) -> Part:
    made = [one.stat().st_mtime for one in entries]
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
    return sum(one.lstat().st_size for one in files if not one.is_dir())


def _within(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else []


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _users(path: Path) -> Path:
    return path.with_name(f"{path.name}.users")


def _cleaning() -> Path:
    return folder() / "clean.lock"
