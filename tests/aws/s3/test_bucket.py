"""Buckets, against the emulators."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.s3.buckets import Client, bucket, cause, new_name, nothing
from tests.support.emulators import Emulator
from tests.support.wire import FOREVER, Wire
from tests.support.workspaces import actions, applied, planned, workspace
from touchdown import TouchdownError, apply, destroy
from touchdown.engine.change import Reason
from touchdown.model.errors import AccountError, ChangedMeanwhile, NotOurs, PartlyApplied


def setting(client: Client, field: str) -> Any:
    """A setting as S3 tells it."""
    match field:
        case "versioning":
            return client.call("GetBucketVersioning").get("Status")
        case "public_access_blocked":
            return set(client.call("GetPublicAccessBlock")["PublicAccessBlockConfiguration"].values())
        case "encryption":
            rules = client.call("GetBucketEncryption")["ServerSideEncryptionConfiguration"]["Rules"]
            return rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
        case _:
            found = client.call("GetBucketTagging")["TagSet"]
            return {one["Key"]: one["Value"] for one in found if not one["Key"].startswith("touchdown:")}


def test_a_bucket_is_created_with_blocks_encryption_and_tags(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, tags={"team": "web"}))
    client = Client(emulator, name)
    assert setting(client, "public_access_blocked") == {True}
    assert setting(client, "encryption") == "AES256"
    assert setting(client, "versioning") is None
    assert setting(client, "tags") == {"team": "web"}


def test_the_creating_call_carries_the_tags(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, bucket(new_name(), tags={"team": "web"}))
    body = next(call.request.body for call in wire.calls if call.name == "s3:CreateBucket")
    assert b"touchdown:workspace" in body
    assert b"team" in body


def test_a_bucket_in_us_east_1_names_no_location(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, bucket(new_name()), region="us-east-1")
    body = next(call.request.body for call in wire.calls if call.name == "s3:CreateBucket")
    assert b"LocationConstraint" not in body


def test_a_second_apply_writes_nothing_and_reads_a_bucket_in_six_calls(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    wire.forget()
    applied(emulator, bucket(name))
    assert wire.writes() == []
    assert Counter(one for one in wire.names() if one.startswith("s3:")) == {
        "s3:HeadBucket": 1,
        "s3:GetBucketTagging": 1,
        "s3:GetBucketVersioning": 1,
        "s3:GetPublicAccessBlock": 1,
        "s3:GetBucketEncryption": 1,
        "s3:GetObject": 1,
    }


@pytest.mark.parametrize(
    ("field", "changed", "told", "write"),
    [
        ("versioning", True, "Enabled", "s3:PutBucketVersioning"),
        ("public_access_blocked", False, {False}, "s3:PutPublicAccessBlock"),
        ("encryption", "aws:kms", "aws:kms", "s3:PutBucketEncryption"),
        ("tags", {"team": "web", "stage": "dev"}, {"team": "web", "stage": "dev"}, "s3:PutBucketTagging"),
    ],
)
def test_a_field_is_changed_with_one_write_and_the_record_with_another(
    emulator: Emulator, wire: Wire, field: str, changed: Any, told: Any, write: str
) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    wire.forget()
    applied(emulator, bucket(name, **{field: changed}))
    assert wire.writes() == list(dict.fromkeys([write, "s3:PutBucketTagging"]))
    assert setting(Client(emulator, name), field) == told


@pytest.mark.parametrize(
    ("field", "changed", "told"),
    [
        ("versioning", True, "Suspended"),
        ("public_access_blocked", False, {True}),
        ("encryption", "aws:kms", "AES256"),
        ("tags", {"team": "web"}, {}),
    ],
)
def test_a_field_that_is_left_out_again_returns_to_its_default(
    emulator: Emulator, field: str, changed: Any, told: Any
) -> None:
    name = new_name()
    applied(emulator, bucket(name, **{field: changed}))
    applied(emulator, bucket(name))
    assert setting(Client(emulator, name), field) == told
    assert not planned(emulator, bucket(name)).to_do


def test_a_partly_open_bucket_is_closed(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    client = Client(emulator, name)
    client.call("PutPublicAccessBlock", PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    (change,) = planned(emulator, bucket(name)).to_do
    assert change.differences[0].old == ["BlockPublicAcls"]
    applied(emulator, bucket(name))
    assert setting(client, "public_access_blocked") == {True}


def test_ignored_tags_stay_when_others_change(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    client = Client(emulator, name)
    present = client.call("GetBucketTagging")["TagSet"]
    client.call("PutBucketTagging", Tagging={"TagSet": [*present, {"Key": "cost", "Value": "7"}]})
    applied(emulator, bucket(name, tags={"team": "web"}), ignore_tags=["cost"])
    assert setting(client, "tags") == {"team": "web", "cost": "7"}


def test_every_call_but_the_creating_one_names_the_owner(emulator: Emulator, wire: Wire) -> None:
    applied(emulator, bucket(new_name(), lambda made: made.add_file(name="a", contents="a")))
    calls = [call for call in wire.calls if call.name.startswith("s3:") and call.name != "s3:CreateBucket"]
    assert calls
    assert all("x-amz-expected-bucket-owner" in call.request.headers for call in calls)


def test_a_bucket_that_is_no_longer_declared_is_deleted(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name, lambda made: made.add_file(name="a", contents="a")))
    plan = planned(emulator, nothing)
    assert actions(plan) == {f"eu-west-1/s3_bucket.{name}": "delete", f"eu-west-1/s3_bucket.{name}:object.a": "delete"}
    applied(emulator, nothing)
    assert not planned(emulator, nothing).to_do


def test_a_bucket_with_foreign_objects_is_not_deleted(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    applied(emulator, bucket(name, lambda made: made.add_file(name="a", contents="a")))
    client = Client(emulator, name)
    client.put("theirs.txt")
    for declare in (nothing, bucket(name)):
        wire.forget()
        with pytest.raises(NotOurs, match=r"can't be deleted.*didn't put there: theirs\.txt\..*force_destroy=True"):
            destroy(workspace(emulator, declare))
        assert wire.writes() == []
    assert {"a", "theirs.txt"} < set(client.keys())


def test_a_bucket_that_gets_a_foreign_object_after_the_plan_is_not_deleted(emulator: Emulator) -> None:
    name = new_name()
    made = applied(emulator, bucket(name))
    plan = planned(emulator, nothing)
    client = Client(emulator, name)
    client.put("theirs.txt")
    with pytest.raises(AccountError) as caught:
        apply(made, plan)
    assert isinstance(cause(caught.value), NotOurs)
    assert client.keys() == ["theirs.txt"]


def test_force_destroy_deletes_every_version_and_marker(emulator: Emulator) -> None:
    name = new_name()
    declare = bucket(name, lambda made: made.add_file(name="a", contents="a"), versioning=True, force_destroy=True)
    made = applied(emulator, declare)
    client = Client(emulator, name)
    client.put("theirs.txt")
    client.put("theirs.txt", b"again")
    client.call("DeleteObject", Key="theirs.txt")
    destroy(made)
    assert not planned(emulator, nothing).to_do
    with pytest.raises(ClientError, match="404"):
        client.call("HeadBucket")


def test_old_versions_and_markers_of_our_own_files_are_no_obstacle(emulator: Emulator) -> None:
    name = new_name()
    for contents in ("one", "two"):
        applied(emulator, bucket(name, lambda made, it=contents: made.add_file(name="a", contents=it), versioning=True))
    destroy(workspace(emulator, bucket(name, versioning=True)))
    assert not planned(emulator, nothing).to_do


def test_an_object_that_cannot_be_deleted_is_an_error_though_the_call_succeeds(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    made = applied(emulator, bucket(name, force_destroy=True))
    Client(emulator, name).put("locked.txt")
    failed = b"<Error><Key>locked.txt</Key><Code>AccessDenied</Code><Message>Locked</Message></Error>"
    wire.replace("s3:DeleteObjects", lambda body: b"<DeleteResult>" + failed + b"</DeleteResult>")
    with pytest.raises(PartlyApplied) as caught:
        destroy(made)
    assert "locked.txt" in str(cause(caught.value))
    assert "s3:DeleteBucket" not in wire.names()


def test_our_own_bucket_after_a_lost_answer_is_finished(ministack: Emulator, wire: Wire) -> None:
    name = new_name()
    wire.drop("s3:CreateBucket", when="after")
    applied(ministack, bucket(name))
    assert wire.counts()["s3:CreateBucket"] == 2
    assert not planned(ministack, bucket(name)).to_do


def test_a_bucket_that_exists_without_our_tags_is_adopted_only_when_asked(emulator: Emulator) -> None:
    name = new_name()
    Client(emulator, name).make_bucket()
    with pytest.raises(NotOurs, match="--adopt"):
        planned(emulator, bucket(name))
    apply(workspace(emulator, bucket(name)), adopt=[f"eu-west-1/s3_bucket.{name}"])
    assert not planned(emulator, bucket(name)).to_do


def test_a_bucket_of_another_workspace_is_refused(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name), name="other")
    with pytest.raises(NotOurs, match='belongs to the workspace "other"'):
        planned(emulator, bucket(name))


def test_a_bucket_of_another_account_is_refused_by_the_plan(emulator: Emulator, wire: Wire) -> None:
    wire.fail("s3:HeadBucket", code="403", status=403)
    with pytest.raises(NotOurs, match="another AWS account"):
        planned(emulator, bucket(new_name()))


def test_a_bucket_in_another_region_is_refused_by_the_plan(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name), region="us-west-2")
    with pytest.raises(AccountError, match="lies in us-west-2, and is declared in eu-west-1"):
        planned(emulator, bucket(name), name="other")


def test_a_bucket_in_a_region_that_is_not_told_is_refused_too(emulator: Emulator, wire: Wire) -> None:
    wire.fail("s3:HeadBucket", code="301", status=301, times=9)
    with pytest.raises(AccountError, match="lies in another region"):
        planned(emulator, bucket(new_name()))


def test_a_name_that_somebody_else_takes_meanwhile_is_told(emulator: Emulator, wire: Wire) -> None:
    wire.fail("s3:CreateBucket", code="BucketAlreadyExists", status=409)
    with pytest.raises(AccountError) as caught:
        applied(emulator, bucket(new_name()))
    assert "a bucket of another AWS account has it" in str(cause(caught.value))


def test_a_bucket_that_comes_up_in_our_account_meanwhile_is_not_taken_over(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    wire.on("s3:CreateBucket", lambda call: Client(emulator, name).make_bucket())
    with pytest.raises(AccountError) as caught:
        applied(emulator, bucket(name))
    assert "isn't ours" in str(cause(caught.value))
    assert "s3:PutBucketTagging" not in wire.names()


def test_in_us_east_1_a_bucket_without_tags_that_comes_up_meanwhile_is_not_taken_over(
    moto: Emulator, wire: Wire
) -> None:
    name = new_name()
    wire.on("s3:CreateBucket", lambda call: moto.client("s3", "us-east-1").create_bucket(Bucket=name))
    with pytest.raises(TouchdownError) as caught:
        applied(moto, bucket(name), region="us-east-1", emulator=False)
    assert "isn't ours" in cause(caught.value).what
    assert "s3:PutBucketTagging" not in wire.names()


def test_in_us_east_1_a_bucket_with_tags_of_others_is_not_taken_over_on_an_emulator_either(
    emulator: Emulator, wire: Wire
) -> None:
    name, client = new_name(), emulator.client("s3", "us-east-1")

    def somebody_else(call: object) -> None:
        client.create_bucket(Bucket=name)
        client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "owner", "Value": "other"}]})

    wire.on("s3:CreateBucket", somebody_else)
    with pytest.raises(TouchdownError) as caught:
        applied(emulator, bucket(name), region="us-east-1")
    assert "isn't ours" in cause(caught.value).what
    assert "s3:PutBucketTagging" not in wire.names()


def test_somebody_elses_change_since_the_plan_is_not_written_over(emulator: Emulator) -> None:
    name = new_name()
    applied(emulator, bucket(name))
    changed = workspace(emulator, bucket(name, tags={"team": "web"}))
    plan = planned(emulator, bucket(name, tags={"team": "web"}))
    Client(emulator, name).call("PutBucketVersioning", VersioningConfiguration={"Status": "Enabled"})
    with pytest.raises(AccountError) as caught:
        apply(changed, plan)
    assert isinstance(cause(caught.value), ChangedMeanwhile)


def test_a_named_bucket_is_read_with_one_call_and_left(emulator: Emulator, wire: Wire) -> None:
    name = new_name()
    Client(emulator, name).make_bucket()
    wire.forget()
    (change,) = planned(emulator, lambda aws: aws.get_bucket(name=name)).changes
    assert change.reason is Reason.NAMED
    assert [one for one in wire.names() if one.startswith("s3:")] == ["s3:HeadBucket"]


def test_a_named_bucket_that_is_missing_is_an_error_of_the_plan(emulator: Emulator) -> None:
    with pytest.raises(AccountError, match="doesn't exist"):
        planned(emulator, lambda aws: aws.get_bucket(name=new_name()))


def test_outputs_are_known_before_anything_is_called(emulator: Emulator) -> None:
    name = new_name()
    made = workspace(emulator, lambda aws: aws.add_bucket(name=name))
    account = made.accounts["eu-west-1"]
    (found,) = account.resources.values()
    place = account.place()  # pyright: ignore[reportAttributeAccessIssue]
    assert found.predict("arn", place) == f"arn:aws:s3:::{name}"
    assert found.predict("domain_name", place) == f"{name}.s3.eu-west-1.amazonaws.com"


def test_a_bucket_that_is_no_longer_declared_and_cannot_be_looked_at_is_told(ministack: Emulator, wire: Wire) -> None:
    applied(ministack, bucket(new_name()))
    wire.fail("s3:HeadBucket", code="403", status=403, times=FOREVER)
    plan = planned(ministack, nothing)
    assert not plan.to_do
    assert any("can't be looked at without the permission s3:ListBucket; it is left." in note for note in plan.notes)
