"""Waits: seldom longer than what is waited for, never without an end, and each end says what was waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchdown.engine.events import Event, Waiting, silent
from touchdown.engine.waits import Clock, NotYet, Settling, Status, pause_after, until, until_accepted, until_settled
from touchdown.model.errors import AccountError, ChangeFailed, StillNotReady

# The first draw builds Hypothesis's tables, which takes seconds on a busy machine.

ROLE = NotYet(
    operation="lambda:CreateFunction",
    code="InvalidParameterValueException",
    part="cannot be assumed",
    bound=60,
    sentence="waiting for the role to become assumable",
    hint="Does its trust policy name lambda.amazonaws.com?",
)
ACTIVE = Settling("lambda:GetFunction", bound=60, sentence="waiting for the function to become active")
UP_TO_HALF_A_MINUTE = st.floats(0, 30)


class InstantClock(Clock):
    """Time that passes as soon as it is waited for."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds


def refusal(why: str = "The role cannot be assumed by Lambda.", **more: str) -> AccountError:
    parts = {"code": ROLE.code, "operation": ROLE.operation, **more}
    return AccountError("AWS refused to create the function.", why=why, **parts)


def wait_for_role(clock: InstantClock, seconds: float, error: AccountError | None = None) -> str:
    """Calls until AWS accepts, which it does after so many seconds."""
    ready = clock.now() + seconds

    def call() -> str:
        if clock.now() < ready:
            raise error or refusal()
        return "made"

    return until_accepted(call, [ROLE], clock, silent)


def wait_until_active(clock: InstantClock, seconds: float) -> float:
    """Looks until the function is active, which it is after so many seconds."""
    ready = clock.now() + seconds
    return until(clock.now, lambda now: now >= ready, ACTIVE, clock, silent)


WAITS = [pytest.param(wait_for_role, id="accepted"), pytest.param(wait_until_active, id="settled")]


@pytest.mark.parametrize("wait", WAITS)
def test_what_is_ready_is_not_waited_for(wait: Callable[[InstantClock, float], object]) -> None:
    clock = InstantClock()
    wait(clock, 0)
    assert not clock.pauses


@pytest.mark.parametrize("wait", WAITS)
def test_the_first_pause_is_a_quarter_of_a_second(wait: Callable[[InstantClock, float], object]) -> None:
    clock = InstantClock()
    wait(clock, 0.1)
    assert clock.pauses == [0.25]


@pytest.mark.parametrize("wait", WAITS)
@given(seconds=UP_TO_HALF_A_MINUTE)
def test_what_is_ready_within_half_a_minute_is_seen_within_a_second(
    wait: Callable[[InstantClock, float], object], seconds: float
) -> None:
    clock = InstantClock()
    began = clock.now()
    wait(clock, seconds)
    assert clock.now() - began < seconds + 1


@given(elapsed=st.floats(0, 30, exclude_max=True))
def test_no_pause_within_half_a_minute_is_longer_than_a_second(elapsed: float) -> None:
    assert 0.25 <= pause_after(elapsed, 0.25) <= 1


@given(elapsed=st.floats(30, 10_000))
def test_no_pause_is_longer_than_five_seconds(elapsed: float) -> None:
    assert pause_after(elapsed, 0.25) <= 5


@pytest.mark.parametrize("wait", WAITS)
def test_pauses_grow(wait: Callable[[InstantClock, float], object]) -> None:
    clock = InstantClock()
    wait(clock, 59)
    assert clock.pauses == sorted(clock.pauses)
    assert clock.pauses[-1] > 1


def test_the_result_of_the_call_that_is_accepted_comes_back() -> None:
    assert wait_for_role(InstantClock(), 3) == "made"


def test_the_bound_ends_it_with_the_sentence_the_last_answer_and_the_hint() -> None:
    clock = InstantClock()
    began = clock.now()
    with pytest.raises(StillNotReady) as caught:
        wait_for_role(clock, 10_000)
    assert (
        caught.value.what
        == f"Gave up waiting for the role to become assumable after {clock.now() - began:.0f} seconds."
    )
    assert caught.value.why == "AWS's last answer: The role cannot be assumed by Lambda."
    assert caught.value.hint == ROLE.hint
    assert (caught.value.code, caught.value.operation) == (ROLE.code, ROLE.operation)
    assert ROLE.bound <= clock.now() - began < ROLE.bound + 5


def test_a_state_that_never_settles_ends_with_the_sentence_and_a_hint() -> None:
    with pytest.raises(StillNotReady, match="Gave up waiting for the function to become active after") as caught:
        wait_until_active(InstantClock(), 10_000)
    assert caught.value.hint == "Run the same command again to go on from here."


@pytest.mark.parametrize(
    "error",
    [
        refusal("The handler is empty."),
        refusal(code="ResourceConflictException"),
        refusal(operation="lambda:UpdateFunctionCode"),
    ],
    ids=["another message", "another code", "another call"],
)
def test_an_error_that_no_row_matches_ends_it_at_once(error: AccountError) -> None:
    clock = InstantClock()
    with pytest.raises(AccountError) as caught:
        wait_for_role(clock, 5, error)
    assert caught.value is error
    assert not clock.pauses


def test_a_message_is_matched_in_any_case_wherever_it_stands() -> None:
    assert ROLE.matches(refusal("THE ROLE CANNOT BE ASSUMED."))
    assert ROLE.matches(AccountError("It cannot be assumed.", code=ROLE.code, operation=ROLE.operation))


