"""The simulator as a command: see the package's docstring."""

from __future__ import annotations

import argparse
import asyncio

import attrs

import benchmarks.simulator as described
from benchmarks.simulator.profile import PROFILES, Profile
from benchmarks.simulator.server import Simulator


def _latency(text: str) -> tuple[str, float]:
    operation, _, seconds = text.rpartition("=")
    return operation or "*", float(seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulator",
        description=described.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--upstream", required=True, help="the emulator's address")
    parser.add_argument("--profile", choices=PROFILES, default="plain")
    parser.add_argument("--port", type=int, default=0, help="default: any free port")
    parser.add_argument(
        "--latency", type=_latency, action="append", default=[], help="[OPERATION=]SECONDS; may be repeated"
    )
    parser.add_argument("--fault", action="append", default=[], help="OPERATION[@NTH]=FAULT; may be repeated")
    for name in ("role-usable-after", "pending", "updating", "tagging-late"):
        parser.add_argument(f"--{name}", type=float, help="seconds, in place of the profile's")
    return parser.parse_args()


def _profile(options: argparse.Namespace) -> Profile:
    chosen = PROFILES[options.profile]
    names = ("role_usable_after", "pending", "updating", "tagging_late")
    told = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    return attrs.evolve(chosen, latencies={**dict(options.latency), **chosen.latencies}, **told)


async def main() -> None:
    options = _options()
    simulator = Simulator(options.upstream, _profile(options))
    for fault in options.fault:
        simulator.faults.add(fault)
    await simulator.serve(options.port, lambda: print(simulator.address, flush=True))


if __name__ == "__main__":
    asyncio.run(main())
