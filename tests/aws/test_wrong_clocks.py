"""A machine whose clock is wrong, and credentials that expire while changes are made: what is said, and going on."""

from __future__ import annotations

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import applied, planned
from touchdown import Account, TouchdownError

CODE = hello()


def declare(aws: Account) -> None:
    aws.add_lambda_function(name="hello", code=CODE)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        ("SignatureDoesNotMatch", "Signature expired: 20260101T000000Z is now earlier than 20261126T000000Z"),
        (
            "InvalidSignatureException",
            "Signature not yet current: 20270101T000000Z is still later than 20261126T000000Z",
        ),
    ],
)
def test_a_wrong_clock_is_told_as_such_before_anything_is_changed(
    ministack: Emulator, wire: Wire, code: str, message: str
) -> None:
    wire.fail("sts:GetCallerIdentity", code=code, message=message, status=403, times=FOREVER)
    with pytest.raises(TouchdownError) as raised:
        planned(ministack, declare)
    assert raised.value.exit_code == 3
    assert raised.value.hint == "This machine's clock is wrong: set it, then run the same again."
    assert not wire.writes()


def test_after_credentials_that_expire_in_the_middle_the_next_apply_goes_on(ministack: Emulator, wire: Wire) -> None:
    wire.fail(
        "lambda:CreateFunction", code="ExpiredTokenException", message="The token is expired", status=403, times=FOREVER
    )
    with pytest.raises(TouchdownError) as raised:
        applied(ministack, declare)
    assert raised.value.exit_code == 4
    assert "sign in again" in raised.value.others[0].hint
    wire.heal()
    applied(ministack, declare)
    assert not planned(ministack, declare).to_do
