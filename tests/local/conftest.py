"""Real MiniStacks in an environment that uv makes once for all tests, also when several processes run them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from touchdown.local import LocalAws, environment

REGION = "eu-west-1"


@pytest.fixture(scope="session", autouse=True)
def _shared_environment(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    base = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOUCHDOWN_CACHE_DIR", str((base if worker_id == "master" else base.parent) / "cache"))
        environment.ensure(lambda _: None)
        yield


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalAws]:
    local = LocalAws(tmp_path / "project")
    yield local
    local.stop()


_SESSION = botocore.session.Session()


def client(local: LocalAws, service: str) -> Any:
    access = local.access()
    return _SESSION.create_client(
        service,
        region_name=REGION,
        endpoint_url=access.address,
        aws_access_key_id=access.access_key_id,
        aws_secret_access_key=access.secret_access_key,
        config=Config(proxies={}),  # a proxy of the machine's is not for its own addresses
    )


def create_function(local: LocalAws, name: str, source: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("main.py", source)
    client(local, "lambda").create_function(
        FunctionName=name,
        Role="arn:aws:iam::000000000000:role/any",
        Runtime="python3.13",
        Handler="main.handler",
        Code={"ZipFile": archive.getvalue()},
    )
