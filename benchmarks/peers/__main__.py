"""The benchmark as a command: see the package."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import benchmarks.peers as described
from benchmarks.engine import table
from benchmarks.engine.command_line import parser_of
from benchmarks.engine.measuring import Measured, fastest
from benchmarks.engine.tools import Floor, Touchdown
from benchmarks.engine.work import Tool
from benchmarks.peers.cdk import Cdk
from benchmarks.peers.osls import Osls
from benchmarks.peers.sam import Sam
from benchmarks.simulator.profile import PLAIN
from tests.support import emulators

_TOOLS: Mapping[str, Callable[[], Tool]] = {
    "floor": Floor,
    "touchdown": lambda: Touchdown(limits=False),
    "osls": Osls,
    "sam": Sam,
    "cdk": Cdk,
}


def _options() -> argparse.Namespace:
    parser = parser_of("benchmarks.peers", described.__doc__, repeat=2)
    parser.add_argument("--tools", choices=_TOOLS, nargs="+", default=list(_TOOLS))
    return parser.parse_args()


def main() -> None:
    options = _options()
    tools = [_TOOLS[name]() for name in options.tools]
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder, emulators.running("ministack", Path(folder)) as upstream:
        for functions in options.functions:
            some = fastest(tools, functions, PLAIN, upstream, repeat=options.repeat)
            table.show(some, operations=options.operations)
            found += some
    if options.write:
        table.write(found, options.write / "peers.csv")
        table.write_versions(tools, options.write / "versions.csv")


if __name__ == "__main__":
    main()
