"""The cases that are measured, each in folders of its own. Both tools have all downloads in their caches."""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import attrs

from benchmarks.packages.measuring import Taken, fastest, run
from benchmarks.packages.peer import Sam
from benchmarks.packages.projects import REQUIREMENTS, write_code, write_for_sam, write_for_touchdown
from tests.support.emulators import Emulator

_TOUCHDOWN = (sys.executable, "-m", "touchdown", "--no-color")


@attrs.frozen
class Place:
    """A folder for one case, with a cache of Touchdown's own."""

    folder: Path

    def touchdown(self, *arguments: str) -> Taken:
        environment = {"TOUCHDOWN_CACHE_DIR": str(self.cache)}
        return run([*_TOUCHDOWN, *arguments], self.ours, environment)

    @property
    def ours(self) -> Path:
        return self.folder / "touchdown"

    @property
    def theirs(self) -> Path:
        return self.folder / "sam"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def forget(self) -> None:
        """Removes Touchdown's cache."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def unlock(self) -> None:
        """Removes the lock file."""
        (self.ours / "touchdown.lock").unlink(missing_ok=True)

    def package(self) -> Taken:
        return self.touchdown("package", "hello00", "-o", "hello.zip")


@attrs.frozen
class Compared:
    """A case, measured with both tools."""

    case: str
    ours: Taken
    theirs: Taken
    asked: float
    """How many times faster Touchdown has to be."""

    @property
    def ratio(self) -> float:
        return self.theirs.wall / self.ours.wall

    @property
    def cpu_ratio(self) -> float:
        return self.theirs.cpu / self.ours.cpu


def from_nothing(place: Place, sam: Sam, project: str, asked: float, times: int) -> Compared:
    """Touchdown has no cache and no lock file."""
    _write(place, project)

    def ours() -> Taken:
        place.forget()
        place.unlock()
        return place.package()

    return _compared(f"{project} from nothing", ours, lambda: _anew(place, sam), asked, times)


def locked(place: Place, sam: Sam, project: str, times: int, *, bytecode: bool) -> Compared:
    """Touchdown has a lock file and no cache, as in a fresh checkout."""
    _write(place, project)
    place.touchdown("lock", *(["--bytecode"] if bytecode else []))

    def ours() -> Taken:
        place.forget()
        return place.package()

    name = f"{project} from its lock file{', with bytecode' if bytecode else ''}"
    return _compared(name, ours, lambda: _anew(place, sam), 0, times)


def _anew(place: Place, sam: Sam) -> Taken:
    shutil.rmtree(place.theirs / ".aws-sam", ignore_errors=True)
    return sam.build_and_zip(place.theirs)


def one_line_changed(place: Place, sam: Sam, project: str, asked: float, times: int, *options: str) -> Compared:
    """A line of the function's own code has changed since the last build."""
    _write(place, project)
    changes = map(str, itertools.count(1))

    def ours() -> Taken:
        write_code(place.ours / "src00", next(changes))
        return place.package()

    def theirs() -> Taken:
        write_code(place.theirs / "src", next(changes))
        return sam.build_and_zip(place.theirs, *options)

    name = " ".join((f"{project}, one line of its code changed", *(f"(sam build {option})" for option in options)))
    return _compared(name, ours, theirs, asked, times)


def _compared(case: str, ours: Callable[[], Taken], theirs: Callable[[], Taken], asked: float, times: int) -> Compared:
    """Runs both tools once to fill their caches, and then measures them."""
    fastest(1, ours, theirs)
    of_ours, of_theirs = fastest(times, ours, theirs)
    return Compared(case, of_ours, of_theirs, asked)


def _write(place: Place, project: str) -> None:
    write_for_touchdown(place.ours, REQUIREMENTS[project])
    write_for_sam(place.theirs, REQUIREMENTS[project])


def plans(place: Place, accounts: Callable[[], Emulator], project: str, times: int) -> tuple[Taken, Taken]:
    """Plans in which nothing has changed: with the project's dependencies, and without any."""
    with_them, without = fastest(times, *(_plan(place, accounts(), which) for which in (project, "")))
    return with_them, without


def _plan(place: Place, account: Emulator, project: str) -> Callable[[], Taken]:
    """A command that plans a function that has been applied."""
    own = Place(place.folder / (project or "none"))
    write_for_touchdown(own.ours, REQUIREMENTS.get(project, ()), account=account)
    own.touchdown("apply", "--yes")
    return lambda: own.touchdown("plan", "--detailed-exitcode")


def fifty(place: Place, account: Emulator, project: str) -> Taken:
    """Fifty functions with the project's dependencies, each with its own code, applied."""
    write_for_touchdown(place.ours, REQUIREMENTS[project], functions=50, account=account)
    return place.touchdown("apply", "--yes")
