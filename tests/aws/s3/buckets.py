"""Buckets for tests: names that nobody else has, and what lies in them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore import xform_name

from tests.support.emulators import Emulator
from tests.support.workspaces import Declare
from touchdown import Account
from touchdown.aws.s3.bucket import Bucket
from touchdown.model.errors import TouchdownError


def new_name() -> str:
    """A bucket name that is free: all accounts share them, on moto too."""
    return f"touchdown-{uuid.uuid4()}"


def bucket(name: str, fill: Callable[[Bucket], Any] = lambda bucket: None, **fields: Any) -> Declare:
    """Declares a bucket, and what `fill` declares in it."""
    return lambda aws: fill(aws.add_bucket(name=name, **fields))


def nothing(aws: Account) -> None:
    """Declares nothing."""


class Client:
    """Somebody else who uses the account, and is not counted."""

    def __init__(self, emulator: Emulator, name: str) -> None:
        self.s3 = emulator.client("s3")
        self.name = name

    def call(self, operation: str, **parameters: Any) -> Any:
        return getattr(self.s3, xform_name(operation))(Bucket=self.name, **parameters)

    def make_bucket(self) -> None:
        self.call("CreateBucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def put(self, key: str, body: bytes = b"theirs", **more: Any) -> None:
        self.call("PutObject", Key=key, Body=body, **more)

    def body(self, key: str) -> bytes:
        return bytes(self.call("GetObject", Key=key)["Body"].read())

    def keys(self) -> list[str]:
        return [one["Key"] for one in self.call("ListObjectsV2").get("Contents", ())]

    def tags(self, key: str) -> dict[str, str]:
        return {one["Key"]: one["Value"] for one in self.call("GetObjectTagging", Key=key)["TagSet"]}

    def open_uploads(self) -> int:
        return len(self.call("ListMultipartUploads").get("Uploads", ()))


def written(folder: Path, data: bytes, name: str = "source.bin") -> Path:
    """A file of this machine."""
    path = folder / name
    path.write_bytes(data)
    return path


def cause(error: TouchdownError) -> TouchdownError:
    """The error of the one change that failed."""
    assert len(error.others) == 1
    return error.others[0]
