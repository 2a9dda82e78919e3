"""Killed with SIGKILL at each call of each run, before AWS gets it or when it was done: the next apply converges,
nothing is double or left over, and nothing of others is touched.

See `tests/support/matrix.py`; `test_killed.py` has each writing call of a smaller workspace, all of them each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import attrs
import pytest

from tests.support.contents import Contents, contents
from tests.support.emulators import Emulator, account_in
from tests.support.everything import RUNS, Run, zipped
from tests.support.killing import Endpoint, endpoint_of, killed
from tests.support.matrix import PARTS, Cell, cells_of, chosen, in_account, left_over
from tests.support.wire import Wire
from tests.support.workspaces import workspace
from touchdown.aws.resource_types import all_types
from touchdown.model.errors import TouchdownError

_NEVER_THE_SAME = ("ResponseMetadata", "RoleLastUsed", "storedBytes")
_SETTLING = ("State", "LastUpdate")
"""What an emulator moves on by itself."""


def carry_out(name: str, there: Endpoint) -> None:
    RUNS[name].carry_out(there)


def kill_at(cell: Cell, when: str, name: str, emulator: Emulator) -> None:
    """Carries a run out in another process, which is killed at a call."""
    with Wire(emulator.direct_address) as wire:
        killed(wire, when, carry_out, (name, endpoint_of(emulator, wire)), cell.operation, **cell.strikes)


def put_strangers(emulator: Emulator) -> None:
    """Things of somebody else, of each type."""
    trust = '{"Version": "2012-10-17", "Statement": []}'
    role = emulator.client("iam").create_role(RoleName="stranger", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    emulator.client("logs").create_log_group(logGroupName="/stranger", tags={"owner": "somebody"})
    emulator.client("s3").create_bucket(
        Bucket=f"stranger-{emulator.account_id}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    emulator.client("s3").put_object(Bucket=f"stranger-{emulator.account_id}", Key="theirs", Body=b"theirs")
    emulator.client("lambda").create_function(
        FunctionName="stranger", Role=role, Runtime="python3.13", Handler="main.hello", Code={"ZipFile": zipped(1)}
    )


def strangers(emulator: Emulator) -> Contents:
    """All that they have."""
    bucket = f"stranger-{emulator.account_id}"
    groups = emulator.client("logs").describe_log_groups(logGroupNamePrefix="/stranger")["logGroups"]
    function = emulator.client("lambda").get_function_configuration(FunctionName="stranger")
    told = {
        "function": {name: value for name, value in function.items() if not name.startswith(_SETTLING)},
        "role": emulator.client("iam").get_role(RoleName="stranger")["Role"],
        "group": groups[0],
        "file": emulator.client("s3").head_object(Bucket=bucket, Key="theirs"),
        "files": emulator.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"],
    }
    for one in told.values():
        for name in _NEVER_THE_SAME if isinstance(one, dict) else ():
            one.pop(name, None)
    return told


@pytest.fixture(scope="module")
def account(ministack_address: str) -> Callable[[], Emulator]:
    return partial(account_in, "ministack", ministack_address)


def test_the_runs_have_every_type_that_there_is(account: Callable[[], Emulator]) -> None:
    emulator = account()
    declared = workspace(emulator, RUNS["create"].after, account=emulator.account_id).resources()
    assert {type(one) for one in declared} == set(all_types())


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
