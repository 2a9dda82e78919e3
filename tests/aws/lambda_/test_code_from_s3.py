"""A function whose code is an object in a bucket: updated when the object changes, and only then."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned
from touchdown import Account
from touchdown.engine.change import Reason


def archive(answer: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), f"def hello(event, context):\n    return {answer!r}\n")
    return buffer.getvalue()


def name_of_bucket(emulator: Emulator) -> str:
    return f"code-{emulator.account_id}"


def ours(emulator: Emulator, answer: str) -> Any:
    """A function with a file that is ours."""

    def declare(aws: Account) -> None:
        file = aws.add_bucket(name=name_of_bucket(emulator)).add_file(name="code.zip", contents=archive(answer))
        aws.add_lambda_function(name="hello", code_from_s3=file, handler="main.hello")

    return declare


def theirs(emulator: Emulator, key: str = "code.zip", version: str | None = None) -> Any:
    """A function with a file that somebody else puts there."""

    def declare(aws: Account) -> None:
        file = aws.get_bucket(name=name_of_bucket(emulator)).get_file(name=key, version=version)
        aws.add_lambda_function(name="hello", code_from_s3=file, handler="main.hello")

    return declare


def put(emulator: Emulator, answer: str, key: str = "code.zip", **more: Any) -> None:
    emulator.client("s3").put_object(Bucket=name_of_bucket(emulator), Key=key, Body=archive(answer), **more)


def make_bucket(emulator: Emulator) -> None:
    emulator.client("s3").create_bucket(
        Bucket=name_of_bucket(emulator), CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )


def versions(emulator: Emulator) -> list[str]:
    found = emulator.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    return [one["Version"] for one in found if one["Version"] != "$LATEST"]


def test_a_file_of_ours_is_uploaded_before_the_function_that_needs_it(emulator: Emulator) -> None:
    applied(emulator, ours(emulator, "one"))
    assert not planned(emulator, ours(emulator, "one")).to_do


def test_a_changed_file_of_ours_is_one_upload_and_one_new_version(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, ours(emulator, "one"))
    wire.forget()
    applied(emulator, ours(emulator, "two"))
    assert wire.writes() == ["s3:PutObject", "lambda:UpdateFunctionCode", "lambda:TagResource"]
    assert versions(emulator) == ["1", "2"]


def test_an_object_that_somebody_replaces_is_exactly_one_new_version(emulator: Emulator) -> None:
    make_bucket(emulator)
    put(emulator, "one")
    applied(emulator, theirs(emulator))
    put(emulator, "two")
    applied(emulator, theirs(emulator))
    applied(emulator, theirs(emulator))
    assert versions(emulator) == ["1", "2"]


def test_an_object_that_is_replaced_by_the_same_bytes_is_known_by_its_checksum(emulator: Emulator, wire: Wire) -> None:
    make_bucket(emulator)
    put(emulator, "one", ChecksumAlgorithm="SHA256")
    applied(emulator, theirs(emulator))
    put(emulator, "one", ChecksumAlgorithm="SHA256")
    wire.forget()
    applied(emulator, theirs(emulator))
    assert wire.writes() == []


def test_another_key_is_another_code(emulator: Emulator) -> None:
    make_bucket(emulator)
    put(emulator, "one")
    put(emulator, "two", key="other.zip")
    applied(emulator, theirs(emulator))
    applied(emulator, theirs(emulator, key="other.zip"))
    assert versions(emulator) == ["1", "2"]
    assert not planned(emulator, theirs(emulator, key="other.zip")).to_do


def test_a_change_of_the_code_by_somebody_else_is_seen_where_the_object_has_no_checksum(emulator: Emulator) -> None:
    make_bucket(emulator)
    put(emulator, "one")
    applied(emulator, theirs(emulator))
    emulator.client("lambda").update_function_code(FunctionName="hello", ZipFile=archive("outside"))
    (change,) = planned(emulator, theirs(emulator)).to_do
    assert (change.reason, change.fields) == (Reason.CHANGED_OUTSIDE, {"code"})


def test_a_function_that_was_made_from_an_object_without_checksum_is_unchanged_after_that(emulator: Emulator) -> None:
    make_bucket(emulator)
    put(emulator, "one")
    applied(emulator, theirs(emulator))
    assert not planned(emulator, theirs(emulator)).to_do


def from_callable(aws: Account) -> None:
    """The same function with code that comes from no object."""
    aws.add_lambda_function(name="hello", code=hello())


def test_an_object_that_is_older_than_the_function_replaces_code_that_came_from_elsewhere(
    emulator: Emulator, wire: Wire
) -> None:
    make_bucket(emulator)
    put(emulator, "one")
    # The function is changed in the second in which the object was put, or later.
    applied(emulator, from_callable)
    wire.forget()
    applied(emulator, theirs(emulator))
    applied(emulator, theirs(emulator))
    assert wire.writes() == ["lambda:UpdateFunctionCode", "lambda:TagResource"]


def test_another_version_of_the_object_is_another_code(ministack: Emulator, wire: Wire) -> None:
    make_bucket(ministack)
    s3, name = ministack.client("s3"), name_of_bucket(ministack)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    put(ministack, "one")
    first = s3.head_object(Bucket=name, Key="code.zip")["VersionId"]
    put(ministack, "two")
    applied(ministack, theirs(ministack))
    wire.forget()
    applied(ministack, theirs(ministack, version=first))
    (update,) = [call for call in wire.calls if call.name == "lambda:UpdateFunctionCode"]
    assert update.parameters["S3ObjectVersion"] == first
    assert versions(ministack) == ["1", "2"]
    assert not planned(ministack, theirs(ministack, version=first)).to_do


def test_a_zip_from_a_bucket_really_runs(ministack: Emulator) -> None:
    applied(ministack, ours(ministack, "from S3"))
    answer = ministack.client("lambda").invoke(FunctionName="hello")
    assert answer["Payload"].read() == b'"from S3"'
