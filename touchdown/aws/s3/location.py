"""The place of an object: its bucket, its key, and the owner that the bucket must have.

Every call on a bucket of ours says which account it belongs to, so that another bucket, whose name somebody else has
taken meanwhile, is never read or written in its place. A bucket that is only named may be anybody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from touchdown.aws.connection import Connection

if TYPE_CHECKING:
    from touchdown.aws.s3.bucket import Bucket


@attrs.frozen
class Location:
    """An object, or the place for an object."""

    bucket: str
    key: str
    owner: dict[str, str]
    version: str | None = None

    @property
    def members(self) -> dict[str, str]:
        """The members of a call that name the object."""
        version = {"VersionId": self.version} if self.version else {}
        return {**self.bucket_members, "Key": self.key, **version}

    @property
    def bucket_members(self) -> dict[str, str]:
        """The members of a call that name the bucket."""
        return {"Bucket": self.bucket, **self.owner}


def locate(account: Connection, identity: str) -> Location:
    """The place of a file whose `BUCKET:KEY` is known."""
    name, _, key = identity.partition(":")
    return Location(name, key, owner_of(account, declared_bucket(account, name)))


def owner_of(account: Connection, bucket: Bucket | None) -> dict[str, str]:
    """The member of a call that names the owner that the bucket must have."""
    if bucket is not None and bucket.external:
        return {}
    return {"ExpectedBucketOwner": account.place().account_id}


def declared_bucket(account: Connection, name: str) -> Bucket | None:
    """The bucket of that name that is declared, or named, in the account."""
    return cast("Bucket | None", account.resources.get(f"{account.name}/s3_bucket.{name}"))
