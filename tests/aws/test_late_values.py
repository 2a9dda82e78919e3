"""Values with outputs in them are held against AWS's constraints once the outputs are known: before the first write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import planned
from touchdown import Account
from touchdown.model.errors import DeclarationError

LONG = 6


def _function_description(aws: Account, long: str) -> Any:
    aws.add_lambda_function(name="hello", code=hello(), description=long)


def _function_tag(aws: Account, long: str) -> Any:
    aws.add_lambda_function(name="hello", code=hello(), tags={"uses": long})


def _role_description(aws: Account, long: str) -> Any:
    aws.add_role(name="worker", description=long * 4)


def _log_group_tag(aws: Account, long: str) -> Any:
    aws.add_log_group(name="hello", tags={"uses": long})


def _bucket_tag(aws: Account, long: str) -> Any:
    aws.add_bucket(name="shop-of-somebody", tags={"uses": long})


def _file_tag(aws: Account, long: str) -> Any:
    aws.add_bucket(name="shop-of-somebody").add_file(name="a", contents=long, tags={"uses": long})


@pytest.mark.parametrize(
    ("declare", "told"),
    [
        (_function_description, r"lambda_function\.hello: description= is \d+ characters long, AWS allows 256\."),
        (_function_tag, r"lambda_function\.hello: tags= has under 'uses' a value that is \d+ characters long"),
        (_role_description, r"/iam_role\.worker: description= is \d+ characters long, AWS allows 1000\."),
        (_log_group_tag, r"/logs_log_group\.hello: tags= has under 'uses' a value that is \d+ characters long"),
        (_bucket_tag, r"/s3_bucket\.shop-of-somebody: tags= has under 'uses' a value that is \d+ characters long"),
        (
            _file_tag,
            r"/s3_bucket\.shop-of-somebody:object\.a: tags= has under 'uses' a value that is \d+ characters long",
        ),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_a_value_that_an_output_makes_too_long_is_told_by_the_plan(
    moto: Emulator, wire: Wire, declare: Any, told: str
) -> None:
    def everything(aws: Account) -> None:
        arn = aws.add_role(name="a-role-with-a-name-that-is-rather-long").arn
        declare(aws, " ".join([f"{arn}"] * LONG))

    with pytest.raises(DeclarationError, match=told):
        planned(moto, everything)
    assert not wire.writes()


def test_what_an_output_becomes_is_accepted_where_it_fits(moto: Emulator, wire: Wire) -> None:
    def everything(aws: Account) -> None:
        role = aws.add_role(name="worker")
        aws.add_lambda_function(name="hello", code=hello(), role=role.arn, description=role.arn, tags={"r": role.arn})
        aws.add_bucket(name="shop-of-somebody").add_file(name="a", contents=role.arn, tags={"r": role.arn})

    assert len(planned(moto, everything).to_do) == 5
