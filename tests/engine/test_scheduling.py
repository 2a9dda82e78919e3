"""Whose turn it is among changes that could all be made."""

from __future__ import annotations

from touchdown.engine.scheduling import Scheduler

LOG_GROUPS, FUNCTIONS = ("here", 5), ("here", 1)


def taken(turns: Scheduler, times: int) -> list[str | None]:
    return [turns.take() for _ in range(times)]


def test_what_became_ready_at_the_same_time_is_made_in_its_order() -> None:
    turns = Scheduler()
    turns.add((LOG_GROUPS, name) for name in "abc")
    assert taken(turns, 4) == ["a", "b", "c", None]


def test_what_became_ready_last_goes_first() -> None:
    turns = Scheduler()
    turns.add((LOG_GROUPS, name) for name in "ab")
    turns.add([(LOG_GROUPS, "c")])
    assert taken(turns, 3) == ["c", "a", "b"]


def test_functions_that_wait_for_a_role_do_not_keep_log_groups_from_being_made() -> None:
    turns = Scheduler()
    turns.add((FUNCTIONS, name) for name in "abcd")
    turns.add((LOG_GROUPS, name) for name in "wxyz")
    assert taken(turns, 4) == ["a", "w", "b", "x"]


def test_the_kind_that_has_the_least_in_flight_goes_first() -> None:
    turns = Scheduler()
    turns.add((LOG_GROUPS, name) for name in "wxyz")
    assert taken(turns, 3) == ["w", "x", "y"]
    turns.add((FUNCTIONS, name) for name in "abc")
    assert taken(turns, 2) == ["a", "b"]
    for kind in (LOG_GROUPS, LOG_GROUPS, LOG_GROUPS, FUNCTIONS):
        turns.over(kind)
    assert (turns.in_flight, turns.take()) == (1, "z")


def test_accounts_do_not_wait_for_each_other() -> None:
    turns = Scheduler()
    turns.add((("here", 1), name) for name in "ab")
    turns.add([(("there", 1), "c")])
    assert taken(turns, 3) == ["a", "c", "b"]
