"""Measures how long after its role a function is created, if Lambda can assume the role only some seconds later.

    python -m benchmarks.role_wait            # 1, 5 and 12 seconds
    python -m benchmarks.role_wait 3

The time is from the end of CreateRole to the end of the successful CreateFunction, through the simulator.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.declaring import Size, declared
from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import running
from tests.support import emulators
from tests.support.calls import Call
from touchdown import apply, plan


def waited(upstream: str, usable_after: float) -> tuple[float, int]:
    """Seconds from role to function, and how often CreateFunction was called."""
    with running(upstream, Profile(role_usable_after=usable_after)) as simulator:
        workspace = declared(Size(1, shared_role=True, others=0), simulator.address)
        apply(workspace, plan(workspace))
        role, *_ = _went_well(simulator.calls, "iam:CreateRole")
        function, *_ = _went_well(simulator.calls, "lambda:CreateFunction")
        return function.ended - role.ended, simulator.counted().by_operation["lambda:CreateFunction"]


def _went_well(calls: list[Call], name: str) -> list[Call]:
    return [call for call in calls if call.name == name and call.status is not None and call.status < 300]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", type=float, nargs="*", default=[1, 5, 12], help="until the role can be assumed")
    for seconds in parser.parse_args().seconds:
        # A new emulator each time, because the workspace has to be created anew.
        with tempfile.TemporaryDirectory() as folder, emulators.running("ministack", Path(folder)) as upstream:
            took, tries = waited(upstream, seconds)
        print(f"usable after {seconds:>4.1f} s: the function was created after {took:>5.2f} s, at attempt {tries}")


if __name__ == "__main__":
    main()
