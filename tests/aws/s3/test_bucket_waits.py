"""What S3 says while something is "not yet": each answer once, and then for ever. No emulator says any of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.aws.s3.buckets import bucket, cause, new_name, nothing, written
from tests.support.emulators import Emulator
from tests.support.matrix import ALL, chosen
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import Declare, QuickClock, applied, planned, workspace
from touchdown import apply
from touchdown.aws.s3.service import FILE_READABLE, SERVICE
from touchdown.aws.s3.upload import PART
from touchdown.engine.waits import NotYet
from touchdown.model.errors import StillNotReady, TouchdownError

# Those of the bucket for large packages are tested with it (lambda_/test_large_packages.py).
_EVERY = [
    pytest.param(row, id=f"{row.operation} {row.code}")
    for row in SERVICE.not_yet
    if not row.operation.endswith("LifecycleConfiguration")
]
ROWS = _EVERY if ALL else [*chosen(_EVERY, 0, 5, "waits of buckets")]


@pytest.fixture
def declare(tmp_path: Path) -> Declare:
    """A bucket and a file whose creation makes nearly every call that there is a row for; on moto also for the tags."""
    return with_file(new_name(), written(tmp_path, bytes(PART + 1)))


def with_file(name: str, source: Path, **fields: Any) -> Declare:
    return bucket(
        name, lambda made: made.add_file(name="a", source=source, **fields), versioning=True, encryption="aws:kms"
    )


def notifying(name: str) -> Declare:
    def add(made: Any) -> None:
        made.add_notification(target=made.account.add_topic(name="gone"), events=["s3:ObjectRemoved:*"])

    return bucket(name, add)


@pytest.fixture
def called(declare: Declare, tmp_path: Path) -> dict[str, tuple[Declare, Declare]]:
    """For each operation that creating doesn't call: what is applied first, and what then."""
    name = new_name()
    first = with_file(name, tmp_path / "source.bin")
    return {
        "s3:PutObjectTagging": (first, with_file(name, tmp_path / "source.bin", tags={"team": "web"})),
        "s3:PutBucketNotificationConfiguration": (nothing, notifying(new_name())),
        "s3:DeleteObject": (first, nothing),
        "s3:DeleteBucket": (first, nothing),
    }


def apply_quickly(emulator: Emulator, declare: Declare) -> None:
    """Applies with time that passes by waiting."""
    made = workspace(emulator, declare)
    account: Any = made.accounts["eu-west-1"]
    account.api.clock = QuickClock()
    apply(made)


def strike(wire: Wire, row: NotYet, times: int) -> None:
    # The plan reads a bucket's settings before there is one.
    nth = 2 if row.operation.startswith("s3:Get") else 1
    wire.fail(row.operation, code=row.code, message=row.samples[0], status=409, nth=nth, times=times)


@pytest.mark.parametrize("row", ROWS)
def test_an_answer_that_means_not_yet_is_waited_for(
    moto: Emulator, wire: Wire, declare: Declare, called: dict[str, tuple[Declare, Declare]], row: NotYet
) -> None:
    first, then = called.get(row.operation, (nothing, declare))
    applied(moto, first)
    strike(wire, row, 1)
    apply_quickly(moto, then)
    assert wire.counts()[row.operation] > 1
    assert not planned(moto, then).to_do


@pytest.mark.parametrize("row", ROWS)
def test_an_answer_that_stays_not_yet_is_given_up_with_its_sentence(
    moto: Emulator, wire: Wire, declare: Declare, called: dict[str, tuple[Declare, Declare]], row: NotYet
) -> None:
    first, then = called.get(row.operation, (nothing, declare))
    applied(moto, first)
    strike(wire, row, FOREVER)
    with pytest.raises(TouchdownError) as caught:
        apply_quickly(moto, then)
    error = cause(caught.value)
    assert isinstance(error, StillNotReady)
    assert row.sentence in error.what
    assert row.hint in error.hint


def test_a_new_file_that_s3_does_not_find_yet_is_waited_for(emulator: Emulator, wire: Wire, declare: Declare) -> None:
    wire.fail("s3:HeadObject", code="404", status=404, nth=2, times=3)
    apply_quickly(emulator, declare)
    assert not planned(emulator, declare).to_do


def test_a_new_file_that_s3_never_finds_is_given_up(emulator: Emulator, wire: Wire, declare: Declare) -> None:
    wire.fail("s3:HeadObject", code="404", status=404, times=FOREVER)
    with pytest.raises(TouchdownError) as caught:
        apply_quickly(emulator, declare)
    assert FILE_READABLE.sentence in cause(caught.value).what
