"""Files that are sent in parts, against the emulators."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws.s3.buckets import Client, bucket, cause, new_name, written
from tests.aws.s3.files import BIG, INDEX, one_file
from tests.support.emulators import Emulator
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import TouchdownError, apply
from touchdown.engine.events import Progress
from touchdown.model.errors import (
    AlreadyExists,
    ChangedMeanwhile,
    PartlyApplied,
)


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
    assert seen[-1] == Progress(len(BIG), len(BIG), f"eu-west-1/s3_bucket.{name}:object.a")
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
