"""What the engine benchmark shows of Touchdown, for the counts, which don't depend on the machine.

Times do: `make benchmark` shows them.
"""

from __future__ import annotations

from contextlib import closing
from itertools import islice

import pytest

from benchmarks.engine.measuring import Measured, measured
from benchmarks.engine.tools import Floor, Touchdown
from benchmarks.engine.work import Step, Tool
from benchmarks.simulator.profile import Profile

SLOW = Profile(latency=0.2)
"""So slow that calls which were started at the same time are seen to be."""


def steps(tool: Tool, functions: int, number: int, upstream: str) -> dict[str, Measured]:
    """The first steps of a tool, by name."""
    with closing(measured(tool, functions, SLOW, upstream)) as found:
        return {one.step: one for one in islice(found, number)}


@pytest.fixture(scope="module")
def fifty(ministack_address: str) -> dict[str, Measured]:
    return steps(Touchdown(limits=False), 50, 2, ministack_address)


def test_fifty_functions_without_a_change_take_at_most_eight_calls_in_four_rounds(fifty: dict[str, Measured]) -> None:
    found = fifty[Step.NO_CHANGE]
    assert (found.calls <= 8, found.rounds <= 4) == (True, True), found


def test_creating_fifty_takes_at_most_a_seventh_more_calls_than_the_floor(fifty: dict[str, Measured]) -> None:
    floor = 2 * 50 + 2
    assert fifty[Step.CREATE].calls <= 1.15 * floor, fifty[Step.CREATE]


def test_one_function_without_a_change_takes_at_most_seven_calls_in_three_rounds(ministack_address: str) -> None:
    found = steps(Touchdown(limits=False), 1, 2, ministack_address)[Step.NO_CHANGE]
    assert (found.calls <= 7, found.rounds <= 3) == (True, True), found


def test_the_floor_makes_two_calls_for_a_function_and_two_for_the_role(ministack_address: str) -> None:
    assert [one.calls for one in steps(Floor(), 1, 5, ministack_address).values()] == [4, 3, 4, 4, 4]
