"""What AWS says while something is "not yet": each row of the tables, once, and for ever.

No emulator says it, so the wire does, in AWS's words. A row without a sample of them, or without a way to make its
call, fails here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from tests.aws.lambda_.answers import saying
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import QuickClock, workspace
from touchdown import Account, Workspace, apply, destroy
from touchdown.aws import waits
from touchdown.aws.lambda_.invoke import invoke
from touchdown.aws.waits import (
    BUCKET_ENCRYPTED,
    FILE_READABLE,
    FUNCTION_ACTIVE,
    FUNCTION_GONE,
    FUNCTION_UPDATED,
    NOT_YET,
    SETTLING,
)
from touchdown.engine.events import Event, Waiting
from touchdown.engine.waits import NotYet, Settling
from touchdown.model.errors import AccountError, StillNotReady, TouchdownError

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
OTHER_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "edge.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ATTACHED = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"

Declare = Callable[[Account], Any]


def function(**fields: Any) -> Declare:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": hello(), **fields})


def role(**fields: Any) -> Declare:
    return lambda aws: aws.add_role(name="hello", **fields)


def group(**fields: Any) -> Declare:
    return lambda aws: aws.add_log_group(name="hello", **fields)


def nothing(aws: Account) -> None:
    """An account without declarations: what was in it is no longer declared."""


# For each operation what is applied first, and what is applied then so that the operation is called.
CALLED: dict[str, tuple[Declare, Declare]] = {
    "lambda:CreateFunction": (nothing, function()),
    "lambda:UpdateFunctionConfiguration": (function(), function(timeout=5)),
    "lambda:UpdateFunctionCode": (function(), function(code=hello("other"))),
    "lambda:PublishVersion": (function(), function(timeout=5)),
    "lambda:DeleteFunction": (function(), nothing),
    "lambda:TagResource": (function(), function(tags={"a": "b"})),
    "lambda:UntagResource": (function(tags={"a": "b"}), function()),
    "logs:UntagResource": (group(tags={"a": "b"}), group()),
    "logs:DeleteRetentionPolicy": (group(retention=7), group()),
    "iam:CreateRole": (nothing, role()),
    "iam:DeleteRole": (role(), nothing),
    "iam:TagRole": (role(), role(tags={"a": "b"})),
    "iam:UntagRole": (role(tags={"a": "b"}), role()),
    "iam:UpdateRole": (role(), role(description="new")),
    "iam:UpdateAssumeRolePolicy": (role(), role(assume_role_policy=OTHER_TRUST)),
    "iam:PutRolePolicy": (role(), role(policies={"s3": POLICY})),
    "iam:AttachRolePolicy": (role(), role(managed_policies=[ATTACHED])),
    "logs:CreateLogGroup": (nothing, group()),
    "logs:PutRetentionPolicy": (group(), group(retention=7)),
    "logs:DeleteLogGroup": (function(), nothing),
    "logs:TagResource": (group(), group(tags={"a": "b"})),
}


TOLD_BEFORE = {"DeleteConflict": 1}
"""How often what AWS says isn't waited for: the first time, Touchdown looks for what somebody has given the role."""


def samples(where: Callable[[NotYet], bool]) -> list[Any]:
    """The samples of the rows that are meant, each with its row."""
    found = [(row, sample) for row in NOT_YET if where(row) for sample in row.samples]
    return [pytest.param(row, sample, id=f"{row.operation} {sample}") for row, sample in found]


INVOCATIONS = samples(lambda row: row.operation == "lambda:Invoke")
# Those of S3 are tested with its types.
CHANGES = samples(lambda row: row.operation != "lambda:Invoke" and not row.operation.startswith("s3:"))


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row.operation} {row.code} {row.part}") for row in NOT_YET])
def test_a_row_is_the_first_that_matches_its_samples(row: NotYet) -> None:
    assert row.samples
    for sample in row.samples:
        said = AccountError("It was refused.", why=sample, code=row.code, operation=row.operation)
        assert next(one for one in NOT_YET if one.matches(said)) is row


def hurry(made: Workspace) -> Account:
    """Lets waiting take no time."""
    account: Any = made.accounts["eu-west-1"]
    account.api.clock = QuickClock()
    return account


def run(moto: Emulator, wire: Wire, row: NotYet, sample: str, times: int) -> list[str]:
    """Makes the call of a row, which is answered with a sample some times; gives what was waited for."""
    first, then = CALLED[row.operation]
    apply(workspace(moto, first))
    wire.fail(row.operation, code=row.code, message=sample, times=times + TOLD_BEFORE.get(row.code, 0))
    return waited_for(workspace(moto, then))


