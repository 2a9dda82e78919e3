"""The data of all services, collected from their folders: a new service's rows are in by themselves.

How a row's call is made, or a state's end put off, stands with the service's tests, in `tests/aws/SERVICE/waits.py`:
`CALLED` and `LASTING`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import touchdown
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import Declare
from touchdown.aws.service import Service
from touchdown.aws.services import all_services
from touchdown.engine.waits import NotYet, Settling

AWS = Path(touchdown.__file__).parent / "aws"

SERVICES = list(all_services())
NOT_YET: list[NotYet] = [row for service in SERVICES for row in service.not_yet]
SETTLING: list[Settling] = [row for service in SERVICES for row in service.settling]

Called = dict[str, tuple[Declare, Declare]]
"""For each operation what is applied first, and what is applied then so that the operation is called."""

Lasting = dict[Settling, tuple[Declare, Declare, Callable[[Emulator, Wire, int], None]]]
"""For each state what is applied first, what is applied then, and how the state is made to last for some looks."""


def folder_of(service: Service) -> Path:
    """The folder of a service, which is called otherwise where its name is a word of Python's."""
    (found,) = [path for path in (AWS / service.name, AWS / f"{service.name}_") if path.is_dir()]
    return found


def called() -> Called:
    return {operation: how for tests in _waits() for operation, how in getattr(tests, "CALLED", {}).items()}


def lasting() -> Lasting:
    return {row: how for tests in _waits() for row, how in getattr(tests, "LASTING", {}).items()}


def _waits() -> list[Any]:
    folders = [folder_of(service).name for service in SERVICES]
    tests = Path(__file__).parent.parent / "aws"
    return [
        importlib.import_module(f"tests.aws.{one}.waits") for one in folders if (tests / one / "waits.py").is_file()
    ]
