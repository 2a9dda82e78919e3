"""How states of S3's are made to last; the answers that mean "not yet" are tested in `test_bucket_waits.py`."""

from __future__ import annotations

from tests.support.emulators import Emulator
from tests.support.services import Lasting
from tests.support.wire import Wire
from tests.support.workspaces import nothing
from touchdown import Account
from touchdown.aws.s3.service import BUCKET_ENCRYPTED, FILE_READABLE


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


LASTING: Lasting = {
    FILE_READABLE: (nothing, versioned_file, last_unreadable),
    BUCKET_ENCRYPTED: (plain_bucket, encrypted_bucket, last_forgotten),
}
