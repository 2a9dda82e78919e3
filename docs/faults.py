"""The session of the page "What happens when": each fault is brought about at one call of a real run, and what the
command prints is written, together with the apply that goes on from there; and a table of all of them.

The faults are those of the matrices (`make fault-matrix`, `make crash-matrix`), which bring each about at each call.
They strike between the command and the local AWS, each in an account of its own.
"""

from __future__ import annotations

import csv
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from tests.support import emulators
from tests.support.breaking import WAYS
from tests.support.emulators import Emulator
from tests.support.wire import FOREVER, Wire

RUNS = Path(__file__).parent / "runs"
PAGE = Path(__file__).parent / "what-happens-when.rst"
APPLY = "touchdown --yes apply >plan.txt"
GOING_ON = "touchdown --yes apply | tail -1"

_FILE = """\
def hello(event, context):
    return {{"greeting": f"Hello, {{event['name']}}!"}}


workspace.name = "shop"
aws = workspace.add_aws(
    region="eu-west-1", endpoint_url="{address}", emulator=True, access_key_id="{account}", secret_access_key="local"
)
worker = aws.add_role(name="worker")
logs = aws.add_log_group(name="/shop/all")
memory = int(workspace.settings.get("memory", "128"))
greeter = aws.add_lambda_function(name="greeter", code=hello, memory=memory, role=worker, log_group=logs)
aws.add_lambda_function(
    name="caller", code=hello, role=worker, log_group=logs, environment={{"CALLS": greeter.arn}}
)
"""
_CREATE = "lambda:CreateFunction"
_UPDATE = "lambda:UpdateFunctionConfiguration"
_BY_NAME = {way.name: way for way in WAYS}


@attrs.frozen
class There:
    """A run that is to meet a fault: where it is carried out, and the wire through which it calls."""

    project: Any
    emulator: Emulator
    wire: Wire

    def write(self, address: str) -> None:
        self.project.write(_FILE.format(address=address, account=self.emulator.account_id))


@attrs.frozen
class Case:
    """One fault, and how the command ends that meets it."""

    name: str
    title: str
    bring_about: Callable[[There], object]
    code: int = 4
    command: str = APPLY
    number: int | None = None
    """The signal that the command gets while it creates a function."""


def _fails(code: str, message: str, *, operation: str = _CREATE, status: int = 400, times: int = FOREVER) -> Any:
    return lambda there: there.wire.fail(operation, code=code, message=message, status=status, times=times)


def _breaks(way: str, **more: Any) -> Callable[[There], object]:
    return lambda there: _BY_NAME[way].strike(there.wire, operation=_CREATE, **more)


def _nothing(there: There) -> None:
    """The command gets a signal, or fails by itself."""


def _network_goes(there: There) -> None:
    # In a thread of its own: closing waits for the call that is being answered.
    there.wire.on(_CREATE, lambda call: threading.Thread(target=there.wire.close).start())


def _somebody_changes_it(there: There) -> None:
    """What is to be updated is changed between the plan and the call."""
    there.project.quietly("touchdown --yes apply --set memory=256")
    functions = there.emulator.client("lambda")
    change = {"FunctionName": "greeter", "MemorySize": 512}
    there.wire.on(_UPDATE, lambda call: functions.update_function_configuration(**change))


def _another_run_is_first(there: There) -> None:
    there.wire.on(_CREATE, lambda call: there.project.quietly("touchdown --yes apply --set memory=256"))


_CANNOT_BE_ASSUMED = _fails(
    "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.", times=14
)
CASES = (
    Case("once", "AWS fails once", _breaks("fails", times=1), code=0),
    Case("lost", "AWS does what is asked, and the answer is lost", _breaks("dropped after"), code=0),
    Case("cut", "An answer is cut short", _breaks("cut in the middle of the answer"), code=0),
    Case("not-yet", "AWS says “not yet”, for twelve seconds", _CANNOT_BE_ASSUMED, code=0),
    Case("failing", "AWS fails for ever", _breaks("fails", times=FOREVER)),
    Case("throttled", "AWS throttles for ever", _breaks("throttled", times=FOREVER)),
    Case("unanswered", "AWS answers no more", _breaks("dropped before", times=FOREVER)),
    Case("no-network", "There is no network", lambda there: there.wire.close(), 3),
    Case("no-name", "No name server knows AWS's address", lambda there: there.write("http://aws.invalid"), 3),
    Case("network-gone", "The network goes in the middle", _network_goes),
    Case("denied", "A permission is missing", _fails("AccessDeniedException", "Access denied", status=403)),
    Case("expired", "Credentials expire in the middle", _fails("ExpiredTokenException", "The token is expired")),
    Case(
        "clock",
        "The clock is wrong",
        _fails("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is too early", operation="*", status=403),
        3,
    ),
    Case("full", "The disk is full that the output goes to", _nothing, 1, "touchdown --yes apply >/dev/full"),
    Case("changed", "Somebody else changes a function in between", _somebody_changes_it, 3),
    Case("two", "Another run of the workspace creates it first", _another_run_is_first),
    Case("interrupted", "You press Ctrl-C", _nothing, number=signal.SIGINT),
    Case("closed", "The terminal is closed", _nothing, 129, number=signal.SIGHUP),
    Case("killed", "The command is killed", _nothing, 137, number=signal.SIGKILL),
)


def record(project: Any) -> None:
    """Brings each about, and writes `when-NAME.txt` of each and `when.csv` of all."""
    # A MiniStack without the gate of the local AWS, which refuses what comes through another port.
    with (
        emulators.running("ministack", project.top / "emulator") as address,
        (RUNS / "when.csv").open("w", encoding="utf-8", newline="") as file,
    ):
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("When", "Exit code", "What is said of it", "The next apply"))
        for number, case in enumerate(CASES):
            emulator = Emulator("ministack", address, *[f"{210987654300 + number}"] * 2, "local")
            table.writerow(_record(case, project, emulator, RUNS / f"when-{case.name}.txt"))


def _record(case: Case, project: Any, emulator: Emulator, file: Path) -> tuple[str, str, str, str]:
    with Wire(emulator.address) as wire:
        there = There(project, emulator, wire)
        there.write(wire.address)
        case.bring_about(there)
        printed = project.run(case.command, code=case.code) if case.number is None else _signalled(case, there)
    there.write(emulator.address)
    next_one = project.run(GOING_ON)
    project.quietly("touchdown plan --detailed-exitcode")  # it is 2 if anything is left to do
    code = f"$ echo $?\n{case.code}\n" if case.code else ""
    file.write_text(f"$ {case.command}\n{printed}{code}$ {GOING_ON}\n{next_one}", encoding="utf-8")
    return case.title, str(case.code), _cause(printed), next_one.splitlines()[-1]


def _signalled(case: Case, there: There) -> str:
    """What a command prints that gets a signal while a function is being created."""
    held = there.wire.hold(_CREATE)
    with subprocess.Popen(
        ["touchdown", "--yes", "apply"],
        cwd=there.project.folder,
        env=there.project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        held.wait()
        process.send_signal(case.number or 0)
        assert process.stderr
        printed = ""
        for line in process.stderr:
            printed += line
            if line.startswith("Stopping"):
                held.release()
    code = 128 - process.returncode if process.returncode < 0 else process.returncode  # as shells have it
    assert code == case.code, printed
    return printed


def _cause(printed: str) -> str:
    """The last error: those before it say what became of the others."""
    errors = [line.removeprefix("error: ") for line in printed.splitlines() if line.startswith("error: ")]
    return errors[-1] if errors else "nothing"
