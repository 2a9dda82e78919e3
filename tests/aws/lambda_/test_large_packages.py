"""A package that is too large for a call: it goes through a bucket of the account's, which is made when it is needed.

Where the limit is lowered, a package of some bytes is too large.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.support.declaring import counting_aws, in_process, write_declaration
from tests.support.emulators import Emulator
from tests.support.functions import hello
from tests.support.matrix import ALL
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import Account, apply, plan
from touchdown.aws.lambda_.packaging import sending
from touchdown.aws.s3.service import SERVICE
from touchdown.aws.s3.shared import prefix_of
from touchdown.engine.waits import NotYet
from touchdown.model.errors import TouchdownError

HELLO = hello()


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sending, "MOST_IN_A_CALL", 10)
    return 10


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TOUCHDOWN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def one_function(**fields: Any) -> Any:
    return lambda aws: aws.add_lambda_function(name="hello", **{"code": HELLO, **fields})


def bucket_of(emulator: Emulator) -> str:
    return f"touchdown-{emulator.account_id}-eu-west-1-an"


def keys(emulator: Emulator) -> list[str]:
    found = emulator.client("s3").list_objects_v2(Bucket=bucket_of(emulator)).get("Contents", ())
    return [one["Key"] for one in found]


def code_sha256(emulator: Emulator) -> str:
    return str(emulator.client("lambda").get_function(FunctionName="hello")["Configuration"]["CodeSha256"])


def test_it_goes_through_s3_and_the_function_is_as_if_it_had_come_in_the_call(
    emulator: Emulator, wire: Wire, limit: int
) -> None:
    applied(emulator, one_function())
    (key,) = keys(emulator)
    body = emulator.client("s3").get_object(Bucket=bucket_of(emulator), Key=key)["Body"].read()
    assert key == f"packages/shop/{hashlib.sha256(body).hexdigest()}.zip"
    assert code_sha256(emulator) == b64encode(hashlib.sha256(body).digest()).decode()
    wire.forget()
    assert not planned(emulator, one_function()).to_do
    assert not [name for name in wire.names() if name.startswith("s3:")]


def test_the_bucket_is_private_encrypted_tagged_and_forgets(emulator: Emulator, limit: int) -> None:
    applied(emulator, one_function())
    client, name = emulator.client("s3"), bucket_of(emulator)
    assert all(client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values())
    (rule,) = client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert client.get_bucket_tagging(Bucket=name)["TagSet"] == [{"Key": "touchdown:shared", "Value": "packages"}]
    (expiry,) = client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert expiry["Expiration"] == {"Days": 7}
    assert expiry["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_it_is_put_there_once_in_a_workspace(emulator: Emulator, wire: Wire, limit: int) -> None:
    applied(emulator, one_function())
    wire.forget()
    applied(
        emulator,
        lambda aws: [aws.add_lambda_function(name=name, code=HELLO) for name in ("hello", "other")],
    )
    assert [name for name in wire.names() if name.startswith("s3:")] == ["s3:HeadObject"]


def test_each_workspace_has_a_prefix_of_its_own(emulator: Emulator, limit: int) -> None:
    applied(emulator, one_function())
    applied(emulator, lambda aws: aws.add_lambda_function(name="other", code=HELLO), name="shop-2")
    assert sorted(key.rpartition("/")[0] for key in keys(emulator)) == ["packages/shop", "packages/shop-2"]


def test_a_workspace_of_another_name_than_keys_hold_gets_a_hash_of_it() -> None:
    assert prefix_of("shop") == "packages/shop/"
    assert re.fullmatch(r"packages/_[0-9a-f]{32}/", prefix_of("shop/*"))
    assert prefix_of("shop/*") != prefix_of("shop/?")


def test_changed_code_is_one_upload_one_update_and_one_tag(emulator: Emulator, wire: Wire, limit: int) -> None:
    applied(emulator, one_function())
    wire.forget()
    applied(emulator, one_function(code=hello("changed")))
    assert wire.writes() == ["s3:PutObject", "lambda:UpdateFunctionCode", "lambda:TagResource"]
    assert len(keys(emulator)) == 2
    assert code_sha256(emulator) in {b64encode(bytes.fromhex(key[14:-4])).decode() for key in keys(emulator)}


def test_each_call_says_whose_the_bucket_must_be(emulator: Emulator, wire: Wire, limit: int) -> None:
    applied(emulator, one_function())
    calls = [one for one in wire.calls if one.name.startswith("s3:")]
    owners = {one.name: one.request.headers.get("x-amz-expected-bucket-owner") for one in calls}
    assert owners.pop("s3:CreateBucket") is None
    assert set(owners.values()) == {emulator.account_id}


def test_it_is_made_in_the_accounts_own_namespace(emulator: Emulator, wire: Wire, limit: int) -> None:
    applied(emulator, one_function())
    (call,) = [one for one in wire.calls if one.name == "s3:CreateBucket"]
    assert call.request.headers.get("x-amz-bucket-namespace") == "account-regional"


def test_a_region_without_such_a_namespace_gets_a_name_with_a_digest(emulator: Emulator, limit: int) -> None:
    applied(emulator, one_function(), region="me-south-1")
    buckets = emulator.client("s3", "me-south-1").list_buckets()["Buckets"]
    (name,) = [one["Name"] for one in buckets if emulator.account_id in one["Name"]]
    assert name.startswith("touchdown-")
    assert name.endswith(f"-{emulator.account_id}-me-south-1")


@pytest.mark.parametrize(
    "operation",
    [
        "s3:CreateBucket",
        "s3:PutPublicAccessBlock",
        "s3:PutBucketEncryption",
        "s3:PutBucketLifecycleConfiguration",
        "s3:PutObject",
        "lambda:CreateFunction",
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_ends_at_any_call_is_mended_by_the_next(
    moto: Emulator, wire: Wire, limit: int, operation: str, when: Any
) -> None:
    wire.fail(operation, code="InvalidRequest", message="the end", when=when)
    with pytest.raises(TouchdownError):
        applied(moto, one_function())
    applied(moto, one_function())
    test_the_bucket_is_private_encrypted_tagged_and_forgets(moto, limit)
    assert len(keys(moto)) == 1
    assert not planned(moto, one_function()).to_do


def test_a_bucket_of_ours_that_lost_its_tags_before_it_was_used_gets_them(emulator: Emulator, limit: int) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    emulator.client("s3").create_bucket(
        Bucket=bucket_of(emulator), CreateBucketConfiguration=where, BucketNamespace="account-regional"
    )
    test_the_bucket_is_private_encrypted_tagged_and_forgets(emulator, limit)


def test_a_bucket_of_the_name_that_holds_something_else_is_left_alone(emulator: Emulator, limit: int) -> None:
    where = {"LocationConstraint": "eu-west-1"}
    client, name = emulator.client("s3"), bucket_of(emulator)
    client.create_bucket(Bucket=name, CreateBucketConfiguration=where, BucketNamespace="account-regional")
    client.put_object(Bucket=name, Key="theirs", Body=b"")
    with pytest.raises(TouchdownError, match="isn't one that Touchdown has made"):
        applied(emulator, one_function())
    assert keys(emulator) == ["theirs"]


@pytest.mark.parametrize(
    ("operation", "code", "status"),
    [("s3:HeadObject", "AccessDenied", 403), ("s3:CreateBucket", "BucketAlreadyExists", 409)],
)
def test_a_bucket_of_another_account_is_a_clear_error(
    emulator: Emulator, wire: Wire, limit: int, operation: str, code: str, status: int
) -> None:
    wire.fail(operation, code=code, status=status)
    with pytest.raises(TouchdownError, match="belongs to another AWS account, or these credentials may not use it"):
        applied(emulator, one_function())
    assert "lambda:CreateFunction" not in wire.names()


def test_one_that_somebody_else_puts_there_at_the_same_time_is_taken(
    emulator: Emulator, wire: Wire, limit: int
) -> None:
    wire.fail("s3:PutObject", code="PreconditionFailed", status=412, when="after")
    applied(emulator, one_function())
    assert len(keys(emulator)) == 1


def test_an_upload_that_is_refused_though_nothing_is_there_is_told(emulator: Emulator, wire: Wire, limit: int) -> None:
    wire.fail("s3:PutObject", code="PreconditionFailed", status=412)
    with pytest.raises(TouchdownError, match="PreconditionFailed"):
        applied(emulator, one_function())


def test_pruning_and_destroying_leave_the_bucket(emulator: Emulator, limit: int) -> None:
    applied(emulator, one_function())
    applied(emulator, lambda aws: None)
    assert len(keys(emulator)) == 1


def test_the_plan_says_where_a_package_goes_through_s3(emulator: Emulator, limit: int) -> None:
    notes = planned(emulator, one_function()).by_address["eu-west-1/lambda_function.hello"].notes
    assert notes == (
        f"Its package is too large for a call, so it is sent through the bucket {bucket_of(emulator)} (0.0 MB).",
    )


def test_a_change_that_sends_no_code_has_no_word_of_s3(ministack: Emulator, limit: int) -> None:
    applied(ministack, one_function())
    [change] = planned(ministack, one_function(description="Another")).to_do
    assert not change.notes


def test_packages_are_explained_without_a_call(tmp_path: Path, limit: int) -> None:
    with counting_aws() as aws:
        write_declaration(tmp_path, aws, 'aws.add_lambda_function(name="hello", code=hello)')
        assert in_process(tmp_path, "package").code == 0
    assert aws.connections == 0


def archive(size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("main.py", "def hello(event, context): return 1\n")
        opened.writestr("data", bytes(size))
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["bytes", "path"])
def test_a_given_zip_goes_through_s3_in_parts_with_progress(
    emulator: Emulator, wire: Wire, tmp_path: Path, limit: int, form: str
) -> None:
    data = archive(9_000_000)
    (tmp_path / "app.zip").write_bytes(data)
    code = {"code_from_bytes": data} if form == "bytes" else {"code": str(tmp_path / "app.zip")}

    def declare(aws: Account) -> None:
        aws.add_lambda_function(name="hello", handler="main.hello", **{"code": None, **code})  # pyright: ignore[reportArgumentType]

    applied(emulator, declare)
    assert wire.counts()["s3:UploadPart"] == 2
    assert code_sha256(emulator) == b64encode(hashlib.sha256(data).digest()).decode()
    assert not planned(emulator, declare).to_do


ROWS = [
    pytest.param(row, id=f"{row.operation} {row.code}")
    for row in SERVICE.not_yet
    if row.operation.endswith("LifecycleConfiguration")
]


@pytest.mark.parametrize("row", ROWS)
def test_an_answer_that_means_not_yet_is_waited_for(moto: Emulator, wire: Wire, limit: int, row: NotYet) -> None:
    wire.fail(row.operation, code=row.code, message=row.samples[0], status=409)
    applied(moto, one_function())
    assert wire.counts()[row.operation] == 2


@pytest.mark.parametrize("most", [10, 1000])
def test_a_zip_that_changes_after_the_plan_is_not_sent(
    moto: Emulator, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sending, "MOST_IN_A_CALL", most)
    place = tmp_path / "app.zip"
    place.write_bytes(archive(1))
    made = workspace(moto, lambda aws: aws.add_lambda_function(name="hello", code=str(place), handler="main.hello"))
    seen = plan(made)
    place.write_bytes(archive(2))
    with pytest.raises(TouchdownError, match="was changed"):
        apply(made, seen)
    assert "lambda:CreateFunction" not in wire.names()


def test_removing_takes_the_bucket_with_all_that_it_holds(emulator: Emulator, limit: int) -> None:
    made = applied(emulator, one_function())
    (account,) = made.accounts.values()
    bucket = sending.shared_bucket(account)  # pyright: ignore[reportArgumentType]
    assert bucket.remove()
    assert not bucket.remove()
    names = [one["Name"] for one in emulator.client("s3").list_buckets()["Buckets"]]
    assert bucket.name not in names


def test_removing_leaves_a_bucket_that_is_not_tagged(emulator: Emulator, limit: int) -> None:
    made = applied(emulator, one_function())
    emulator.client("s3").delete_bucket_tagging(Bucket=bucket_of(emulator))
    (account,) = made.accounts.values()
    with pytest.raises(TouchdownError, match="isn't one that Touchdown has made"):
        sending.shared_bucket(account).remove()  # pyright: ignore[reportArgumentType]
    assert len(keys(emulator)) == 1


@pytest.mark.skipif(not ALL, reason="`make packages` takes it: it takes some seconds")
def test_one_of_more_than_50_mb_really_goes_through_s3_in_parts_and_answers(
    ministack: Emulator, wire: Wire, tmp_path: Path
) -> None:
    size = sending.MOST_IN_A_CALL + 1
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "data.bin").write_bytes(os.urandom(size))
    (tmp_path / "app" / "main.py").write_text(
        "import pathlib\n\n\ndef run(event, context):\n"
        "    return pathlib.Path(__file__).with_name('data.bin').stat().st_size\n"
    )
    applied(ministack, one_function(code=tmp_path / "app", handler="main.run"))
    assert wire.names().count("s3:UploadPart") > 1
    answer = ministack.client("lambda").invoke(FunctionName="hello")["Payload"]
    assert json.load(answer) == size
