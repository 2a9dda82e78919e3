"""Emulators of AWS, each one for all processes of a test run, and accounts in them, each for one test.

The first process that needs an emulator starts it (`keeper`), and leaves its record in the run's folder; the others
find it there. It ends with the last of them.

Neither emulator is AWS. What they do otherwise is told by the tests of what it concerns.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal

import attrs
import botocore.session
from botocore.config import Config
from filelock import FileLock

from tests.support import keeper
from touchdown.local import environment

REGION = "eu-west-1"

Name = Literal["ministack", "moto"]

NOTHING: Mapping[str, str] = {}

_ANSWER_BOUND = 10.0

# What programs need to run at all and to print letters and times.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT")

# Those that were started by this process. They end by themselves, with the last lease.
_started: list[subprocess.Popen[str]] = []


@attrs.define
class Emulator:
    """An account in an emulator, for one test.

    `address` is what is given to the program under test, and may lead through a wire. The clients of the test itself
    go straight to the emulator, so that they are not counted, unless they are told another address.
    """

    name: Name
    address: str
    account_id: str
    access_key_id: str
    secret_access_key: str = attrs.field(repr=False)
    session_token: str | None = attrs.field(default=None, repr=False)
    direct_address: str = attrs.field(init=False)
    _clients: dict[tuple[str, str, str], Any] = attrs.field(factory=dict[tuple[str, str, str], Any], repr=False)

    def __attrs_post_init__(self) -> None:
        self.direct_address = self.address

    def client(self, service: str, region: str = REGION, *, address: str | None = None) -> Any:
        """A botocore client, which tries everything once."""
        key = (service, region, address or self.direct_address)
        if key not in self._clients:
            self._clients[key] = _client(*key, self.access_key_id, self.secret_access_key, self.session_token)
        return self._clients[key]


def account_in(name: Name, address: str) -> Emulator:
    """An account of its own."""
    account_id = str(secrets.randbelow(9 * 10**11) + 10**11)  # not `random`, which Hypothesis seeds
    if name == "ministack":  # takes the access key for the account's number
        return Emulator(name, address, account_id, account_id, "secret")
    sts = _client("sts", REGION, address, "any", "any", None)
    role = f"arn:aws:iam::{account_id}:role/tests"
    credentials = sts.assume_role(RoleArn=role, RoleSessionName="tests")["Credentials"]
    return Emulator(
        name,
        address,
        account_id,
        credentials["AccessKeyId"],
        credentials["SecretAccessKey"],
        credentials["SessionToken"],
    )


@contextmanager
def running(name: Name, folder: Path, variables: Mapping[str, str] = NOTHING) -> Generator[str]:
    """The address of the emulator whose record is in a folder; it is started if it doesn't run, with more variables."""
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / name
    with FileLock(folder / f"{name}.lock"):
        lease = _join(record) or _start(name, record, variables)
    with lease, lease.makefile(encoding="ascii") as answer:
        yield answer.readline().strip()


def _join(record: Path) -> socket.socket | None:
    """A lease of the emulator that runs, if one does."""
    if not record.exists():
        return None
    try:
        lease = socket.create_connection(("127.0.0.1", int(record.read_text())), timeout=_ANSWER_BOUND)
    except OSError:
        return None
    try:
        if lease.recv(1, socket.MSG_PEEK):
            return lease
    except OSError:
        pass  # it ended just now
    lease.close()
    return None


def _start(name: Name, record: Path, variables: Mapping[str, str]) -> socket.socket:
    temporary = record.with_name(f"{name}-files")
    temporary.mkdir(exist_ok=True)
    log = record.with_suffix(".log")
    with log.open("w") as errors:
        process = subprocess.Popen(
            [_python(name), keeper.__file__, name],
            env=_environment(temporary) | dict(variables),
            cwd=temporary,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    _started.append(process)
    assert process.stdout
    port = process.stdout.readline()
    assert port, f"{name} did not start:\n{log.read_text()}"
    record.write_text(port)
    lease = _join(record)
    assert lease, f"{name} ended at once:\n{log.read_text()}"
    return lease


def _python(name: Name) -> Path | str:
    # MiniStack can't live in the environment of the tests; it has that which Touchdown makes for it.
    makers: dict[Name, Callable[[], Path | str]] = {
        "ministack": lambda: environment.ensure(lambda _: None),
        "moto": lambda: sys.executable,
    }
    return makers[name]()


def _environment(temporary: Path) -> dict[str, str]:
    """Nothing of the user's, nothing that is downloaded, no other machine, no Docker."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    folder = str(temporary)
    return passed_on | {
        "HOME": folder,
        "USERPROFILE": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "BIND_HOST": "127.0.0.1",
        "LAMBDA_EXECUTOR": "local",
        "LOG_LEVEL": "WARNING",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": f"unix://{temporary / 'no-docker'}",
        "MINISTACK_AUTOCREATE_AWS_MANAGED": "1",
    }


@cache
def _session() -> Any:
    return botocore.session.Session()


def _client(service: str, region: str, address: str, key: str, secret: str, token: str | None) -> Any:
    return _session().create_client(
        service,
        region_name=region,
        endpoint_url=address,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(
            retries={"total_max_attempts": 1}, max_pool_connections=64, proxies={}, s3={"addressing_style": "path"}
        ),
    )
