"""Files that exist and are not ours, against the emulators."""

from __future__ import annotations

import pytest

from tests.aws.s3.buckets import Client, bucket, new_name
from tests.aws.s3.files import sha256
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned
from touchdown import Account
from touchdown.model.errors import (
    AccountError,
    DeclarationError,
)


def test_a_named_file_is_read_with_one_call(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    client = Client(emulator, name)
    client.make_bucket()
    client.put("a", b"theirs", ChecksumAlgorithm="SHA256")
    wire.forget()
    found = planned(emulator, lambda aws: aws.get_bucket(name=name).get_file(name="a"))
    assert [one for one in wire.names() if one.startswith("s3:") and one != "s3:HeadBucket"] == ["s3:HeadObject"]
    seen = found.by_address[f"eu-west-1/s3_bucket.{name}:object.a"].observed
    assert seen is not None
    assert set(seen.outputs) == {"arn", "url", "sha256", "etag", "version_id", "last_modified"}
    assert seen.outputs["sha256"] == sha256(b"theirs")


def test_a_named_version_is_read_instead_of_the_newest(emulator: Emulator) -> None:
    name = new_name()
    client = Client(emulator, name)
    client.make_bucket()
    client.call("PutBucketVersioning", VersioningConfiguration={"Status": "Enabled"})
    client.put("a", b"first", ChecksumAlgorithm="SHA256")
    first = client.call("HeadObject", Key="a")["VersionId"]
    client.put("a", b"second", ChecksumAlgorithm="SHA256")

    def declare(aws: Account) -> None:
        there = aws.get_bucket(name=name)
        there.get_file(name="a", version=first)
        there.get_file(name="a")

    found = planned(emulator, declare).by_address
    old, new = (found[f"eu-west-1/s3_bucket.{name}:object.{one}"].observed for one in (f"a@{first}", "a"))
    assert old
    assert new
    assert (old.outputs["sha256"], old.outputs["version_id"]) == (sha256(b"first"), first)
    assert new.outputs["sha256"] == sha256(b"second")
    assert old.outputs["url"] == new.outputs["url"] == f"s3://{name}/a"


@pytest.mark.parametrize("code", ["400", "404", "405"])
def test_a_named_version_that_is_missing_is_an_error_of_the_plan(moto: Emulator, wire: Wire, code: str) -> None:
    name = new_name()
    client = Client(moto, name)
    client.make_bucket()
    client.put("a")
    wire.fail("s3:HeadObject", code=code, status=int(code))
    with pytest.raises(AccountError, match="doesn't exist"):
        planned(moto, lambda aws: aws.get_bucket(name=name).get_file(name="a", version="none"))


def test_a_named_version_that_is_an_output_is_refused(ministack: Emulator, wire: Wire) -> None:
    def declare(aws: Account) -> None:
        made = aws.add_bucket(name=new_name())
        made.get_file(name="a", version=made.add_file(name="b", contents="").version_id)

    with pytest.raises(DeclarationError, match="version= can't be an output"):
        planned(ministack, declare)
    assert wire.names() == []


def test_the_hash_of_a_named_file_is_empty_where_nobody_knows_it(emulator: Emulator) -> None:
    name = new_name()
    client = Client(emulator, name)
    client.make_bucket()
    client.put("a")
    found = planned(emulator, lambda aws: aws.get_bucket(name=name).get_file(name="a"))
    seen = found.by_address[f"eu-west-1/s3_bucket.{name}:object.a"].observed
    assert seen is not None
    assert seen.outputs["sha256"] == ""


def test_a_named_file_that_is_missing_is_an_error_of_the_plan(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    with pytest.raises(AccountError, match=r"s3_bucket\..*:object\.nope"):
        planned(emulator, bucket(name, lambda made: made.get_file(name="nope")))


# Declarations that are wrong