def waited_for(made: Workspace) -> list[str]:
    heard: list[Event] = []
    hurry(made)
    apply(made, report=heard.append)
    return [event.sentence for event in heard if isinstance(event, Waiting)]


def given_up(error: TouchdownError) -> StillNotReady:
    (found,) = [one for one in (error, *error.others) if isinstance(one, StillNotReady)]
    return found


@pytest.mark.parametrize(("row", "sample"), CHANGES)
def test_goes_on_when_aws_says_not_yet_once(moto: Emulator, wire: Wire, row: NotYet, sample: str) -> None:
    assert run(moto, wire, row, sample, times=1) == [row.sentence]


@pytest.mark.parametrize(("row", "sample"), CHANGES)
def test_gives_up_at_the_bound_and_says_what_it_waited_for(
    moto: Emulator, wire: Wire, row: NotYet, sample: str
) -> None:
    with pytest.raises(TouchdownError) as raised:
        run(moto, wire, row, sample, times=FOREVER)
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


def last_as_pending(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:CreateFunction", saying(State="Pending"))
    wire.replace("lambda:GetFunction", saying(State="Pending"), nth=2, times=looks)


def last_in_progress(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.replace("lambda:GetFunction", saying(LastUpdateStatus="InProgress"), nth=2, times=looks)


def last_after_the_delete(emulator: Emulator, wire: Wire, looks: int) -> None:
    client = emulator.client("lambda")
    wire.fail("lambda:DeleteFunction", code="", status=202, times=FOREVER)  # said to be done, and still going on
    if looks < FOREVER:
        delete = functools.partial(client.delete_function, FunctionName="hello")
        wire.on("lambda:GetFunction", lambda call: delete(), nth=2 + looks, when="after")


def last_unreadable(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.fail("s3:HeadObject", code="404", status=404, nth=2, times=looks)


def last_forgotten(emulator: Emulator, wire: Wire, looks: int) -> None:
    wire.fail("s3:PutBucketEncryption", code="", status=200, times=looks)  # said to be done


def plain_bucket(aws: Account) -> None:
    aws.add_bucket(name=f"waits-{aws.place().account_id}")


def encrypted_bucket(aws: Account) -> None:
    aws.add_bucket(name=f"waits-{aws.place().account_id}", encryption="aws:kms")


def versioned_file(aws: Account) -> None:
    bucket = aws.add_bucket(name=f"waits-{aws.place().account_id}", versioning=True)
    bucket.add_file(name="a.txt", contents="a")


# For each state what is applied first, what is applied then, and how the state is made to last for some looks.
LASTING: dict[Settling, tuple[Declare, Declare, Callable[[Emulator, Wire, int], None]]] = {
    FUNCTION_ACTIVE: (nothing, function(), last_as_pending),
    FUNCTION_UPDATED: (function(), function(timeout=9), last_in_progress),
    FUNCTION_GONE: (function(), nothing, last_after_the_delete),
    FILE_READABLE: (nothing, versioned_file, last_unreadable),
    BUCKET_ENCRYPTED: (plain_bucket, encrypted_bucket, last_forgotten),
}
STATES = [pytest.param(row, id=row.sentence) for row in SETTLING]


@pytest.mark.parametrize("row", STATES)
def test_a_state_that_settles_is_waited_for(moto: Emulator, wire: Wire, row: Settling) -> None:
    first, then, last = LASTING[row]
    apply(workspace(moto, first))
    last(moto, wire, 2)
    assert waited_for(workspace(moto, then)) == [row.sentence] * 2


@pytest.mark.parametrize("row", STATES)
def test_a_state_that_never_settles_is_given_up_at_its_bound(moto: Emulator, wire: Wire, row: Settling) -> None:
    first, then, last = LASTING[row]
    apply(workspace(moto, first))
    last(moto, wire, FOREVER)
    with pytest.raises(TouchdownError) as raised:
        waited_for(workspace(moto, then))
    assert row.sentence in given_up(raised.value).what


def test_each_state_that_is_waited_for_stands_in_the_table() -> None:
    named = {name for name, one in vars(waits).items() if isinstance(one, Settling)}
    assert {name for name in named if getattr(waits, name) not in SETTLING} == set()


def test_destroy_waits_as_apply_does(moto: Emulator, wire: Wire) -> None:
    made = workspace(moto, function())
    apply(made)
    wire.fail("iam:DeleteRole", code="DeleteConflict", message="must detach all policies first", status=409)
    assert destroy(made).complete
