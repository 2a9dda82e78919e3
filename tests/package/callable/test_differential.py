"""What is shipped for a function sees what the whole file sees, or the difference is told."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.package.callable.differential import Answers, answers
from tests.package.callable.programs import FRAGMENTS, SAME, SITE, TOLD, made_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="each program runs in a fork")


def test_a_shipped_function_answers_what_the_whole_file_does() -> None:
    found = answers(SAME, SITE)
    assert {name: one for name, one in found.items() if one.told or one.shipped != one.whole} == {}


def test_what_is_left_out_though_it_might_matter_is_told_with_its_line() -> None:
    found = answers({name: program for name, (program, _) in TOLD.items()}, SITE)
    assert {name: one for name, one in found.items() if TOLD[name][1] not in " ".join(one.told)} == dict[str, Answers]()


@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
@given(st.lists(st.lists(st.integers(0, len(FRAGMENTS) - 1), min_size=1, max_size=12), min_size=20, max_size=20))
def test_programs_of_any_effects_answer_the_same(drawn: list[list[int]]) -> None:
    found = answers({str(number): made_of(fragments) for number, fragments in enumerate(drawn)}, {})
    assert [one for one in found.values() if one.told or one.shipped != one.whole] == []
