"""The index of our files in a bucket, and what becomes of those that are no longer declared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.aws.s3.buckets import Client, bucket, new_name
from tests.aws.s3.files import INDEX, files, indexed
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import Account, apply, destroy, plan
from touchdown.model.errors import (
    AccountError,
)


def test_the_index_is_written_once_and_before_the_first_file(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1", b="2", c="3")))
    puts = [call.parameters["Key"] for call in wire.calls if call.name == "s3:PutObject"]
    assert puts[0] == INDEX
    assert Counter(puts) == {INDEX: 1, "a": 1, "b": 1, "c": 1}
    assert indexed(Client(emulator, name)) == ["a", "b", "c"]


def test_a_file_that_is_no_longer_declared_is_deleted_and_leaves_the_index(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1", b="2")))
    assert actions(planned(emulator, bucket(name, files(b="2")))) == {f"eu-west-1/s3_bucket.{name}:object.a": "delete"}
    applied(emulator, bucket(name, files(b="2")))
    client = Client(emulator, name)
    assert client.keys() == [INDEX, "b"]
    assert indexed(client) == ["b"]


def test_an_object_in_the_index_that_is_not_ours_is_left(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1", b="2")))
    Client(emulator, name).put("a", Tagging="team=theirs")
    assert actions(planned(emulator, bucket(name, files(b="2")))) == {}


def test_a_file_that_changes_since_the_plan_is_not_deleted(emulator: Emulator) -> None:
    name = new_name()
    made = applied(emulator, bucket(name, files(a="1")))
    found = planned(emulator, bucket(name))
    client = Client(emulator, name)
    client.put("a")
    with pytest.raises(AccountError):
        apply(made, found)
    assert client.body("a") == b"theirs"


def test_a_file_that_is_gone_already_counts_as_deleted(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1")))
    found = planned(emulator, bucket(name))
    client = Client(emulator, name)
    client.call("DeleteObject", Key="a")
    apply(workspace(emulator, bucket(name)), found)
    assert not planned(emulator, bucket(name)).to_do


def test_two_runs_that_write_the_index_at_once_keep_both_keys(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1")))
    made = workspace(emulator, bucket(name, files(a="1", b="2")))
    planned_first = plan(made)
    client = Client(emulator, name)
    client.put(INDEX, json.dumps({"format": 1, "keys": ["a", "elsewhere"]}).encode())
    apply(made, planned_first)
    assert indexed(client) == ["a", "b", "elsewhere"]


def test_an_index_that_somebody_takes_away_is_written_anew(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1")))
    Client(emulator, name).call("DeleteObject", Key=INDEX)
    applied(emulator, bucket(name, files(a="1", b="2")))
    assert indexed(Client(emulator, name)) == ["a", "b"]


def test_an_index_that_holds_nonsense_is_no_hint(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1")))
    client = Client(emulator, name)
    client.put(INDEX, b"[]")
    assert not planned(emulator, bucket(name)).to_do
    applied(emulator, bucket(name, files(a="1", b="2")))
    assert indexed(client) == ["a", "b"]


def test_an_index_that_may_not_be_read_is_told_and_its_files_are_left(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, files(a="1")))
    wire.fail("s3:GetObject", code="AccessDenied", status=403)
    found = planned(emulator, bucket(name))
    assert not found.to_do
    assert any("s3:GetObject" in note and "are left" in note for note in found.notes)


def test_in_a_bucket_that_is_not_ours_files_stay_and_the_plan_says_so(emulator: Emulator) -> None:
    name = new_name()
    client = Client(emulator, name)
    client.make_bucket()

    def declare(*keys: str) -> Callable[[Account], None]:
        return lambda aws: files(**dict.fromkeys(keys, "x"))(aws.get_bucket(name=name))

    applied(emulator, declare("a", "b"))
    for remaining in (["b"], []):
        found = planned(emulator, declare(*remaining))
        assert actions(found) == {f"eu-west-1/s3_bucket.{name}": "read"}
        assert any(name in note and "stay" in note for note in found.notes)
    destroy(workspace(emulator, declare("b")))
    assert client.keys() == ["a"]


def test_of_files_in_a_bucket_that_is_named_for_something_else_nothing_is_said(moto: Emulator) -> None:
    name = new_name()
    Client(moto, name).make_bucket()

    def declare(aws: Account) -> None:
        aws.add_log_group(name="/shop", tags={"bucket": aws.get_bucket(name=name).arn})

    assert not planned(moto, declare).notes
