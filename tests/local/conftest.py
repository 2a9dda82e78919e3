"""Real MiniStacks in an environment that uv makes once for all tests, also when several processes run them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """One that runs, for all tests of a module that leave it as it is."""
    local = LocalAws(tmp_path_factory.mktemp("running") / "project")
    local.start()
    yield local
    local.stop()


_SESSION = botocore.session.Session()


def client(local: LocalAws, service: str, **more: Any) -> Any:
    access = local.access()
    return _SESSION.create_client(
        service,
        region_name=REGION,
        endpoint_url=access.address,
        aws_access_key_id=more.pop("key_id", access.access_key_id),
        aws_secret_access_key=more.pop("secret", access.secret_access_key),
        aws_session_token=more.pop("token", None),
        # A proxy of the machine's is not for its own addresses.
        config=Config(proxies={}, retries={"total_max_attempts": 1}, **more),
    )


class Answer(HTTPResponse):
    """An answer that has been read."""

    text: str


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    """A request as any program or page of this machine can make it; its answer has been read into `text`."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.response_class = Answer
    with closing(connection):
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        assert isinstance(response, Answer)
        response.text = response.read().decode(errors="replace")
        return response


def port_of(local: LocalAws) -> int:
    return int(local.access().address.rpartition(":")[2])


def follow(url: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """Requests a link that a client was given."""
    parts = urlsplit(url)
    return ask(parts.port or 80, method, f"{parts.path}?{parts.query}", body, Host=parts.netloc, **headers)


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
