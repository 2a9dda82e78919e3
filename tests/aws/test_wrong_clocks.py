"""A machine whose clock is wrong, and credentials that expire while changes are made: what is said, and going on."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest

from tests.aws.s3.cases import bucket_name
from tests.support.calls import Call
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import applied, planned
from touchdown import Account, TouchdownError

CODE = hello()
SIGN_IN = "sign in again, for instance with `aws sso login`."
SET_IT = "This machine's clock is wrong: set it, then run the same again."

EXPIRED = {
    "query": ("ExpiredToken", "The security token included in the request is expired", 403),
    "rest-xml": ("ExpiredToken", "The provided token has expired.", 400),
    "json": ("ExpiredTokenException", "The security token included in the request is expired", 400),
    "rest-json": ("ExpiredTokenException", "The security token included in the request is expired", 403),
}
EARLY = "Signature expired: 20260101T000000Z is now earlier than 20261126T000000Z (20261126T000500Z - 5 min.)"
LATE = "Signature not yet current: 20270101T000000Z is still later than 20261126T000000Z (20261125T235500Z + 5 min.)"
SKEWED = {
    "query": ("SignatureDoesNotMatch", EARLY, 403),
    "rest-xml": (
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        403,
    ),
    "json": ("InvalidSignatureException", EARLY, 400),
    "rest-json": ("InvalidSignatureException", LATE, 403),
}
"""By protocol, what AWS answers: code, message, status."""

ONE_OF_EACH = ["iam:CreateRole", "s3:PutObject", "logs:CreateLogGroup", "lambda:CreateFunction"]
"""A call of each protocol that creates something."""


def declare(aws: Account) -> None:
    aws.add_lambda_function(name="hello", code=CODE)


def declare_all(aws: Account) -> None:
    declare(aws)
    aws.add_bucket(name=bucket_name(aws.account)).add_file(name="notes.txt", contents="notes")


def refuse(wire: Wire, operation: str, answers: dict[str, tuple[str, str, int]], *, also_others: bool = False) -> None:
    """Refuse the calls of an operation, in its protocol; and from the first of them on also all others."""
    begun = threading.Event()

    def is_refused(call: Call, protocol: str) -> bool:
        if call.name == operation:
            begun.set()
        return call.operation.protocol == protocol and (begun.is_set() if also_others else call.name == operation)

    for protocol, (code, message, status) in answers.items():
        matching = partial(is_refused, protocol=protocol)
        wire.fail("*", code=code, message=message, status=status, times=FOREVER, matching=matching)


@pytest.mark.parametrize("late", [False, True])
def test_a_wrong_clock_is_told_as_such_before_anything_is_changed(ministack: Emulator, wire: Wire, late: bool) -> None:
    code, _, status = SKEWED["query"]
    wire.fail("sts:GetCallerIdentity", code=code, message=LATE if late else EARLY, status=status, times=FOREVER)
    with pytest.raises(TouchdownError) as raised:
        planned(ministack, declare)
    assert raised.value.exit_code == 3
    assert raised.value.hint == SET_IT
    assert not wire.writes()


@pytest.mark.parametrize("operation", ONE_OF_EACH)
def test_a_clock_that_is_set_wrong_in_the_middle_is_told_of_what_failed(
    ministack: Emulator, wire: Wire, operation: str
) -> None:
    refuse(wire, operation, SKEWED)
    with pytest.raises(TouchdownError) as raised:
        applied(ministack, declare_all, account=ministack.account_id)
    assert [one.hint for one in raised.value.others] == [SET_IT]


@pytest.mark.parametrize("operation", ONE_OF_EACH)
def test_after_credentials_that_expire_in_the_middle_the_next_apply_goes_on(
    ministack: Emulator, wire: Wire, operation: str
) -> None:
    account = ministack.account_id
    refuse(wire, operation, EXPIRED, also_others=True)
    with pytest.raises(TouchdownError) as raised:
        applied(ministack, declare_all, account=account)
    assert raised.value.others
    assert [one.what for one in raised.value.others if not one.hint.endswith(SIGN_IN)] == []
    wire.heal()
    applied(ministack, declare_all, account=account)
    assert not planned(ministack, declare_all, account=account).to_do


def test_expired_credentials_are_thought_of_where_s3_gives_no_reason(ministack: Emulator, wire: Wire) -> None:
    wire.fail("s3:HeadBucket", code=EXPIRED["rest-xml"][0], status=400, times=FOREVER)
    with pytest.raises(TouchdownError) as raised:
        planned(ministack, declare_all, account=ministack.account_id)
    assert (raised.value.exit_code, raised.value.why) == (3, "Bad Request.")
    assert raised.value.hint == f"S3 gives no reason here. Mostly the credentials have expired: {SIGN_IN}"


@pytest.mark.parametrize(("minutes", "is_told"), [(-20, True), (20, True), (10, False)])
def test_a_clock_is_compared_with_that_of_aws_where_s3_gives_no_reason(
    ministack: Emulator, wire: Wire, minutes: int, is_told: bool
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
    wire.fail("s3:HeadBucket", code=SKEWED["rest-xml"][0], status=403, date=date, times=FOREVER)
    with pytest.raises(TouchdownError) as raised:
        planned(ministack, declare_all, account=ministack.account_id)
    assert (raised.value.exit_code, raised.value.hint == SET_IT) == (3, is_told)
