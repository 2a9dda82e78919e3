"""Measures a plan: its calls, time and memory, for 1,000 functions or any number. With --apply, the changes are applied
too.

    python -m benchmarks.reading 1000
    python -m benchmarks.reading 10000
    python -m benchmarks.reading 50 --shared-role --others 5000
    python -m benchmarks.reading 1000 --changed 1
    python -m benchmarks.reading 1000 --changed 1 --apply
    python -m benchmarks.reading 1000 --no-limits

The account is made up (`account.py`) and runs in a process of its own: it answers reads with AWS's page sizes, each
after 25 ms, and holds what is declared. The plan is a real plan, with the limiters that keep below AWS's rates. The
limiters space out independent calls, which then look as if they were made one after another; `--no-limits` leaves them
out.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import cast
from unittest.mock import patch

import attrs

from benchmarks.declaring import Size, declared
from tests.support.calls import rounds
from touchdown import Plan, apply, plan
from touchdown.aws import connection
from touchdown.aws.api import Call
from touchdown.aws.connection import Connection


@attrs.frozen
class Made:
    """A call, and when it was made."""

    operation: str
    subject: str
    started: float
    ended: float


def planned(size: Size, address: str, changed: int = 0, *, applying: bool = False) -> tuple[Plan, list[Made]]:
    """A plan of the account at an address, optionally applied, and the calls that it made."""
    calls: list[Made] = []

    def record(call: Call) -> None:
        now = time.monotonic()
        calls.append(Made(call.operation, call.subject, now - call.seconds, now))

    workspace = declared(size, address, changed)
    for account in workspace.accounts.values():
        cast(Connection, account).record = record
    made = plan(workspace)
    if applying:
        apply(workspace, made)
    return made, calls


@contextmanager
def without_limits() -> Generator[None]:
    """Leaves out the limiters that keep below AWS's rates."""
    with patch.object(connection, "Limiters", return_value=None):
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description="Plans a made-up account, and says what that took.")
    parser.add_argument("functions", type=int)
    parser.add_argument("--shared-role", action="store_true", help="one role for all functions, not one for each")
    parser.add_argument(
        "--others", type=int, default=0, help="functions of others, with log groups and 3/5 as many roles"
    )
    parser.add_argument("--changed", type=int, default=0, help="how many functions have a changed description")
    parser.add_argument("--apply", action="store_true", help="apply the changes")
    parser.add_argument("--no-limits", action="store_true", help="don't keep below AWS's rates")
    options = parser.parse_args()
    size = Size(options.functions, options.shared_role, options.others)
    command = [sys.executable, "-m", "benchmarks.account", *size.arguments()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process as account, without_limits() if options.no_limits else nullcontext():
        assert account.stdout
        show(size, account.stdout.readline().strip(), options.changed, applying=options.apply)
        account.terminate()


def show(size: Size, address: str, changed: int, *, applying: bool) -> None:
    began, cpu = time.monotonic(), time.process_time()
    made, calls = planned(size, address, changed, applying=applying)
    wall, cpu = time.monotonic() - began, time.process_time() - cpu
    print(f"{size.functions:,} functions, {size.others:,} of others: {len(made.to_do)} changes")
    for operation, number in sorted(Counter(call.operation for call in calls).items()):
        print(f"  {number:>6,}  {operation}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {len(calls):>6,}  calls, {rounds(calls)} of them one after another")
    print(f"  {wall:.1f} s wall, {cpu:.1f} s CPU, declaring included; {memory:.0f} MB at most")


if __name__ == "__main__":
    main()
