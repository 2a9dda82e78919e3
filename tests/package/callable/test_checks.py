"""What is refused as a function at all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.functions import function, hello
from touchdown.package.callable.checks import callable_problems

SUPPLIES = """\
import functools

def with_db(made):
    @functools.wraps(made)
    def around(event, context):
        return made(event, context, "db")
    return around

@with_db
"""


@pytest.mark.parametrize(
    "source",
    [
        SUPPLIES + "def hello(event, context, db):\n    return db\n",
        SUPPLIES.replace("around(event, context)", "around(*given)")
        + "def hello(event, context, db):\n    return db\n",
        "def hello(event, context=None):\n    pass\n",
    ],
    ids=["a decorator's argument", "a decorator that takes anything", "a default"],
)
def test_what_lambda_can_call_is_accepted(source: str) -> None:
    assert list(callable_problems(function(source))) == []


@pytest.mark.parametrize(
    "given", ["", "event", "event, context, db", "event, context, db=None", "*given", "event, *, context"]
)
def test_another_number_of_arguments_is_refused(given: str) -> None:
    (problem,) = callable_problems(function(f"def hello({given}):\n    pass\n"))
    assert problem == f"it takes ({given}), and Lambda calls it with (event, context)"


def test_a_wrapper_that_the_file_of_the_function_does_not_name_is_refused() -> None:
    made = hello()

    def wrapped(one: Callable[..., Any]) -> Callable[..., Any]:
        return functools.wraps(one)(lambda event, context: one(event, context))

    (problem,) = callable_problems(wrapped(made))
    assert "it wraps hello, which would be shipped without what is around it" in problem
