"""Files in buckets, against the emulators."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.s3.buckets import Client, bucket, cause, new_name, nothing, written
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import Account, Secret, TouchdownError, apply, destroy, plan
from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.upload import PART
from touchdown.engine.events import Progress
from touchdown.model.errors import (
    AccountError,
    AlreadyExists,
    ChangedMeanwhile,
    DeclarationError,
    NotOurs,
    PartlyApplied,
)

INDEX = ".touchdown/shop.json"
BIG = b"0123456789abcdef" * (PART // 16) + b"more"


def files(**contents: str | bytes) -> Callable[[Bucket], None]:
    """Declares files by name."""

    def declare(made: Bucket) -> None:
        for name, one in contents.items():
            made.add_file(name=name, contents=one)

    return declare


def one_file(**fields: Any) -> Callable[[Bucket], Any]:
    return lambda made: made.add_file(name="a", **fields)


def sha256(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def indexed(client: Client) -> list[str]:
    return list(json.loads(client.body(INDEX))["keys"])


def test_a_file_is_created_with_its_tags_and_hash(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="text ü", tags={"team": "web"})))
    client = Client(emulator, name)
    assert client.body("a") == "text ü".encode()
    assert client.tags("a") == {
        "team": "web",
        "touchdown:workspace": "shop",
        "touchdown:id": f"eu-west-1/file.{name}/a",
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


@pytest.mark.parametrize("before", [None, "old"])
def test_our_own_large_upload_after_a_lost_answer_is_finished(
    moto: Emulator, wire: Wire, tmp_path: Path, before: str | None
) -> None:
    name = new_name()
    applied(moto, bucket(name, one_file(contents=before) if before else lambda made: None))
    # What AWS says to a call that botocore has repeated. MiniStack drops the tags of an upload in parts.
    wire.fail("s3:CompleteMultipartUpload", code="NoSuchUpload", status=404, when="after")
    declare = bucket(name, one_file(source=written(tmp_path, BIG)))
    applied(moto, declare)
    assert Client(moto, name).body("a") == BIG
    assert not planned(moto, declare).to_do


def test_a_large_upload_that_somebody_ends_is_told(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    wire.fail("s3:CompleteMultipartUpload", code="NoSuchUpload", status=404)
    with pytest.raises(TouchdownError) as caught:
        applied(emulator, bucket(name, one_file(source=written(tmp_path, BIG))))
    assert "its upload was ended" in cause(caught.value).what


def test_a_large_file_is_sent_in_parts_with_progress(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    name = new_name()
    declare = bucket(name, one_file(source=written(tmp_path, BIG), tags={"team": "web"}))
    seen: list[Progress] = []
    made = workspace(emulator, declare)
    apply(made, report=lambda event: seen.append(event) if isinstance(event, Progress) else None)
    client = Client(emulator, name)
    assert client.body("a") == BIG
    assert client.tags("a")["team"] == "web"
    assert wire.counts()["s3:UploadPart"] == 2
    assert [event.done for event in seen] == sorted(event.done for event in seen)
    assert seen[-1] == Progress(len(BIG), len(BIG), f"eu-west-1/file.{name}/a")
    wire.forget()
    applied(emulator, declare)
    assert wire.writes() == []


def test_a_changed_large_file_is_sent_again(emulator: Emulator, tmp_path: Path) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(source=written(tmp_path, BIG))))
    changed = BIG + b"!"
    applied(emulator, bucket(name, one_file(source=written(tmp_path, changed, "changed"))))
    assert Client(emulator, name).body("a") == changed


def test_parts_that_a_killed_run_has_left_are_aborted_before_uploading(emulator: Emulator, tmp_path: Path) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    client = Client(emulator, name)
    client.call("CreateMultipartUpload", Key="a")
    client.call("CreateMultipartUpload", Key="a-longer-key")
    applied(emulator, bucket(name, one_file(source=written(tmp_path, b"small"))))
    assert [one["Key"] for one in client.call("ListMultipartUploads")["Uploads"]] == ["a-longer-key"]


def test_parts_that_a_killed_run_has_left_are_aborted_with_the_file(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="a")))
    client = Client(emulator, name)
    client.call("CreateMultipartUpload", Key="a")
    applied(emulator, bucket(name))
    assert client.open_uploads() == 0


def test_an_upload_that_fails_leaves_no_parts(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    name = new_name()
    wire.fail("s3:UploadPart", code="AccessDenied", status=403, nth=2)
    with pytest.raises(PartlyApplied):
        applied(emulator, bucket(name, one_file(source=written(tmp_path, BIG))))
    client = Client(emulator, name)
    assert client.open_uploads() == 0
    assert client.keys() == [INDEX]


def test_a_large_file_is_not_put_over_one_that_comes_up_meanwhile(
    emulator: Emulator, wire: Wire, tmp_path: Path
) -> None:
    name = new_name()
    client = Client(emulator, name)
    wire.on("s3:CompleteMultipartUpload", lambda call: client.put("a"))
    with pytest.raises(PartlyApplied) as caught:
        applied(emulator, bucket(name, one_file(source=written(tmp_path, BIG))))
    assert isinstance(cause(caught.value), AlreadyExists)
    assert client.body("a") == b"theirs"
    assert client.open_uploads() == 0


def test_two_uploads_of_a_large_file_at_once_are_told(emulator: Emulator, wire: Wire, tmp_path: Path) -> None:
    name = new_name()
    applied(emulator, bucket(name, one_file(contents="old")))
    wire.fail("s3:CompleteMultipartUpload", code="ConditionalRequestConflict", status=409)
    with pytest.raises(PartlyApplied) as caught:
        applied(emulator, bucket(name, one_file(source=written(tmp_path, BIG))))
    assert isinstance(cause(caught.value), ChangedMeanwhile)


@pytest.mark.parametrize("data", [b"small", BIG])
def test_a_source_that_changes_while_it_is_uploaded_is_not_stored(
    emulator: Emulator, wire: Wire, tmp_path: Path, data: bytes
) -> None:
    name = new_name()
    source = written(tmp_path, data)
    wire.on("s3:ListMultipartUploads", lambda call: source.write_bytes(data[::-1]))
    with pytest.raises(PartlyApplied) as caught:
        applied(emulator, bucket(name, one_file(source=source)))
    assert "changed while it was uploaded" in str(cause(caught.value))
    client = Client(emulator, name)
    assert client.keys() == [INDEX]
    assert client.open_uploads() == 0


# Files that are no longer declared


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
    assert actions(planned(emulator, bucket(name, files(b="2")))) == {f"eu-west-1/file.{name}/a": "delete"}
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
    found = planned(emulator, declare("b"))
    assert actions(found) == {f"eu-west-1/bucket.{name}": "read"}
    assert any(name in note and "stay" in note for note in found.notes)
    destroy(workspace(emulator, declare("b")))
    assert client.keys() == ["a"]


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


def test_a_named_file_is_read_with_one_call(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    client = Client(emulator, name)
    client.make_bucket()
    client.put("a", b"theirs", ChecksumAlgorithm="SHA256")
    wire.forget()
    found = planned(emulator, lambda aws: aws.get_bucket(name=name).get_file(name="a"))
    assert [one for one in wire.names() if one.startswith("s3:") and one != "s3:HeadBucket"] == ["s3:HeadObject"]
    seen = found.by_address[f"eu-west-1/file.{name}/a"].observed
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
    old, new = (found[f"eu-west-1/file.{name}/{one}"].observed for one in (f"a@{first}", "a"))
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
    seen = found.by_address[f"eu-west-1/file.{name}/a"].observed
    assert seen is not None
    assert seen.outputs["sha256"] == ""


def test_a_named_file_that_is_missing_is_an_error_of_the_plan(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    with pytest.raises(AccountError, match=r"file\..*/nope"):
        planned(emulator, bucket(name, lambda made: made.get_file(name="nope")))


# Declarations that are wrong


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
        ({"name": "a", "contents": "", "tags": {str(n): "" for n in range(9)}}, "has 9 tags, AWS allows 8"),
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
