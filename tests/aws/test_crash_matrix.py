"""Killed with SIGKILL at each call of each run, before AWS gets it or when it was done: the next apply converges,
nothing is double or left over, and nothing of others is touched.

See `tests/support/matrix.py`; `test_killed.py` has each writing call of a smaller workspace, all of them each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import attrs
import pytest

from tests.support.cases import TYPES, all_cases, cases_of_type
from tests.support.contents import Contents, contents
from tests.support.emulators import Emulator, account_in
from tests.support.everything import RUNS, Run
from tests.support.killing import Endpoint, endpoint_of, killed
from tests.support.matrix import PARTS, Cell, cells_of, chosen, in_account, left_over
from tests.support.wire import Wire
from tests.support.workspaces import workspace
from touchdown.model.errors import TouchdownError


def carry_out(name: str, there: Endpoint) -> None:
    RUNS[name].carry_out(there)


def kill_at(cell: Cell, when: str, name: str, emulator: Emulator) -> None:
    """Carries a run out in another process, which is killed at a call."""
    with Wire(emulator.direct_address) as wire:
        killed(wire, when, carry_out, (name, endpoint_of(emulator, wire)), cell.operation, **cell.strikes)


def put_strangers(emulator: Emulator) -> None:
    """Things of somebody else, of each service."""
    for _, cases in all_cases():
        cases.put_stranger(emulator)


def strangers(emulator: Emulator) -> Contents:
    """All that they have."""
    return {service.name: cases.stranger(emulator) for service, cases in all_cases()}


@pytest.fixture(scope="module")
def account(ministack_address: str) -> Callable[[], Emulator]:
    return partial(account_in, "ministack", ministack_address)


def test_the_runs_have_every_type_that_there_is(account: Callable[[], Emulator]) -> None:
    emulator = account()
    declared = workspace(emulator, RUNS["create"].after, account=emulator.account_id).resources()
    wanted = {cls.TYPE for cls in TYPES if not cases_of_type(cls).left_out}
    missing = wanted - {one.TYPE for one in declared}
    assert not missing, "declare them in `everything` of their service's cases.py"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", RUNS if len(PARTS) > 1 else ["replace", "prune"])
def test_a_run_that_is_killed_at_any_call_is_taken_up_again(
    name: str, part: int, account: Callable[[], Emulator]
) -> None:
    run, whole, found = RUNS[name], account(), dict[str, str]()
    put_strangers(whole)
    cells = cells_of(run, whole)
    expected = contents(attrs.evolve(whole, address=whole.direct_address))
    # A call that only reads changes nothing, so that it is no matter whether it was made.
    moments = [(cell, when) for cell in cells for when in ("before", "after") if cell.writes or when == "before"]
    for cell, when in chosen(moments, part, 1, f"killed {name}"):
        emulator = account()
        put_strangers(emulator)
        found[f"{when} {cell}"] = wrong_after(run, emulator, in_account(cell, emulator.account_id), when, expected)
    assert not {what: wrong for what, wrong in found.items() if wrong}


def wrong_after(run: Run, emulator: Emulator, cell: Cell, when: str, expected: Contents) -> str:
    """What is wrong after a run was killed, and carried out once more; else nothing."""
    theirs = strangers(emulator)
    run.begin(emulator)
    kill_at(cell, when, run.name, emulator)
    try:
        run.carry_out(emulator)
    except TouchdownError as error:
        return f"the next one fails: {error} {error.others}"
    if left := left_over(run, emulator):
        return left
    if strangers(emulator) != theirs:
        return f"a stranger's: {theirs}, now {strangers(emulator)}"
    there = contents(emulator)
    return "".join(
        f"{what}: {expected[what]}, and it is {there[what]}\n" for what in there if there[what] != expected[what]
    )
