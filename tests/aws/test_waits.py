"""What AWS says while something is "not yet": each row of each service's data, once, and for ever.

No emulator says it, so the wire does, in AWS's words. A row without a sample of them, or without a way to make its
call or to make its state last (`cases.py` of its service's tests), fails here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.aws.lambda_.cases import function
from tests.support.cases import SERVICES, called, folder_of, lasting, moto_lacks
from tests.support.emulators import Emulator
from tests.support.matrix import ALL, chosen
from tests.support.services import NOT_YET, SETTLING
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import QuickClock, nothing, workspace
from touchdown import Account, Workspace, apply, destroy
from touchdown.aws.lambda_.invoke import invoke
from touchdown.aws.service import Service
from touchdown.aws.services import service_of
from touchdown.aws.session import PATIENCE, Patience
from touchdown.engine.events import Event, Waiting
from touchdown.engine.waits import NotYet, Settling
from touchdown.model.errors import AccountError, StillNotReady, TouchdownError

TOLD_BEFORE = {"DeleteConflict": 1}
"""How often what AWS says isn't waited for: the first time, Touchdown looks for what somebody has given the role."""

REPEATED_BY_BOTOCORE = {"LimitExceededException"}
ONCE = Patience(attempts=1)
"""Without it, botocore would repeat such a call for minutes before anything of ours sees the answer."""


def samples(where: Callable[[NotYet], bool]) -> list[Any]:
    """The samples of the rows that are meant, each with its row."""
    found = [(row, sample) for row in NOT_YET if where(row) for sample in row.samples]
    return [pytest.param(row, sample, id=f"{row.operation} {sample}") for row, sample in found]


INVOCATIONS = samples(lambda row: row.operation == "lambda:Invoke")
# Those of S3 are tested with its types.
_EVERY = samples(lambda row: row.operation != "lambda:Invoke" and not row.operation.startswith("s3:"))
CHANGES = _EVERY if ALL else [*chosen(_EVERY, 0, 8, "waits")]
"""A sample, another one with each commit; `make field-matrix` takes all."""


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.operation} {row.code} {row.part}") for row in NOT_YET])
def test_a_row_is_the_first_that_matches_its_samples(row: NotYet) -> None:
    assert row.samples
    for sample in row.samples:
        said = AccountError("It was refused.", why=sample, code=row.code, operation=row.operation)
        assert next(one for one in service_of(row.operation).not_yet if one.matches(said)) is row


def hurry(made: Workspace) -> Account:
    """Lets waiting take no time."""
    account: Any = made.accounts["eu-west-1"]
    account.api.clock = QuickClock()
    return account


Run = Callable[[NotYet, str, int], list[str]]


@pytest.fixture
def run(request: pytest.FixtureRequest, wire_to: Callable[[Emulator], Wire]) -> Run:
    """Makes the call of a row, which is answered with a sample some times; gives what was waited for."""

    def running(row: NotYet, sample: str, times: int) -> list[str]:
        emulator = request.getfixturevalue("ministack" if moto_lacks(row.operation) else "moto")
        return _run(emulator, wire_to(emulator), row, sample, times)

    return running


def _run(emulator: Emulator, wire: Wire, row: NotYet, sample: str, times: int) -> list[str]:
    first, then = called(row.operation)
    patience = ONCE if row.code in REPEATED_BY_BOTOCORE else PATIENCE
    apply(workspace(emulator, first))
    wire.fail(row.operation, code=row.code, message=sample, times=times + TOLD_BEFORE.get(row.code, 0))
    return waited_for(workspace(emulator, then, patience=patience))


def waited_for(made: Workspace) -> list[str]:
    heard: list[Event] = []
    hurry(made)
    apply(made, report=heard.append)
    return [event.sentence for event in heard if isinstance(event, Waiting)]


def given_up(error: TouchdownError) -> StillNotReady:
    (found,) = [one for one in (error, *error.others) if isinstance(one, StillNotReady)]
    return found


@pytest.mark.parametrize(("row", "sample"), CHANGES)
def test_goes_on_when_aws_says_not_yet_once(run: Run, row: NotYet, sample: str) -> None:
    assert run(row, sample, 1) == [row.sentence]


@pytest.mark.parametrize(("row", "sample"), CHANGES)
def test_gives_up_at_the_bound_and_says_what_it_waited_for(run: Run, row: NotYet, sample: str) -> None:
    with pytest.raises(TouchdownError) as raised:
        run(row, sample, FOREVER)
    error = given_up(raised.value)
    assert row.sentence in error.what
    assert sample in error.why
    assert error.hint


@pytest.mark.parametrize(("row", "sample"), INVOCATIONS)
def test_an_invocation_goes_on_when_aws_says_not_yet_once(
    ministack: Emulator, wire: Wire, row: NotYet, sample: str
) -> None:
    made = workspace(ministack, function())
    apply(made)
    wire.fail(row.operation, code=row.code, message=sample, status=409)
    heard: list[Event] = []
    assert invoke(hurry(made), "hello", b"{}", heard.append).result == "hello"
    assert [event.sentence for event in heard if isinstance(event, Waiting)] == [row.sentence]


@pytest.mark.parametrize(("row", "sample"), INVOCATIONS)
def test_an_invocation_gives_up_at_the_bound_and_says_what_it_waited_for(
    moto: Emulator, wire: Wire, row: NotYet, sample: str
) -> None:
    wire.fail(row.operation, code=row.code, message=sample, status=409, times=FOREVER)
    with pytest.raises(StillNotReady) as raised:
        invoke(hurry(workspace(moto, nothing)), "hello", b"{}")
    assert row.sentence in raised.value.what
    assert sample in raised.value.why


_STATES = [pytest.param(row, id=row.sentence) for row in SETTLING]
STATES = _STATES if ALL else [*chosen(_STATES, 0, 6, "states")]


@pytest.mark.parametrize("row", STATES)
def test_a_state_that_settles_is_waited_for(moto: Emulator, wire: Wire, row: Settling) -> None:
    first, then, last = lasting(row)
    apply(workspace(moto, first))
    last(moto, wire, 2)
    assert waited_for(workspace(moto, then)) == [row.sentence] * 2


@pytest.mark.parametrize("row", STATES)
def test_a_state_that_never_settles_is_given_up_at_its_bound(moto: Emulator, wire: Wire, row: Settling) -> None:
    first, then, last = lasting(row)
    apply(workspace(moto, first))
    last(moto, wire, FOREVER)
    with pytest.raises(TouchdownError) as raised:
        waited_for(workspace(moto, then))
    assert row.sentence in given_up(raised.value).what


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_each_state_that_is_named_is_among_those_of_its_service(service: Service) -> None:
    try:
        module = importlib.import_module(f"touchdown.aws.{folder_of(service).name}.service")
    except ModuleNotFoundError:
        return  # nothing is known of it
    assert [one for one in vars(module).values() if isinstance(one, Settling) and one not in service.settling] == []


def test_destroy_waits_as_apply_does(moto: Emulator, wire: Wire) -> None:
    made = workspace(moto, function())
    apply(made)
    wire.fail("iam:DeleteRole", code="DeleteConflict", message="must detach all policies first", status=409)
    assert destroy(made).complete
