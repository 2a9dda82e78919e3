"""What the runtime brings, and what of a resolution is therefore left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import wheels
from touchdown.package.requirements import lock
from touchdown.package.requirements.declared import from_lines
from touchdown.package.requirements.resolving import resolve
from touchdown.package.requirements.runtime import relied_on
from touchdown.package.requirements.target import target_of

TARGET = target_of("python3.13", "x86_64")
SDK = {"boto3", "botocore", "s3transfer", "jmespath"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """boto3 and what it needs, and two distributions of others that need something of that."""
    folder = tmp_path_factory.mktemp("index")
    wheels.wheel(folder, "boto3", needs=["botocore", "s3transfer", "jmespath"])
    wheels.wheel(folder, "s3transfer", needs=["botocore"])
    wheels.wheel(folder, "botocore", needs=["jmespath", "python-dateutil", "urllib3"])
    wheels.wheel(folder, "python_dateutil", needs=["six"])
    for name in ("six", "urllib3", "jmespath"):
        wheels.wheel(folder, name)
    wheels.wheel(folder, "shelf", needs=["urllib3"])
    wheels.wheel(folder, "saw", needs=["boto3"])
    return folder


@pytest.mark.parametrize(
    ("requirements", "brought"),
    [
        (["saw"], SDK | {"python-dateutil", "six", "urllib3"}),
        (["boto3", "shelf"], SDK | {"python-dateutil", "six"}),
        (["boto3", "six"], SDK | {"python-dateutil", "urllib3"}),
        (["shelf"], set[str]()),
    ],
    ids=["nothing else needs it", "something else needs urllib3", "six is required itself", "no boto3"],
)
def test_what_only_boto3_needs_is_left_to_the_runtime_with_it(
    tmp_path: Path, index: Path, requirements: list[str], brought: set[str]
) -> None:
    assert TARGET is not None
    found = resolve(from_lines(requirements, tmp_path, ["--no-index", f"--find-links {index}"]), TARGET, pins=[])
    assert found.from_runtime == brought
    lock.write(tmp_path / "touchdown.lock", [found])
    assert list(lock.read(tmp_path / "touchdown.lock").resolutions.values()) == [found]


def test_the_version_that_would_be_shipped_is_named(index: Path) -> None:
    packages = ["botocore==1.42.1", "six==1.17.0"]
    said = relied_on(packages, {"botocore", "six"})
    assert said is not None
    assert 'require "botocore==1.42.1", or set runtime_boto3=False' in said
    assert relied_on(packages, {"six"}) is None
