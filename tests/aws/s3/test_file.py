"""Files in buckets, against the emulators."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.s3.buckets import Client, bucket, cause, new_name, nothing, written
from tests.aws.s3.files import files, indexed, one_file, sha256
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import Secret, apply, destroy
from touchdown.aws.s3.bucket import Bucket
from touchdown.model.errors import (
    AccountError,
    AlreadyExists,
    ChangedMeanwhile,
    DeclarationError,
    NotOurs,
    PartlyApplied,
)


def test_a_file_is_created_with_its_tags_and_hash(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="text ü", tags={"team": "web"})))
    client = Client(emulator, name)
    assert client.body("a") == "text ü".encode()
    tags = client.tags("a")
    assert tags.pop("touchdown:applied").startswith("2 ")
    assert tags == {
        "team": "web",
        "touchdown:workspace": "shop",
        "touchdown:id": f"eu-west-1/s3_bucket.{name}:object.a",
    }
    assert client.call("HeadObject", Key="a")["Metadata"]["touchdown-sha256"] == sha256("text ü".encode())


def test_a_second_apply_writes_nothing_and_reads_a_file_in_two_calls(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents=b"bytes")))
    wire.forget()
    applied(emulator, bucket(name, one_file(contents=b"bytes")))
    assert wire.writes() == []
    assert wire.counts()["s3:HeadObject"] == wire.counts()["s3:GetObjectTagging"] == 1


def test_changed_contents_are_one_upload(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    wire.forget()
    applied(emulator, bucket(name, one_file(contents="new")))
    assert wire.writes() == ["s3:PutObject"]
    assert Client(emulator, name).body("a") == b"new"


def test_changed_tags_are_one_call_and_no_upload(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="a", tags={"team": "web"})))
    for tags in ({"team": "shop"}, {}):
        wire.forget()
        applied(emulator, bucket(name, one_file(contents="a", tags=tags)))
        assert wire.writes() == ["s3:PutObjectTagging"]
        found = Client(emulator, name).tags("a")
        assert {key: value for key, value in found.items() if not key.startswith("touchdown:")} == tags


def test_ignored_tags_stay_when_the_contents_change(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    client = Client(emulator, name)
    tags = [{"Key": key, "Value": value} for key, value in client.tags("a").items()]
    client.call("PutObjectTagging", Key="a", Tagging={"TagSet": [*tags, {"Key": "cost", "Value": "7"}]})
    applied(emulator, bucket(name, one_file(contents="new")), ignore_tags=["cost"])
    assert client.tags("a")["cost"] == "7"


def test_a_file_of_this_machine_can_take_the_place_of_contents(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="same")))
    wire.forget()
    applied(emulator, bucket(name, one_file(source=written(tmp_path, b"same"))))
    assert wire.writes() == []


def test_a_source_is_looked_for_beside_the_touchdownfile(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = new_name()
    written(tmp_path, b"here", "here.txt")
    monkeypatch.chdir(tmp_path)
    applied(emulator, bucket(name, one_file(source="here.txt")))
    assert Client(emulator, name).body("a") == b"here"


def test_outputs_and_secrets_in_contents_are_put_in(emulator: Emulator, wire: Wire) -> None:
    name = new_name()

    def declare(made: Bucket) -> None:
        made.add_file(name="a", contents=f"{made.arn} {Secret('hush')}")
        etag = made.add_file(name="b", contents="b").etag
        made.add_file(name="c", contents=f"etag {etag}")

    applied(emulator, bucket(name, declare))
    client = Client(emulator, name)
    assert client.body("a") == f"arn:aws:s3:::{name} hush".encode()
    assert client.body("c") == f"etag {hashlib.md5(b'b').hexdigest()}".encode()
    wire.forget()
    applied(emulator, bucket(name, declare))
    assert wire.writes() == []


def test_a_secret_in_contents_is_not_in_the_plan(emulator: Emulator) -> None:
    found = planned(emulator, bucket(new_name(), one_file(contents=f"password {Secret('hush')}")))
    assert "hush" not in repr(found)


def test_keys_with_odd_characters_work(emulator: Emulator, wire: Wire) -> None:
    name, key = new_name(), "a b/ü+%&'\".txt"
    declare = bucket(name, lambda made: made.add_file(name=key, contents="odd"))
    applied(emulator, declare)
    wire.forget()
    made = applied(emulator, declare)
    assert wire.writes() == []
    destroy(made)
    assert not planned(emulator, nothing).to_do


def test_an_object_that_is_not_ours_is_adopted_only_when_asked(emulator: Emulator) -> None:
    name = new_name()
    declare = bucket(name, one_file(contents="ours"))
    applied(emulator, bucket(name))
    client = Client(emulator, name)
    client.put("a")
    with pytest.raises(NotOurs, match="--adopt"):
        planned(emulator, declare)
    apply(workspace(emulator, declare), adopt=["all"])
    assert client.body("a") == b"ours"
    assert not planned(emulator, declare).to_do


def test_somebody_elses_change_since_the_plan_is_not_written_over(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    declare = bucket(name, one_file(contents="new"))
    found = planned(emulator, declare)
    client = Client(emulator, name)
    client.put("a")
    with pytest.raises(AccountError) as caught:
        apply(workspace(emulator, declare), found)
    assert isinstance(cause(caught.value), ChangedMeanwhile)
    assert client.body("a") == b"theirs"


def test_a_file_that_somebody_deletes_since_the_plan_is_told(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    declare = bucket(name, one_file(contents="new"))
    found = planned(emulator, declare)
    Client(emulator, name).call("DeleteObject", Key="a")
    with pytest.raises(AccountError) as caught:
        apply(workspace(emulator, declare), found)
    assert "was deleted by somebody else" in str(cause(caught.value))


def test_an_object_that_comes_up_since_the_plan_is_not_taken_over(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    declare = bucket(name, one_file(contents="new"))
    found = planned(emulator, declare)
    client = Client(emulator, name)
    client.put("a")
    with pytest.raises((AccountError, PartlyApplied)) as caught:
        apply(workspace(emulator, declare), found)
    assert isinstance(cause(caught.value), AlreadyExists)
    assert client.body("a") == b"theirs"


def test_our_own_upload_after_a_lost_answer_is_finished(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    wire.drop("s3:PutObject", when="after", nth=2)
    applied(emulator, bucket(name, one_file(contents="a")))
    assert wire.counts()["s3:PutObject"] == 3
    assert not planned(emulator, bucket(name, one_file(contents="a"))).to_do


def test_our_own_changed_upload_after_a_lost_answer_is_finished(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    wire.drop("s3:PutObject", when="after")
    applied(emulator, bucket(name, one_file(contents="new")))
    assert not planned(emulator, bucket(name, one_file(contents="new"))).to_do


# Large files


def test_destroy_removes_files_bucket_and_index(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    made = applied(emulator, bucket(name, files(a="1", b="2")))
    wire.forget()
    destroy(made)
    assert Counter(wire.writes()) == {"s3:DeleteObject": 2, "s3:DeleteObjects": 1, "s3:DeleteBucket": 1}
    with pytest.raises(ClientError, match="404"):
        Client(emulator, name).call("HeadBucket")


def test_a_destroyed_workspace_can_be_applied_again(emulator: Emulator) -> None:
    name = new_name()
    made = applied(emulator, bucket(name, files(a="1")))
    destroy(made)
    apply(made)
    assert indexed(Client(emulator, name)) == ["a"]


# Files that are only named


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "a"}, "one of contents= and source= is needed"),
        ({"name": "a", "contents": "", "source": "b"}, "both are given"),
        ({"name": "a", "contents": ["x"]}, "contents= takes"),
        ({"name": "a" * 1025, "contents": ""}, "name= is 1025 bytes long"),
        ({"name": ".touchdown/a", "contents": ""}, "Touchdown keeps for itself"),
        ({"name": "a", "source": "missing.zip"}, '"missing.zip" doesn\'t exist'),
        ({"name": "a", "source": "."}, "is a directory"),
        ({"name": "a", "contents": "", "tags": {str(n): "" for n in range(9)}}, "has 9 tags, AWS allows 7"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_line_and_no_call(
    ministack: Emulator, wire: Wire, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(DeclarationError, match=problem) as caught:
        planned(ministack, bucket(new_name(), lambda made: made.add_file(**fields)))
    assert caught.value.where is not None
    assert wire.names() == []


def test_an_argument_that_does_not_exist_is_refused_with_a_suggestion(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match=r"add_file\(\) has no argument content=\. Did you mean contents=\?"):
        planned(ministack, bucket(new_name(), lambda made: made.add_file(name="a", content="x")))


def test_a_file_declared_twice_is_refused(ministack: Emulator) -> None:
    with pytest.raises(DeclarationError, match="is declared twice"):
        planned(ministack, bucket(new_name(), lambda made: [made.add_file(name="a", contents="") for _ in range(2)]))


def test_the_hash_of_contents_is_known_before_they_are_uploaded(ministack: Emulator) -> None:
    made = workspace(ministack, bucket(new_name(), one_file(contents="x")))
    account: Any = made.accounts["eu-west-1"]
    _, file = account.resources.values()
    assert file.predict("sha256", account.place()) == sha256(b"x")
    assert file.predict("etag", account.place()) is None


def test_a_file_that_comes_up_between_its_two_reads_is_known_for_our_own(moto: Emulator, wire: Wire) -> None:
    declare = bucket(new_name(), one_file(contents="a"))
    applied(moto, declare)
    wire.fail("s3:GetObjectTagging", code="NoSuchKey", status=404)
    assert not planned(moto, declare).to_do
