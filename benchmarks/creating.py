"""Measures how long creating many functions takes under AWS's request limits, and the minimum that these limits allow.

    python -m benchmarks.creating                  # 1,000 functions: some minutes
    python -m benchmarks.creating 200

The functions share a role and have a log group each. The minimum follows from the calls that were made: each limit is a
bucket that holds one second's calls, and further calls wait until the bucket is filled. Nothing can be faster than the
longest of these waits. The reads and the wait for the role come before it, and the last function's Pending state comes
after it; neither is subtracted.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from benchmarks.engine.measuring import Measured, measured
from benchmarks.engine.tools import Touchdown
from benchmarks.simulator.limits import Limit
from benchmarks.simulator.profile import AWS
from tests.support import emulators


def allowed(by_operation: Mapping[str, int], limits: Mapping[str, Limit]) -> dict[str, float]:
    """The minimum in seconds that each limit imposes, by its name, where it imposes any."""
    calls: Counter[str] = Counter()
    for operation, number in by_operation.items():
        calls[operation if operation in limits else operation.partition(":")[0]] += number
    seconds = {name: calls[name] / limit.per_second - 1 for name, limit in limits.items()}
    return {name: needed for name, needed in seconds.items() if needed > 0}


def show(found: Measured) -> None:
    for operation, number in sorted(found.by_operation.items()):
        print(f"  {number:>6,}  {operation}")
    needed = allowed(found.by_operation, AWS.limits)
    for name, seconds in needed.items():
        print(f"  {seconds:>6.1f} s at least for {name}, at {AWS.limits[name].per_second} a second")
    role, pending = AWS.role_usable_after, AWS.pending
    print(f"  {role:>6.1f} s until the role can be assumed, {pending:.1f} s until a function is Active")
    longest = max(needed.values(), default=0.0)
    beyond = f", {found.wall / longest - 1:.1%} more than the limits allow" if longest else ""
    print(f"  {found.wall:>6.1f} s in all{beyond}; {found.throttled} calls were throttled")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("functions", type=int, nargs="?", default=1000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        emulators.running("ministack", Path(folder)) as upstream,
        closing(measured(Touchdown(), options.functions, AWS, upstream)) as steps,
    ):
        show(next(steps))


if __name__ == "__main__":
    main()
