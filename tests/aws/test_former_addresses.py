"""Resources that carry an address of before types were named as AWS names them: still ours, told as moved, and written
anew by the next apply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

import attrs
import pytest

from tests.support.emulators import Emulator
from tests.support.matrix import ALL, chosen
from tests.support.workspaces import Declare, actions, applied, nothing, planned, workspace
from touchdown import Account, Reason, destroy

ADDRESS = "touchdown:id"


def bucket_of(emulator: Emulator) -> str:
    return f"former-{emulator.account_id}"


def role(aws: Account) -> None:
    aws.add_role(name="worker")


def log_group(aws: Account) -> None:
    aws.add_log_group(name="/shop/all")


def bucket(aws: Account) -> None:
    aws.add_bucket(name=f"former-{aws.account}")


def file_named(key: str) -> Declare:
    return lambda aws: aws.add_bucket(name=f"former-{aws.account}").add_file(name=key, contents="a")


def read_role(emulator: Emulator) -> str | None:
    tags = emulator.client("iam").list_role_tags(RoleName="worker")["Tags"]
    return {one["Key"]: one["Value"] for one in tags}.get(ADDRESS)


def write_role(emulator: Emulator, address: str) -> None:
    emulator.client("iam").tag_role(RoleName="worker", Tags=[{"Key": ADDRESS, "Value": address}])


def _group_arn(emulator: Emulator) -> str:
    return f"arn:aws:logs:eu-west-1:{emulator.account_id}:log-group:/shop/all"


def read_log_group(emulator: Emulator) -> str | None:
    found = emulator.client("logs").list_tags_for_resource(resourceArn=_group_arn(emulator))["tags"]
    return found.get(ADDRESS)


def write_log_group(emulator: Emulator, address: str) -> None:
    emulator.client("logs").tag_resource(resourceArn=_group_arn(emulator), tags={ADDRESS: address})


def read_bucket(emulator: Emulator) -> str | None:
    tags = emulator.client("s3").get_bucket_tagging(Bucket=bucket_of(emulator))["TagSet"]
    return {one["Key"]: one["Value"] for one in tags}.get(ADDRESS)


def write_bucket(emulator: Emulator, address: str) -> None:
    s3, name = emulator.client("s3"), bucket_of(emulator)
    tags = {one["Key"]: one["Value"] for one in s3.get_bucket_tagging(Bucket=name)["TagSet"]}
    pairs = [{"Key": key, "Value": value} for key, value in {**tags, ADDRESS: address}.items()]
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs})


def _file_tags(emulator: Emulator, key: str) -> dict[str, str]:
    tags = emulator.client("s3").get_object_tagging(Bucket=bucket_of(emulator), Key=key)["TagSet"]
    return {one["Key"]: one["Value"] for one in tags}


def read_file(key: str, emulator: Emulator) -> str | None:
    return _file_tags(emulator, key).get(ADDRESS)


def write_file(key: str, emulator: Emulator, address: str) -> None:
    tags = {**_file_tags(emulator, key), ADDRESS: address}
    pairs = [{"Key": name, "Value": value} for name, value in tags.items()]
    emulator.client("s3").put_object_tagging(Bucket=bucket_of(emulator), Key=key, Tagging={"TagSet": pairs})


@attrs.frozen
class Former:
    """A resource, and how somebody reads and writes the address that it carries."""

    declare: Declare
    was: Callable[[str], str]
    """The address that it carried, by the bucket's name."""
    now: Callable[[str], str]
    read: Callable[[Emulator], str | None]
    write: Callable[[Emulator, str], None]

    def carries_its_former_address(self, emulator: Emulator) -> Emulator:
        applied(emulator, self.declare, account=emulator.account_id)
        assert self.read(emulator) == self.now(bucket_of(emulator))
        self.write(emulator, self.was(bucket_of(emulator)))
        return emulator


def _hashed(kind: str, identity: str) -> str:
    """What a tag carries where a name has letters that it can't."""
    return f"eu-west-1/{kind}.sha256:{hashlib.sha256(identity.encode()).hexdigest()}"