def test_another_error_after_some_waiting_ends_it() -> None:
    answers = iter([refusal(), refusal(), refusal("The handler is empty.")])
    clock = InstantClock()

    def call() -> None:
        raise next(answers)

    with pytest.raises(AccountError, match="The handler is empty"):
        until_accepted(call, [ROLE], clock, silent)
    assert len(clock.pauses) == 2


def test_each_pause_is_reported_with_what_is_waited_for_and_its_length() -> None:
    clock, events = InstantClock(), list[Event]()
    began = clock.now()
    until(clock.now, lambda now: now > began + 0.3, ACTIVE, clock, events.append)
    assert events == [Waiting(ACTIVE.sentence, 1, seconds=0.25), Waiting(ACTIVE.sentence, 2, seconds=0.25)]


def test_a_row_may_have_a_longer_first_pause() -> None:
    clock = InstantClock()
    began = clock.now()
    row = Settling("lambda:DeleteFunction", bound=60, sentence="waiting for it to go", first=2)
    until(clock.now, lambda now: now > began, row, clock, silent)
    assert clock.pauses == [2]


def test_the_clock_that_is_used_otherwise_is_the_real_one() -> None:
    clock = Clock()
    before = clock.now()
    clock.pause(0)
    assert clock.now() >= before


def status(**more: object) -> Settling:
    """A wait for a state whose good ends are open, and that may fail with a reason."""
    ends = {"pending": frozenset({"Pending"}), "failed": frozenset({"Failed"}), "reason": "State.Why", **more}
    return Settling("lambda:GetFunction", 60, "waiting", statuses=(Status(path="State.Name", **ends),))  # pyright: ignore[reportArgumentType]


def seen(name: str, **more: str) -> dict[str, dict[str, str]]:
    return {"State": {"Name": name, **more}}


def look_at(*answers: object) -> Callable[[], object]:
    """Sees one after another, and the last of them for ever."""
    left = list(answers)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_a_state_is_waited_for_while_it_is_pending() -> None:
    clock = InstantClock()
    assert until_settled(look_at(seen("Pending"), seen("Active")), status(), clock, silent) == seen("Active")
    assert len(clock.pauses) == 1


@pytest.mark.parametrize("there", [{}, {"State": None}, seen("A state that is new")])
def test_a_state_whose_good_ends_are_open_has_settled_when_it_is_nothing_that_is_known(there: object) -> None:
    assert until_settled(lambda: there, status(), InstantClock(), silent) is there


@pytest.mark.parametrize("there", [{}, {"State": None}, seen("A state that is new"), None])
def test_a_state_whose_good_ends_are_named_has_settled_at_these_only(there: object) -> None:
    row = status(pending=frozenset(), done=frozenset({"Active"}))
    with pytest.raises(StillNotReady):
        until_settled(lambda: there, row, InstantClock(), silent)
    assert until_settled(look_at(there, seen("Active")), row, InstantClock(), silent) == seen("Active")


@pytest.mark.parametrize(
    "ends", [{}, {"pending": frozenset[str](), "done": frozenset({"Active"})}], ids=["open", "named"]
)
def test_an_end_that_is_a_failure_is_told_with_its_reason(ends: dict[str, object]) -> None:
    looks = look_at(seen("Pending"), seen("Failed", Why="The subnet is full."))
    with pytest.raises(ChangeFailed) as caught:
        until_settled(looks, status(**ends), InstantClock(), silent, address="eu/function.a")
    assert caught.value.what == "eu/function.a: AWS accepted the change, and then failed to make it."
    assert caught.value.why == "State.Name is Failed: The subnet is full."
    assert caught.value.operation == "lambda:GetFunction"


def test_a_failure_without_a_reason_says_so() -> None:
    assert status().failure(seen("Failed")) == "State.Name is Failed: no reason was given"


def test_all_states_of_what_is_looked_at_have_to_settle() -> None:
    busy = Status(path="Update", pending=frozenset({"InProgress"}))
    row = Settling("lambda:GetFunction", 60, "waiting", statuses=(*status().statuses, busy))
    clock = InstantClock()
    looks = look_at(
        {**seen("Failed"), "Update": "InProgress"}, {**seen("Active"), "Update": "InProgress"}, seen("Active")
    )
    assert until_settled(looks, row, clock, silent) == seen("Active")
    assert len(clock.pauses) == 2


def test_what_is_only_to_be_found_is_waited_for_until_it_is() -> None:
    clock = InstantClock()
    assert until_settled(look_at(None, None, {}), ACTIVE, clock, silent) == {}
    assert len(clock.pauses) == 2


def test_what_is_to_be_gone_is_waited_for_until_it_is_not_found() -> None:
    clock = InstantClock()
    row = Settling("lambda:GetFunction", 60, "waiting for it to go", gone=True)
    assert until_settled(look_at({}, seen("Failed"), None), row, clock, silent) is None
    assert len(clock.pauses) == 2


@pytest.mark.parametrize("both", [frozenset[str](), frozenset({"Active"})], ids=["neither", "both"])
def test_a_status_names_either_its_good_ends_or_what_is_going_on(both: frozenset[str]) -> None:
    with pytest.raises(ValueError, match="State"):
        Status(path="State", done=both, pending=both)
