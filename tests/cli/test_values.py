"""Values as they are shown: what fits on a line, what needs several, and what of two values differs."""

from __future__ import annotations

import pytest

from touchdown.cli.views.values import changed_lines, pair_of, text_of

ACTIONS = [f"s3:Action{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("text", '"text"'),
        ('a "b"\nc', r'"a \"b\"\nc"'),
        ("(sensitive)", "(sensitive)"),
        ("(iam_role.hello.arn)", "(iam_role.hello.arn)"),
        ("(iam_role.hello.arn)/*", '"(iam_role.hello.arn)/*"'),
        ("", '""'),
        (None, "none"),
        (True, "True"),
        (900, "900"),
        (b"1234567", "7 bytes"),
        (["a", 1], '["a", 1]'),
        ({"a": [True, None]}, '{"a": [true, null]}'),
        ({"sha256": "0123456789abcdef", "size": 1234}, "1,234 bytes sha256 0123456789ab"),
        ({"sha256": "", "object": "s3://bucket/key"}, "s3://bucket/key sha256 unknown"),
        ("x" * 300, f'"{"x" * 99}... (300 characters)'),
    ],
)
def test_a_value_that_fits_is_on_one_line(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_long_list_has_a_line_for_each_item() -> None:
    assert text_of(ACTIONS).splitlines() == ["[", *(f'  "{action}"' for action in ACTIONS), "]"]


def test_of_two_long_lists_the_lines_that_differ_are_shown() -> None:
    assert changed_lines(ACTIONS, [*ACTIONS[1:], "s3:New"]) == ['-   "s3:Action0"', '+   "s3:New"']


def test_of_two_long_texts_of_json_the_lines_that_differ_are_shown() -> None:
    old, new = (f'{{"name": "{"x" * 100}", "size": {size}}}' for size in (1, 2))
    assert changed_lines(old, new) == ['-   "size": 1', '+   "size": 2']


def test_short_values_and_values_without_lines_have_none_that_differ() -> None:
    assert changed_lines(["a"], ["b"]) == []
    assert changed_lines("x" * 200, "y" * 200) == []


def test_short_values_stand_side_by_side() -> None:
    assert pair_of("dev", "prod") == ('"dev"', '"prod"')
    assert pair_of(3, None) == ("3", "none")


def test_of_two_long_texts_the_part_is_shown_in_which_the_difference_begins() -> None:
    before, after = pair_of("x" * 200 + "1", "x" * 200 + "2")
    assert before == f'"...{"x" * 30}1" (201 characters)'
    assert after == f'"...{"x" * 30}2" (201 characters)'
    assert pair_of("x" * 300, "x" * 150)[1] == f'"...{"x" * 30}" (150 characters)'
