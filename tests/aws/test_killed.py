"""Killed at any point, the next apply converges: nothing is double, half-made or left over (DESIGN.md, idea 5).

An apply runs in a process of its own, which is killed with SIGKILL at the n-th writing call: before AWS gets it, or
when it was done and the answer is on its way, in turn. Then an apply in this process goes on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from tests.support.emulators import Emulator
from tests.support.functions import function
from tests.support.wire import Dropped, Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import Account, destroy

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.support.warm"])


@attrs.frozen
class Endpoint:
    """Where the other process reaches the emulator. It can be sent there."""

    address: str
    access_key_id: str
    secret_access_key: str
    session_token: str | None


def everything(version: int) -> Callable[[Account], None]:
    """A role, a bucket, a file and three functions; each version changes all of them."""

    def declare(aws: Account) -> None:
        text = f"version {version}"
        role = aws.add_role(name="shared", description=text, policies={"read": reading(f"arn:aws:s3:::{version}")})
        bucket = aws.add_bucket(
            name=f"killed-{aws.place().account_id}", versioning=version % 2 == 0, force_destroy=True
        )
        bucket.add_file(name="settings.txt", contents=text)
        code = function(f"def hello(event, context):\n    return {version}\n")
        for name in ("one", "two", "three"):
            aws.add_lambda_function(name=name, role=role, code=code, description=text, keep_versions=100)

    return declare


def reading(arn: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": arn}
    return {"Version": "2012-10-17", "Statement": [statement]}


def apply_elsewhere(endpoint: Endpoint, version: int) -> None:
    applied(endpoint, everything(version))


def killed_at(wire: Wire, endpoint: Endpoint, version: int, number: int) -> bool:
    """Applies a version in another process that is killed at a writing call; False if it has ended before that."""
    when: Any = MOMENTS[number % 2]
    process = _processes.Process(target=apply_elsewhere, args=(endpoint, version))

    def kill(call: Any) -> None:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        if when == "before":
            raise Dropped

    fault = wire.on("*", kill, when=when, nth=number, matching=lambda call: call.writes)
    process.start()
    process.join(60)
    wire.heal()
    return fault.struck > 0


def versions(emulator: Any, name: str) -> list[dict[str, Any]]:
    found = emulator.client("lambda").list_versions_by_function(FunctionName=name)["Versions"]
    return [one for one in found if one["Version"] != "$LATEST"]


# What is there when the answer to a call was lost is there before the next call too: so each call has one of them.
MOMENTS = ("after", "before")


@pytest.fixture
def endpoint(ministack: Emulator, wire: Wire) -> Endpoint:
    return Endpoint(wire.address, ministack.access_key_id, ministack.secret_access_key, ministack.session_token)


def test_a_first_apply_that_is_killed_at_any_writing_call_is_taken_up_again(
    ministack: Emulator, wire: Wire, endpoint: Endpoint
) -> None:
    number = 1
    while killed_at(wire, endpoint, 1, number):
        applied(ministack, everything(1))
        assert_converged(ministack, 1)
        destroy(workspace(ministack, everything(1)))
        number += 1
    assert number > 10  # it was killed often enough to mean something


def test_an_update_that_is_killed_at_any_writing_call_is_taken_up_again(
    ministack: Emulator, wire: Wire, endpoint: Endpoint
) -> None:
    applied(ministack, everything(1))
    number, version = 1, 2
    while killed_at(wire, endpoint, version, number):
        applied(ministack, everything(version))
        assert_converged(ministack, version)
        number, version = number + 1, version + 1
    assert number > 10  # it was killed often enough to mean something


def assert_converged(emulator: Emulator, version: int) -> None:
    """Nothing is left to do, and each function has one version for each state that was applied."""
    assert not planned(emulator, everything(version)).to_do, version
    for name in ("one", "two", "three"):
        descriptions = [one["Description"] for one in versions(emulator, name)]
        assert descriptions == [f"version {one}" for one in range(1, version + 1)], (version, name)