FORMER = {
    "a role": Former(
        role, lambda _: "eu-west-1/role.worker", lambda _: "eu-west-1/iam_role.worker", read_role, write_role
    ),
    "a log group": Former(
        log_group,
        lambda _: "eu-west-1/log_group./shop/all",
        lambda _: "eu-west-1/logs_log_group./shop/all",
        read_log_group,
        write_log_group,
    ),
    "a bucket": Former(
        bucket,
        lambda name: f"eu-west-1/bucket.{name}",
        lambda name: f"eu-west-1/s3_bucket.{name}",
        read_bucket,
        write_bucket,
    ),
    "a file": Former(
        file_named("in/a.jpg"),
        lambda name: f"eu-west-1/file.{name}/in/a.jpg",
        lambda name: f"eu-west-1/s3_bucket.{name}:object.in/a.jpg",
        partial(read_file, "in/a.jpg"),
        partial(write_file, "in/a.jpg"),
    ),
    "a file whose name no tag can carry": Former(
        file_named("blå.jpg"),
        lambda name: _hashed("file", f"{name}/blå.jpg"),
        lambda name: _hashed("s3_bucket:object", f"{name}:blå.jpg"),
        partial(read_file, "blå.jpg"),
        partial(write_file, "blå.jpg"),
    ),
}

NAMES = [*FORMER] if ALL else [*chosen([*FORMER], 0, 3, "former")]
each = pytest.mark.parametrize("former", [FORMER[name] for name in NAMES], ids=NAMES)


@each
def test_what_carries_its_former_address_is_ours_and_told_as_moved(emulator: Emulator, former: Former) -> None:
    former.carries_its_former_address(emulator)
    (change,) = planned(emulator, former.declare, account=emulator.account_id).to_do
    assert (change.action, change.reason) == ("update", Reason.MOVED)
    assert f"It was {former.was(bucket_of(emulator))}." in change.notes


@each
def test_the_next_apply_writes_the_address_anew(emulator: Emulator, former: Former) -> None:
    former.carries_its_former_address(emulator)
    applied(emulator, former.declare, account=emulator.account_id)
    assert former.read(emulator) == former.now(bucket_of(emulator))
    assert planned(emulator, former.declare, account=emulator.account_id).to_do == ()


@each
def test_what_carries_its_former_address_and_is_no_longer_declared_is_deleted(
    emulator: Emulator, former: Former
) -> None:
    former.carries_its_former_address(emulator)
    declared = workspace(emulator, former.declare, account=emulator.account_id).resources()
    found = planned(emulator, nothing, account=emulator.account_id)
    assert actions(found) == {one.address: "delete" for one in declared}
    applied(emulator, nothing, account=emulator.account_id)
    assert planned(emulator, nothing, account=emulator.account_id).changes == ()


@each
def test_what_carries_its_former_address_is_destroyed(emulator: Emulator, former: Former) -> None:
    former.carries_its_former_address(emulator)
    assert destroy(applied(emulator, former.declare, account=emulator.account_id)).complete
    assert planned(emulator, nothing, account=emulator.account_id).changes == ()


def test_what_carries_its_former_address_in_an_account_that_is_not_declared_is_left_under_its_own(
    moto: Emulator,
) -> None:
    applied(moto, role, region="us-east-1")
    write_role(moto, "us-east-1/role.worker")
    (left,) = planned(moto, nothing).changes
    assert (left.address, left.reason) == ("us-east-1/iam_role.worker", Reason.OTHER_ACCOUNT)


@pytest.mark.parametrize("address", ["eu-west-1/role.another", "eu-west-1/rolle.worker", "worker"])
def test_an_address_that_the_resource_never_had_is_not_taken_for_its_former_one(moto: Emulator, address: str) -> None:
    applied(moto, role)
    write_role(moto, address)
    (left,) = planned(moto, nothing).changes
    assert (left.action, left.reason) == ("leave", Reason.NO_ADDRESS)
