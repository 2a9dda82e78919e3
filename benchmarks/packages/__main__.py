"""Measures all cases, and writes the table for the documentation.

python -m benchmarks.packages --runtime-python PATH [--times N] [--write FILE]
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from benchmarks.packages import cases
from benchmarks.packages.cases import Compared, Place
from benchmarks.packages.measuring import Taken
from benchmarks.packages.peer import Sam, installed
from tests.support import surroundings
from tests.support.emulators import account_in, running


def main() -> None:
    parser = argparse.ArgumentParser(description="Packages two projects with Touchdown and with SAM.")
    parser.add_argument("--runtime-python", type=Path, required=True, help="a Python 3.12, for SAM to build with")
    parser.add_argument("--times", type=int, default=3, help="how often each is run; the fastest run counts")
    parser.add_argument("--write", type=Path, help="a file to write the table to")
    options = parser.parse_args()
    sam = installed(options.runtime_python)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        surroundings.cut_off_from_aws(patch)
        patch.setenv("PATH", os.pathsep.join((str(options.runtime_python.absolute().parent), os.environ["PATH"])))
        text = "\n".join([*_head(sam), *_measured(Path(folder), sam, options.times), ""])
    if options.write:
        options.write.write_text(text, encoding="utf-8")


def _head(sam: Sam) -> Iterator[str]:
    yield _shown(f"touchdown {version('touchdown')} with uv {version('uv')}, {sam.version} with zip -6")
    yield _shown(
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )
    yield _shown("")


def _measured(folder: Path, sam: Sam, times: int) -> Iterator[str]:
    yield _shown(_row("", "touchdown", "sam + zip", "wall", "CPU", "asked"))
    for case in _compared(folder, sam, times):
        yield _shown(_compared_row(case))
    yield _shown("")
    with running("ministack", folder / "emulators") as address:
        place = Place(folder / "plan")
        with_them, without = cases.plans(place, lambda: account_in("ministack", address), "L", times)
        more = with_them.wall - without.wall, with_them.cpu - without.cpu
        yield _shown(f"L, nothing changed: a plan takes {more[0]:+.2f} s more than without dependencies")
        yield _shown(f"    ({more[1]:+.2f} s of CPU; asked for are at most 0.2 s)")
        yield from _fifty(cases.fifty(Place(folder / "fifty"), account_in("ministack", address), "L"))


def _compared(folder: Path, sam: Sam, times: int) -> Iterator[Compared]:
    yield cases.from_nothing(Place(folder / "m"), sam, "M", 8, times)
    yield cases.from_nothing(Place(folder / "l"), sam, "L", 6, times)
    yield cases.locked(Place(folder / "locked"), sam, "L", times, bytecode=False)
    yield cases.locked(Place(folder / "compiled"), sam, "L", times, bytecode=True)
    yield cases.one_line_changed(Place(folder / "changed"), sam, "L", 15, times)
    yield cases.one_line_changed(Place(folder / "cached"), sam, "L", 0, times, "--cached")


def _fifty(taken: Taken) -> Sequence[str]:
    done = [f"{taken.printed.count(word)} time(s) {word.lower()}" for word in ("Resolving", "Installing")]
    return [
        _shown(f"Fifty functions with L and code of their own, applied: {taken.wall:.1f} s, {', '.join(done)};"),
        _shown(f"    {taken.memory:.0f} MB of memory at most (asked for are at most 300 MB)"),
    ]


def _compared_row(compared: Compared) -> str:
    asked = f">= {compared.asked:g}" if compared.asked else ""
    times = (f"{compared.ratio:.1f} x", f"{compared.cpu_ratio:.1f} x")
    return _row(compared.case, f"{compared.ours.wall:.2f} s", f"{compared.theirs.wall:.2f} s", *times, asked)


def _row(case: str, *columns: str) -> str:
    return f"{case:54}" + "".join(f"{column:>11}" for column in columns)


def _shown(line: str) -> str:
    print(line.rstrip(), flush=True)
    return line.rstrip()


if __name__ == "__main__":
    main()
