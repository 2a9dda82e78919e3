"""The benchmark as a command: see the package's docstring."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import attrs

import benchmarks.engine as described
from benchmarks.engine import table
from benchmarks.engine.command_line import parser_of
from benchmarks.engine.measuring import Measured, fastest
from benchmarks.engine.tools import Floor, Touchdown
from benchmarks.simulator.profile import PROFILES, Profile
from tests.support import emulators


def _options() -> argparse.Namespace:
    parser = parser_of("benchmarks.engine", described.__doc__, functions=(1, 50, 1000), repeat=3)
    parser.add_argument("--profile", choices=PROFILES, default="plain")
    parser.add_argument("--shared-log-group", action="store_true", help="one log group, so that only Lambda limits")
    parser.add_argument("--role-usable-after", type=float, help="seconds, in place of the profile's")
    return parser.parse_args()


def _profile(options: argparse.Namespace) -> Profile:
    chosen = PROFILES[options.profile]
    seconds = options.role_usable_after
    return chosen if seconds is None else attrs.evolve(chosen, role_usable_after=seconds)


def main() -> None:
    options = _options()
    tools = [Floor(), Touchdown(limits=options.profile == "aws")]
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder, emulators.running("ministack", Path(folder)) as upstream:
        for functions in options.functions:
            some = fastest(
                tools,
                functions,
                _profile(options),
                upstream,
                repeat=options.repeat,
                shared_log_group=options.shared_log_group,
            )
            table.show(some, operations=options.operations)
            found += some
    if options.write:
        table.write(found, options.write / f"engine-{options.profile}.csv")


if __name__ == "__main__":
    main()
