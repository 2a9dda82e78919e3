"""What the gate before the local AWS costs a call, side by side with MiniStack without it.

    python -m benchmarks.local
    python -m benchmarks.local --calls 500

Both run at the same time, in processes of the same environment, and are called in turn by the same client, so that what
else the machine does falls on both. Each kind of call is made many times; the median and the tenth slowest are shown.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import attrs
import botocore.session
from botocore.config import Config

from tests.support import emulators
from touchdown.local import LocalAws

REGION = "eu-west-1"
_BODY = b"x" * 1_000_000


@attrs.frozen
class Target:
    """Where calls go, and with which key."""

    address: str
    key_id: str
    secret: str

    def client(self, service: str) -> Any:
        return botocore.session.Session().create_client(
            service,
            region_name=REGION,
            endpoint_url=self.address,
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
            config=Config(proxies={}, s3={"addressing_style": "path"}),
        )


def calls(target: Target) -> dict[str, Callable[[], object]]:
    """The kinds of calls, which leave nothing behind that makes the next one slower."""
    awslambda, iam, s3 = target.client("lambda"), target.client("iam"), target.client("s3")
    s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": REGION})
    iam.create_role(RoleName="any", AssumeRolePolicyDocument="{}")
    return {
        "lambda:ListFunctions": awslambda.list_functions,
        "iam:GetRole": lambda: iam.get_role(RoleName="any"),
        "iam:UpdateRole": lambda: iam.update_role(RoleName="any", Description="any"),
        "s3:GetBucketLocation": lambda: s3.get_bucket_location(Bucket="data"),
        "s3:PutObject of 1 MB": lambda: s3.put_object(Bucket="data", Key="a", Body=_BODY),
    }


def keeping(folder: Path) -> dict[str, str]:
    """What makes MiniStack write objects to the disk, as the local AWS does."""
    (folder / "objects").mkdir()
    return {"S3_PERSIST": "1", "S3_DATA_DIR": str(folder / "objects")}


def measured(bare: Callable[[], object], gated: Callable[[], object], times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each call, made in turn."""
    without: list[float] = []
    with_gate: list[float] = []
    for _ in range(times):
        for call, taken in ((bare, without), (gated, with_gate)):
            start = time.perf_counter()
            call()
            taken.append((time.perf_counter() - start) * 1000)
    return sorted(without), sorted(with_gate)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=300, help="of each kind")
    times: int = parser.parse_args().calls
    with ExitStack() as at_the_end:
        top = Path(at_the_end.enter_context(tempfile.TemporaryDirectory()))
        bare = at_the_end.enter_context(emulators.running("ministack", top / "bare", keeping(top)))
        local = LocalAws(top / "gated")
        local.start()
        at_the_end.callback(local.stop)
        access = local.access()
        sides = (
            calls(Target(bare, "000000000000", "any")),
            calls(Target(access.address, access.access_key_id, access.secret_access_key)),
        )
        print(f"{'ms a call':24}{'bare':>8}{'gate':>8}{'more':>8}{'bare 90%':>10}{'gate 90%':>10}")
        for name in sides[0]:
            without, with_gate = measured(sides[0][name], sides[1][name], times)
            one, other = statistics.median(without), statistics.median(with_gate)
            slow = without[times * 9 // 10], with_gate[times * 9 // 10]
            print(f"{name:24}{one:8.2f}{other:8.2f}{other - one:8.2f}{slow[0]:10.2f}{slow[1]:10.2f}")


if __name__ == "__main__":
    main()
