"""Times the first import of a library from a package, with bytecode and without: most of a cold start.

    python -m benchmarks.cold_import --runtime-python PATH [--times N] [--write FILE]

Touchdown builds the package of a function that requires the library, and the package is unpacked. For each run a new
process of the runtime's Python imports the library from there. It writes no bytecode, as on Lambda, where the folder is
read-only. The files are in the system's cache by then. Runs with and without bytecode take turns; the fastest counts.

Weakness: the bytecode names /var/task, Lambda's folder, as its place. Elsewhere Python corrects that during the import,
so bytecode gains a little less here.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from benchmarks.packages.cases import Place
from benchmarks.packages.measuring import Taken, fastest, run
from benchmarks.packages.peer import require_python
from benchmarks.packages.projects import RUNTIME, write_for_touchdown
from tests.support import surroundings

_LIBRARIES = ("pandas", "pydantic")
_IMPORT = "import sys, {0}; sys.exit(not {0}.__file__.startswith(sys.argv[1]))"


@attrs.frozen
class Unpacked:
    """An unpacked package, and its sizes in bytes."""

    folder: Path
    zipped: int
    size: int

    def run(self, python: Path, code: str) -> Taken:
        """The time of a new process that can import from the package."""
        environment = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return run([python, "-s", "-S", "-c", code, self.folder], self.folder, environment)


def main() -> None:
    parser = argparse.ArgumentParser(description="Imports libraries from packages, with bytecode and without.")
    parser.add_argument("--runtime-python", type=Path, required=True, help=f"a Python of {RUNTIME}")
    parser.add_argument("--times", type=int, default=5, help="how often each is imported; the fastest run counts")
    parser.add_argument("--write", type=Path, help="a file to write the table to")
    options = parser.parse_args()
    python = options.runtime_python.absolute()
    require_python(python)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        surroundings.cut_off_from_aws(patch)
        patch.setenv("PATH", f"{python.parent}{os.pathsep}{os.environ['PATH']}")
        lines = [_row(f"{RUNTIME}, fastest of {options.times}", "without", "bytecode", "")]
        for library in _LIBRARIES:
            lines += _measured(Path(folder) / library, python, library, options.times)
    print("\n".join(lines))
    if options.write:
        options.write.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _measured(folder: Path, python: Path, library: str, times: int) -> Iterator[str]:
    place = Place(folder)
    write_for_touchdown(place.ours, [library])
    without = _unpacked(place, folder / "without")
    place.touchdown("lock", "--bytecode")
    with_it = _unpacked(place, folder / "with")
    bare, before, now = fastest(
        times,
        lambda: without.run(python, "import os"),
        lambda: without.run(python, _IMPORT.format(library)),
        lambda: with_it.run(python, _IMPORT.format(library)),
    )
    cpu = before.cpu - bare.cpu, now.cpu - bare.cpu
    wall = before.wall - bare.wall, now.wall - bare.wall
    yield _row(f"import {library}", f"{wall[0]:.2f} s", f"{wall[1]:.2f} s", f"{wall[0] / wall[1]:.1f} x")
    yield _row("    processor time", f"{cpu[0]:.2f} s", f"{cpu[1]:.2f} s", f"{cpu[0] / cpu[1]:.1f} x")
    yield _row("    package, zipped", _size(without.zipped), _size(with_it.zipped), "")
    yield _row("    package, unpacked", _size(without.size), _size(with_it.size), "")


def _unpacked(place: Place, folder: Path) -> Unpacked:
    """Builds the package of the function, and unpacks it."""
    place.package()
    archive = place.ours / "hello.zip"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
        return Unpacked(folder, archive.stat().st_size, sum(info.file_size for info in opened.infolist()))


def _size(bytes_: int) -> str:
    return f"{bytes_ / 1e6:.1f} MB"


def _row(case: str, *columns: str) -> str:
    return (f"{case:32}" + "".join(f"{column:>11}" for column in columns)).rstrip()


if __name__ == "__main__":
    main()
