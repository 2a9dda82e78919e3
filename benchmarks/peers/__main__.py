"""The benchmark as a command: see the package's docstring."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import benchmarks.peers as described
from benchmarks.engine import table
from benchmarks.engine.command_line import parser_of
from benchmarks.engine.measuring import CommandFailed, measured
from benchmarks.engine.tools import Floor, Touchdown
from benchmarks.engine.work import Tool
from benchmarks.peers.ansible import Ansible
from benchmarks.peers.cdk import Cdk
from benchmarks.peers.chalice import Chalice
from benchmarks.peers.osls import Osls
from benchmarks.peers.results import Results
from benchmarks.peers.sam import Sam
from benchmarks.simulator.profile import PLAIN
from tests.support import emulators

_TOOLS: Mapping[str, Callable[[], Tool]] = {
    "floor": Floor,
    "touchdown": lambda: Touchdown(limits=False),
    "osls": Osls,
    "sam": Sam,
    "cdk": Cdk,
    "ansible": Ansible,
    "chalice": Chalice,
}
_ORDER = (Floor.name, Touchdown.name, Osls.name, Sam.name, Cdk.name, Ansible.name, Chalice.name)

_ONCE = (Ansible.name, Chalice.name)
"""At fifty functions these take so long for a step that other work of the machine hardly matters."""


def _options() -> argparse.Namespace:
    parser = parser_of("benchmarks.peers", described.__doc__, functions=(1, 50), repeat=2)
    parser.add_argument("--tools", choices=_TOOLS, nargs="+", default=list(_TOOLS))
    return parser.parse_args()


def main() -> None:
    options = _options()
    tools = [_TOOLS[name]() for name in options.tools]
    results = Results(options.write, _ORDER)
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder, emulators.running("ministack", Path(folder)) as upstream:
        for functions in options.functions:
            for time in range(options.repeat):
                turn = [tool for tool in tools if time == 0 or functions == 1 or tool.name not in _ONCE]
                failed += take_turns(turn, functions, upstream, results, operations=options.operations)
    sys.exit("\n".join(failed) or None)


def take_turns(
    tools: Sequence[Tool], functions: int, upstream: str, results: Results, *, operations: bool = False
) -> list[str]:
    """All steps of all tools, one tool after another. Returns the failures; a failed tool ends there."""
    failed: list[str] = []
    for tool in tools:
        try:
            for step in measured(tool, functions, PLAIN, upstream):
                table.show([step], operations=operations)
                results.add(step)
        except CommandFailed as error:
            failed.append(f"{tool.name} at {functions} functions: {error}")
        results.write(tool)
    return failed


if __name__ == "__main__":
    main()
