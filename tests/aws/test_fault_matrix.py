"""Each call of each run is denied, or fails once in each way: what the user is told is right, and the next apply
goes on.

See `tests/support/matrix.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

import touchdown
from tests.support.emulators import Emulator, account_in
from tests.support.everything import RUNS, Run
from tests.support.matrix import PARTS, Cell, cells_of, chosen, in_account, left_over
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import workspace
from touchdown.aws.actions import actions_of
from touchdown.engine.events import Noted
from touchdown.model.errors import TouchdownError

Break = Callable[[Wire, Cell], object]

_STATUS = {"s3": ("InternalError", 500), "iam": ("ServiceFailure", 500)}
_SLOWER = {"lambda": "TooManyRequestsException", "s3": "SlowDown", "iam": "Throttling", "tagging": "ThrottledException"}


def fails(wire: Wire, cell: Cell) -> object:
    code, status = _STATUS.get(cell.operation.partition(":")[0], ("InternalServerError", 500))
    return wire.fail(cell.operation, code=code, status=status, **cell.strikes)


def throttled(wire: Wire, cell: Cell) -> object:
    code = _SLOWER.get(cell.operation.partition(":")[0], "ThrottlingException")
    return wire.fail(cell.operation, code=code, message="Rate exceeded", status=503, **cell.strikes)


def dropped_before(wire: Wire, cell: Cell) -> object:
    return wire.drop(cell.operation, when="before", **cell.strikes)


def dropped_after(wire: Wire, cell: Cell) -> object:
    return wire.drop(cell.operation, when="after", **cell.strikes)


ONCE: tuple[Break, ...] = (fails, throttled, dropped_before, dropped_after)


@pytest.fixture(scope="module")
def account(ministack_address: str) -> Callable[[], Emulator]:
    return partial(account_in, "ministack", ministack_address)


@pytest.fixture(scope="module")
def cells(account: Callable[[], Emulator]) -> Callable[[str], list[Cell]]:
    """The calls of a run, found once."""
    known: dict[str, list[Cell]] = {}

    def of(name: str) -> list[Cell]:
        if name not in known:
            known[name] = cells_of(RUNS[name], account())
        return known[name]

    return of


def told(run: Run, emulator: Emulator) -> tuple[list[str], int]:
    """What a run tells: its errors and notes; and its exit code."""
    made = workspace(emulator, run.after, account=emulator.account_id)
    notes: list[str] = []

    def report(event: Any) -> None:
        if isinstance(event, Noted):
            notes.append(event.sentence)

    try:
        plan = touchdown.plan(made, adopt=run.adopt, destroy=run.destroys, report=report)
        notes += plan.notes
        touchdown.apply(made, plan, report=report)
    except TouchdownError as error:
        return notes + [_text(one) for one in (error, *error.others)], error.exit_code
    return notes, 0


def _text(error: TouchdownError) -> str:
    return " ".join((error.what, error.why, error.hint))


def wrong_with(
    run: Run, emulator: Emulator, fault: Callable[[Wire], object], is_right: Callable[[list[str]], bool]
) -> str:
    """What is wrong with what a run tells when something fails, or with what the next one makes of it; else nothing."""
    run.begin(emulator)
    with Wire(emulator.direct_address) as wire:
        emulator.address = wire.address
        fault(wire)
        texts, code = told(run, emulator)
    emulator.address = emulator.direct_address
    if code not in (0, 3, 4) or not is_right(texts):
        return f"exit code {code}: {texts}"
    try:
        run.carry_out(emulator)
    except TouchdownError as error:
        return f"the next one fails: {_text(error)}"
    return left_over(run, emulator)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", RUNS if len(PARTS) > 1 else ["update"])
def test_a_call_that_is_denied_is_named_with_who_called_and_the_permission(
    name: str, part: int, account: Callable[[], Emulator], cells: Callable[[str], list[Cell]]
) -> None:
    run, found = RUNS[name], dict[str, str]()
    for operation in chosen(sorted({cell.operation for cell in cells(name)}), part, 1, f"denied {name}"):
        emulator = account()
        deny = partial(
            Wire.fail, operation=operation, code="AccessDenied", message="Access Denied", status=403, times=FOREVER
        )
        is_right = partial(_names, operation, emulator.account_id)
        found[operation] = wrong_with(run, emulator, deny, is_right)
    assert not {what: wrong for what, wrong in found.items() if wrong}


def _names(operation: str, account_id: str, texts: list[str]) -> bool:
    """Whether an error says who is denied what, or a note what couldn't be seen without it."""
    who, permission = f"arn:aws:iam::{account_id}:root", actions_of(operation)[0]
    return any(permission in text and (who in text or _NOTE.search(text)) for text in texts)


_NOTE = re.compile("without the permission|allow s3:ListBucket on this one")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", RUNS if len(PARTS) > 1 else ["update", "destroy"])
def test_a_call_that_fails_once_does_no_harm(
    name: str, part: int, account: Callable[[], Emulator], cells: Callable[[str], list[Cell]]
) -> None:
    run, found = RUNS[name], dict[str, str]()
    for cell, fault in chosen([(cell, fault) for cell in cells(name) for fault in ONCE], part, 1, f"once {name}"):
        emulator = account()
        strike = partial(fault, cell=in_account(cell, emulator.account_id))
        found[f"{fault.__name__}: {cell}"] = wrong_with(run, emulator, strike, lambda texts: True)
    assert not {what: wrong for what, wrong in found.items() if wrong}
