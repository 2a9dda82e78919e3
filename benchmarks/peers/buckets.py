"""The bucket that tools put packages into: made beforehand, because an account needs it only once.

python -m benchmarks.peers.buckets NAME
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, cast

from benchmarks.engine.work import REGION, Access


def bucket_of(access: Access) -> str:
    return f"bench-artifacts-{access.account_id}"


def made(name: str) -> Sequence[str]:
    """The command that creates a bucket."""
    return [sys.executable, "-m", "benchmarks.peers.buckets", name]


def main() -> None:
    import boto3  # pyright: ignore[reportMissingTypeStubs]

    client = cast(Any, boto3).client("s3", region_name=REGION)
    client.create_bucket(Bucket=sys.argv[1], CreateBucketConfiguration={"LocationConstraint": REGION})


if __name__ == "__main__":
    main()
