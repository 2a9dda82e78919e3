"""Each call of each run is denied, or fails once or for ever in each way: what the user is told is right, and the next
apply goes on.

See `tests/support/matrix.py`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial

import pytest

from tests.support.breaking import WAYS, Way
from tests.support.emulators import Emulator, account_in
from tests.support.everything import RUNS, Run
from tests.support.faults import Fault
from tests.support.matrix import ALL, PARTS, Cell, cells_of, chosen, in_account, left_over
from tests.support.told import Told, told
from tests.support.wire import FOREVER, Wire
from touchdown.aws.actions import actions_of
from touchdown.aws.session import Patience
from touchdown.model.errors import TouchdownError

IsRight = Callable[[Told], bool]

PATIENCE = Patience(answer=1)
"""No answer is waited for shortly."""
GIVES_UP = Patience(answer=1, attempts=2)
_REST = 30
"""Seconds that the rest of a run has at most."""


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


def wrong_with(
    run: Run, emulator: Emulator, fault: Callable[[Wire], Fault], is_right: IsRight, patience: Patience = PATIENCE
) -> str:
    """What is wrong with what a run tells when something fails, or with what the next one makes of it; else nothing."""
    run.begin(emulator)
    with Wire(emulator.direct_address) as wire:
        emulator.address = wire.address
        struck = fault(wire)
        seen = told(run, emulator, emulator.account_id, patience)
    emulator.address = emulator.direct_address
    if not struck.struck and struck.nth == 1:
        return "nothing was struck"
    # What is waited for is looked at as often as it takes: a later look may not have come about.
    if not (is_right(seen) if struck.struck else seen.code == 0):
        return f"exit code {seen.code}:\n{seen.text}"
    try:
        run.carry_out(emulator)
    except TouchdownError as error:
        return f"the next one fails: {error}"
    return left_over(run, emulator)


def tell(found: dict[str, str]) -> None:
    assert not [f"{what}: {wrong}" for what, wrong in found.items() if wrong]


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
    tell(found)


def _names(operation: str, account_id: str, seen: Told) -> bool:
    """Whether an error says who is denied what, or a note what couldn't be seen without it."""
    who, permission = f"arn:aws:iam::{account_id}:root", actions_of(operation)[0]
    named = (permission in one and (who in one or _NOTE.search(one)) for one in seen.sentences())
    return seen.code in (0, 3, 4) and any(named)


_NOTE = re.compile("without the permission|allow s3:ListBucket on this one")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", RUNS if len(PARTS) > 1 else ["update", "destroy"])
def test_a_call_that_fails_once_does_no_harm(
    name: str, part: int, account: Callable[[], Emulator], cells: Callable[[str], list[Cell]]
) -> None:
    run, found = RUNS[name], dict[str, str]()
    for cell, way in chosen([(cell, way) for cell in cells(name) for way in WAYS], part, 1, f"once {name}"):
        emulator = account()
        there = in_account(cell, emulator.account_id)
        strike = partial(way.strike, operation=cell.operation, **there.strikes)
        found[f"{way}: {cell}"] = wrong_with(
            run, emulator, strike, lambda seen: seen.code == 0 and not list(seen.errors())
        )
    tell(found)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", RUNS if len(PARTS) > 1 else ["update"])
def test_a_call_that_fails_for_ever_is_given_up_and_told_with_what_to_do(
    name: str, part: int, account: Callable[[], Emulator], cells: Callable[[str], list[Cell]]
) -> None:
    run, found = RUNS[name], dict[str, str]()
    for cell, way in chosen([(cell, way) for cell in cells(name) for way in WAYS], part, 1, f"for ever {name}"):
        emulator = account()
        there = in_account(cell, emulator.account_id)
        strike = partial(way.strike, operation=cell.operation, **there.strikes, times=FOREVER)
        found[f"{way}: {cell}"] = wrong_with(run, emulator, strike, partial(_tells, there, way), GIVES_UP)
    tell(found)


@pytest.mark.skipif(not ALL, reason="all attempts, with their pauses, take a minute")
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_call_that_fails_for_ever_is_given_up_within_the_documented_bound(
    way: Way, account: Callable[[], Emulator]
) -> None:
    emulator, began = account(), time.monotonic()
    with Wire(emulator.direct_address) as wire:
        emulator.address = wire.address
        worker = Cell("iam:CreateRole", "worker", 1, writes=True)
        struck = way.strike(wire, operation=worker.operation, **worker.strikes, times=FOREVER)
        assert told(RUNS["create"], emulator, emulator.account_id, PATIENCE).code == 4
    assert struck.struck == PATIENCE.attempts
    assert time.monotonic() - began < PATIENCE.at_most(PATIENCE.answer) + _REST


def _tells(cell: Cell, way: Way, seen: Told) -> bool:
    """Whether the call, the cause and what to do are named: by an error, where changes were made with whose change
    failed; or by a note, where the rest is made all the same."""
    said, hint = way.told(cell.operation)
    about = re.compile(rf"(error: |note: .*){cell.operation}( for \S+)?:? ")
    named = any(about.match(one) and said in one and hint in one for one in seen.sentences())
    goes_on = any(
        one.startswith("error: Not all changes were made") and " again to go on" in one for one in seen.errors()
    )
    whose = any(_is_about(address, cell) for address in seen.failed())
    return named and {0: not list(seen.errors()), 3: whose or not seen.failed(), 4: whose and goes_on}[seen.code]


def _is_about(address: str, cell: Cell) -> bool:
    """A file is told by its bucket, too: what is known of all its files is in an object of the bucket's own."""
    names = [part.partition(".")[2] for part in address.partition("/")[2].split(":")]
    if cell.subject == "-":
        return True  # it lists many, and names none
    return all(name in cell.subject for name in names) or names[0] in cell.subject
