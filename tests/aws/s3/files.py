"""Files for tests: declared by name, and what their bucket's index says."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

from tests.aws.s3.buckets import Client
from touchdown.aws.s3.bucket import Bucket
from touchdown.aws.s3.upload import PART

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
