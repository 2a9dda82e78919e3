"""What is deployed is what was built: whoever else may write into the bucket for packages, or answer for Lambda."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.wire import Call, Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import Account, apply
from touchdown.aws.lambda_.deployed import NotComparable, sent_by
from touchdown.aws.lambda_.packaging import sending
from touchdown.engine.change import Action
from touchdown.engine.events import Event, Noted
from touchdown.model.errors import PartlyApplied, TouchdownError

HELLO, CHANGED = hello(), hello("changed")
OTHER_CODE = "Lambda has other code than was sent"


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sending, "MOST_IN_A_CALL", 10)
    return 10


def archive(answer: str, size: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr(zipfile.ZipInfo("main.py"), f"def hello(event, context):\n    return {answer!r}\n")
        opened.writestr(zipfile.ZipInfo("data"), bytes(size))
    return buffer.getvalue()


EVIL = archive("evil")


def digest(data: bytes) -> str:
    return b64encode(hashlib.sha256(data).digest()).decode()


def one_function(**fields: Any) -> Any:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": HELLO, **fields})


def given(data: bytes) -> Any:
    return one_function(code=None, code_from_bytes=data, handler="main.hello")


def bucket_of(emulator: Emulator) -> str:
    return f"touchdown-{emulator.account_id}-eu-west-1-an"


def keys(emulator: Emulator) -> list[str]:
    found = emulator.client("s3").list_objects_v2(Bucket=bucket_of(emulator)).get("Contents", ())
    return [one["Key"] for one in found]


def swap(emulator: Emulator, data: bytes = EVIL, **more: Any) -> None:
    """What another deployer does: other code in the place of each package."""
    for key in keys(emulator):
        emulator.client("s3").put_object(Bucket=bucket_of(emulator), Key=key, Body=data, **more)


def live(emulator: Emulator) -> Any:
    return emulator.client("lambda").get_function(FunctionName="hello")["Configuration"]


def versions(emulator: Emulator) -> list[str]:
    found = emulator.client("lambda").list_versions_by_function(FunctionName="hello")["Versions"]
    return [one["Version"] for one in found if one["Version"] != "$LATEST"]


def gone(emulator: Emulator) -> None:
    """The function is deleted; its package stays in the bucket."""
    applied(emulator, lambda aws: None)


# What Lambda has


def test_a_package_that_is_swapped_before_lambda_takes_it_is_an_error_and_the_next_plan_sends_it_again(
    emulator: Emulator, wire: Wire, limit: int
) -> None:
    wire.on("lambda:CreateFunction", lambda call: swap(emulator))
    with pytest.raises(PartlyApplied, match=OTHER_CODE) as caught:
        applied(emulator, one_function())
    told = str(caught.value)
    assert digest(EVIL) in told
    assert bucket_of(emulator) in told
    assert "test_deployed.py:" in told
    assert versions(emulator) == []
    (change,) = planned(emulator, one_function()).to_do
    assert "code" in change.fields
    applied(emulator, one_function())
    assert live(emulator)["CodeSha256"] != digest(EVIL)
    assert not planned(emulator, one_function()).to_do


def test_an_update_with_a_swapped_package_is_an_error_and_its_version_is_removed(
    emulator: Emulator, wire: Wire, limit: int
) -> None:
    applied(emulator, one_function())
    wire.on("lambda:UpdateFunctionCode", lambda call: swap(emulator))
    with pytest.raises(PartlyApplied, match="Version 2 was published with it, and was removed"):
        applied(emulator, one_function(code=CHANGED))
    assert versions(emulator) == ["1"]
    (change,) = planned(emulator, one_function(code=CHANGED)).to_do
    assert "code" in change.fields
    applied(emulator, one_function(code=CHANGED))
    assert len(versions(emulator)) == 2  # Lambda counts on, moto begins anew
    assert not planned(emulator, one_function(code=CHANGED)).to_do


@pytest.mark.parametrize("before", [None, CHANGED])
def test_a_run_that_is_killed_after_lambda_took_other_code_leaves_a_plan_that_shows_it(
    moto: Emulator, wire: Wire, limit: int, before: Any
) -> None:
    operation = "lambda:UpdateFunctionCode" if before else "lambda:CreateFunction"
    if before:
        applied(moto, one_function(code=before))
    wire.on(operation, lambda call: swap(moto))
    wire.fail(operation, code="InvalidRequest", message="the end", when="after")
    with pytest.raises(TouchdownError):
        applied(moto, one_function())
    assert live(moto)["CodeSha256"] == digest(EVIL)
    (change,) = planned(moto, one_function()).to_do
    assert "code" in change.fields


def test_a_function_whose_creating_answer_was_lost_is_not_taken_for_ours_with_other_code(
    emulator: Emulator, wire: Wire, limit: int
) -> None:
    wire.on("lambda:CreateFunction", lambda call: swap(emulator))
    wire.drop("lambda:CreateFunction", when="after")
    with pytest.raises(PartlyApplied, match=OTHER_CODE):
        applied(emulator, one_function())
    assert versions(emulator) == []
    assert planned(emulator, one_function()).to_do


@pytest.mark.parametrize("operation", ["lambda:CreateFunction", "lambda:UpdateFunctionCode"])
def test_code_that_was_sent_in_the_call_is_compared_too(moto: Emulator, wire: Wire, operation: str) -> None:
    if operation == "lambda:UpdateFunctionCode":
        applied(moto, one_function(code=CHANGED))

    def other(body: bytes) -> bytes:
        return json.dumps({**json.loads(body), "CodeSha256": digest(EVIL)}).encode()

    wire.replace(operation, other)
    with pytest.raises(PartlyApplied, match=OTHER_CODE):
        applied(moto, one_function())


@pytest.mark.parametrize("before", [None, CHANGED])
def test_what_somebody_else_updates_right_after_our_call_is_told_and_their_version_is_left(
    moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch, before: Any
) -> None:
    if before:
        applied(moto, one_function(code=before))
    operation = "lambda:UpdateFunctionCode" if before else "lambda:CreateFunction"

    def update(call: Call) -> None:
        moto.client("lambda").update_function_code(FunctionName="hello", ZipFile=EVIL, Publish=True)

    def pending(body: bytes) -> bytes:
        return json.dumps({**json.loads(body), "State": "Pending"}).encode()

    wire.replace(operation, pending)  # so that it is looked at again
    wire.on(operation, update, when="after")
    with pytest.raises(PartlyApplied, match="somebody else has changed its code"):
        applied(moto, one_function())
    assert len(versions(moto)) == (3 if before else 2)
    assert planned(moto, one_function()).to_do


def test_a_function_that_another_run_has_made_whole_meanwhile_keeps_its_version(moto: Emulator, wire: Wire) -> None:
    wire.on("lambda:CreateFunction", lambda call: applied(moto, one_function(code=CHANGED)))
    wire.drop("lambda:CreateFunction", when="after", nth=2)
    with pytest.raises(PartlyApplied, match="somebody else has changed its code"):
        applied(moto, one_function())
    assert versions(moto) == ["1"]


def test_a_version_that_cannot_be_removed_is_told(emulator: Emulator, wire: Wire, limit: int) -> None:
    wire.on("lambda:CreateFunction", lambda call: swap(emulator))
    wire.fail("lambda:DeleteFunction", code="AccessDeniedException", message="no", status=403)
    with pytest.raises(PartlyApplied, match="Version 1 was published with it, and couldn't be removed"):
        applied(emulator, one_function())


def test_code_that_somebody_swaps_while_only_the_configuration_is_changed_is_not_recorded(
    moto: Emulator, wire: Wire
) -> None:
    applied(moto, one_function())

    def update(call: Call) -> None:
        moto.client("lambda").update_function_code(FunctionName="hello", ZipFile=EVIL)

    wire.on("lambda:UpdateFunctionConfiguration", update, when="after")
    with pytest.raises(PartlyApplied, match="somebody else has changed its code"):
        applied(moto, one_function(description="new"))
    assert versions(moto) == ["1"]
    (change,) = planned(moto, one_function(description="new")).to_do
    assert "code" in change.fields


def test_an_object_without_checksum_is_not_compared_and_the_code_says_so_by_name(moto: Emulator) -> None:
    client, bucket = moto.client("s3"), f"code-{moto.account_id}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.put_object(Bucket=bucket, Key="code.zip", Body=archive("one"))
    sent: list[Any] = []

    def declare(aws: Account) -> None:
        file = aws.get_bucket(name=bucket).get_file(name="code.zip")
        aws.add_lambda_function(name="hello", code_from_s3=file, handler="main.hello")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("touchdown.aws.lambda_.function.sent_by", lambda step: sent.append(sent_by(step)) or sent[-1])
        applied(moto, declare)
    assert sent == [NotComparable.OBJECT_WITHOUT_CHECKSUM]
    assert not planned(moto, declare).to_do


def test_an_object_that_is_replaced_between_plan_and_call_is_an_error_where_its_checksum_is_known(
    emulator: Emulator, wire: Wire
) -> None:
    client, bucket = emulator.client("s3"), f"code-{emulator.account_id}"

    def declare(aws: Account) -> None:
        file = aws.add_bucket(name=bucket).add_file(name="code.zip", contents=archive("one"))
        aws.add_lambda_function(name="hello", code_from_s3=file, handler="main.hello")

    wire.on("lambda:CreateFunction", lambda call: client.put_object(Bucket=bucket, Key="code.zip", Body=EVIL))
    with pytest.raises(PartlyApplied, match=f"somebody else has written over s3://{bucket}/code.zip"):
        applied(emulator, declare)


# What is in the bucket


def test_another_object_under_a_packages_key_is_written_over_and_told(emulator: Emulator, limit: int) -> None:
    applied(emulator, one_function())
    gone(emulator)
    swap(emulator)
    notes: list[Event] = []
    made = workspace(emulator, one_function())
    apply(made, report=notes.append)
    assert live(emulator)["CodeSha256"] != digest(EVIL)
    assert [one.sentence for one in notes if isinstance(one, Noted) and "wasn't its package" in one.sentence]
    assert not planned(emulator, one_function()).to_do


def test_metadata_that_say_it_is_ours_do_not_count(emulator: Emulator, wire: Wire, limit: int) -> None:
    applied(emulator, one_function())
    ours = live(emulator)["CodeSha256"]
    gone(emulator)
    swap(emulator, Metadata={"touchdown-sha256": ours})
    wire.forget()
    applied(emulator, one_function())
    assert "s3:PutObject" in wire.writes()
    assert live(emulator)["CodeSha256"] == ours


def test_the_same_bytes_with_another_checksum_are_written_again(ministack: Emulator, wire: Wire, limit: int) -> None:
    data = archive("good")
    applied(ministack, given(data))
    gone(ministack)
    swap(ministack, data, ChecksumAlgorithm="CRC32")
    wire.forget()
    applied(ministack, given(data))
    assert "s3:PutObject" in wire.writes()


def test_what_came_in_parts_is_known_by_the_checksum_of_its_parts(emulator: Emulator, wire: Wire, limit: int) -> None:
    data = archive("good", 9_000_000)
    applied(emulator, given(data))
    gone(emulator)
    wire.forget()
    applied(emulator, given(data))
    assert [name for name in wire.names() if name.startswith("s3:")] == ["s3:HeadObject"]


def test_another_object_that_came_in_parts_is_written_over(emulator: Emulator, limit: int) -> None:
    data = archive("good", 9_000_000)
    applied(emulator, given(data))
    gone(emulator)
    client, bucket, (key,) = emulator.client("s3"), bucket_of(emulator), keys(emulator)
    other = archive("evil", 9_000_000)
    upload = {"Bucket": bucket, "Key": key}
    upload["UploadId"] = client.create_multipart_upload(**upload, ChecksumAlgorithm="SHA256")["UploadId"]
    parts: list[Any] = []
    for number, body in enumerate((other[: 8 * 1024 * 1024], other[8 * 1024 * 1024 :]), 1):
        answer = client.upload_part(**upload, PartNumber=number, Body=body, ChecksumAlgorithm="SHA256")
        parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": answer["ChecksumSHA256"]})
    client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    applied(emulator, given(data))
    assert live(emulator)["CodeSha256"] == digest(data)


def test_an_object_that_changes_while_it_is_written_over_is_left_and_told(
    emulator: Emulator, wire: Wire, limit: int
) -> None:
    applied(emulator, one_function())
    gone(emulator)
    swap(emulator)
    wire.on("s3:PutObject", lambda call: swap(emulator, archive("faster")))
    with pytest.raises(TouchdownError, match="was written or deleted by somebody else at the same time"):
        applied(emulator, one_function())
    assert planned(emulator, one_function()).by_address["eu-west-1/lambda_function.hello"].action is Action.CREATE


def test_an_object_that_vanishes_before_it_is_written_over_is_told_as_that(
    moto: Emulator, wire: Wire, limit: int
) -> None:
    applied(moto, one_function())
    gone(moto)
    swap(moto)
    wire.fail("s3:PutObject", code="NoSuchKey", status=404)
    with pytest.raises(TouchdownError, match="was written or deleted by somebody else at the same time"):
        applied(moto, one_function())


def test_a_policy_allows_the_packages_of_its_own_workspace_only(tmp_path: Path, limit: int) -> None:
    from touchdown.aws.permissions import permissions

    nowhere = Emulator("ministack", "http://127.0.0.1:1", "123456789012", "a", "b")
    made = workspace(nowhere, one_function())
    grants = permissions(made.accounts.values(), "apply", made.name).grants  # pyright: ignore[reportArgumentType]
    on = {one.arn for one in grants if one.action in ("s3:PutObject", "s3:GetObject")}
    assert on == {"arn:aws:s3:::touchdown-*-eu-west-1-an/packages/shop/*"}
