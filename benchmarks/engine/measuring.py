"""Runs a tool through its steps, and measures each step."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

import attrs

from benchmarks.engine.work import Access, Step, Tool, Work
from benchmarks.simulator.profile import Profile
from benchmarks.simulator.server import Simulator, running
from tests.support.emulators import account_in

ROOT = Path(__file__).parents[2]


class CommandFailed(SystemExit):
    """A tool's command failed: this ends the benchmark, unless other tools are still to be measured."""


@attrs.frozen
class Measured:
    """The measurements of a step. Times are in seconds; memory is in MB, of the tool's largest process."""

    tool: str
    functions: int
    step: str
    calls: int
    rounds: int
    wall: float
    cpu: float
    memory: float
    throttled: int
    by_operation: Mapping[str, int]

    def fastest(self, other: Measured | None) -> Measured:
        return self if other is None or self.wall <= other.wall else other


def measured(
    tool: Tool, functions: int, profile: Profile, upstream: str, *, shared_log_group: bool = False
) -> Generator[Measured]:
    """The steps of a tool, in an account of its own."""
    emulator = account_in("ministack", upstream)
    with tempfile.TemporaryDirectory() as folder, running(upstream, profile) as simulator:
        access = Access(simulator.address, emulator.account_id, emulator.access_key_id, emulator.secret_access_key)
        for command in tool.preparations(access):
            _command(command, Path(folder), access)
        for step in Step:
            work = Work(functions, step, shared_log_group)
            tool.write(Path(folder), work, access)
            simulator.settle()
            simulator.forget()
            yield _run(tool, work, Path(folder), access, simulator)


def fastest(
    tools: Sequence[Tool],
    functions: int,
    profile: Profile,
    upstream: str,
    *,
    repeat: int,
    shared_log_group: bool = False,
) -> list[Measured]:
    """All steps of all tools, in turn, so that other work of the machine affects all of them alike."""
    best: dict[tuple[str, str], Measured] = {}
    for _ in range(repeat):
        for tool in tools:
            for step in measured(tool, functions, profile, upstream, shared_log_group=shared_log_group):
                best[step.step, step.tool] = step.fastest(best.get((step.step, step.tool)))
    return [best[step.value, tool.name] for step in Step for tool in tools]


def _run(tool: Tool, work: Work, folder: Path, access: Access, simulator: Simulator) -> Measured:
    wall, cpu, memory = 0.0, 0.0, 0.0
    for command in tool.commands(work):
        took = _command(command, folder, access)
        wall, cpu, memory = wall + took[0], cpu + took[1], max(memory, took[2])
    counted = simulator.counted()
    return Measured(
        tool=tool.name,
        functions=work.functions,
        step=work.step.value,
        calls=counted.calls,
        rounds=counted.rounds,
        wall=wall,
        cpu=cpu,
        memory=memory,
        throttled=counted.throttled,
        by_operation=counted.by_operation,
    )


def _command(command: Sequence[str], folder: Path, access: Access) -> tuple[float, float, float]:
    """Wall time, processor time and memory of a command and its children."""
    log = folder / "output.txt"
    began = time.monotonic()
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder, access),
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}:\n{log.read_text()[-4000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _environment(folder: Path, access: Access) -> dict[str, str]:
    """The environment from which every AWS tool reads address and credentials. Nothing of the user's is read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "AWS_ENDPOINT_URL": access.address,
        "AWS_ACCESS_KEY_ID": access.access_key_id,
        "AWS_SECRET_ACCESS_KEY": access.secret_access_key,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
