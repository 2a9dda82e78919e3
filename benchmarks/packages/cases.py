"""What is measured, each case in folders of its own. What was downloaded from PyPI is in the caches of both sides."""

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
    """A folder in which one case is measured, with a cache of Touchdown's that is its own."""

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
        """Takes away what Touchdown has cached."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def unlock(self) -> None:
        """Takes away what Touchdown has resolved."""
        (self.ours / "touchdown.lock").unlink(missing_ok=True)

    def package(self) -> Taken:
        return self.touchdown("package", "hello00", "-o", "hello.zip")


@attrs.frozen
class Compared:
    """A case on both sides."""

    case: str
    ours: Taken
    theirs: Taken
    asked: float
    """How many times faster it has to be."""

    @property
    def ratio(self) -> float:
        return self.theirs.wall / self.ours.wall

    @property
    def cpu_ratio(self) -> float:
        return self.theirs.cpu / self.ours.cpu


def from_nothing(place: Place, sam: Sam, project: str, asked: float, times: int) -> Compared:
    """Nothing of ours is cached or locked."""
    _write(place, project)

    def ours() -> Taken:
        place.forget()
        place.unlock()
        return place.package()

    return _compared(f"{project} from nothing", ours, lambda: _anew(place, sam), asked, times)


def locked(place: Place, sam: Sam, project: str, times: int, *, bytecode: bool) -> Compared:
    """Nothing of ours is cached, and the versions are locked, as in a checkout."""
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
    """A line of the function's own code has changed since it was built."""
    _write(place, project)
    changes = map(str, itertools.count(1))

    def ours() -> Taken:
        write_code(place.ours / "src00", next(changes))
        return place.package()

    def theirs() -> Taken:
        write_code(place.theirs / "src", next(changes))
        return sam.build_and_zip(place.theirs, *options)

    name = " ".join((f"{project}, one line of its code changed", *(f"(sam build {one})" for one in options)))
    return _compared(name, ours, theirs, asked, times)


def _compared(case: str, ours: Callable[[], Taken], theirs: Callable[[], Taken], asked: float, times: int) -> Compared:
    """Runs both once to fill the caches, and then to measure them."""
    fastest(1, ours, theirs)
    of_ours, of_theirs = fastest(times, ours, theirs)
    return Compared(case, of_ours, of_theirs, asked)


def _write(place: Place, project: str) -> None:
    write_for_touchdown(place.ours, REQUIREMENTS[project])
    write_for_sam(place.theirs, REQUIREMENTS[project])


def plans(place: Place, accounts: Callable[[], Emulator], project: str, times: int) -> tuple[Taken, Taken]:
    """Plans in which nothing has changed: with the project's dependencies, and without any."""
    with_them, without = fastest(times, *(_plan(place, accounts(), one) for one in (project, "")))
    return with_them, without


def _plan(place: Place, account: Emulator, project: str) -> Callable[[], Taken]:
    """Plans a function that has been applied."""
    own = Place(place.folder / (project or "none"))
    write_for_touchdown(own.ours, REQUIREMENTS.get(project, ()), account=account)
    own.touchdown("apply", "--yes")
    return lambda: own.touchdown("plan", "--detailed-exitcode")


def fifty(place: Place, account: Emulator, project: str) -> Taken:
    """Fifty functions with the project's dependencies, each with code of its own, applied."""
    write_for_touchdown(place.ours, REQUIREMENTS[project], functions=50, account=account)
    return place.touchdown("apply", "--yes")
