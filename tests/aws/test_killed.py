"""Killed at any point, the next apply converges: nothing is double, half-made or left over (DESIGN.md, idea 5).

An apply runs in a process of its own, which is killed with SIGKILL at the n-th writing call: before AWS gets it, or
when it was done and the answer is on its way, in turn. Then an apply in this process goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.functions import function
from tests.support.killing import Endpoint, endpoint_of, killed
from tests.support.matrix import chosen
from tests.support.wire import Wire
from tests.support.workspaces import applied, planned, workspace
from touchdown import Account, destroy


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
    writing: Any = {"nth": number, "matching": lambda call: call.writes}
    struck = killed(wire, when, apply_elsewhere, (endpoint, version), "*", **writing)
    wire.heal()
    return struck


def some(emulator: Emulator, wire: Wire, apply: Callable[[], object], purpose: str) -> list[int]:
    """A few of the writing calls of an apply, by number: others with each commit."""
    before = sum(call.writes for call in wire.calls)
    apply()
    writes = sum(call.writes for call in wire.calls) - before
    assert writes > 10  # enough to mean something
    return sorted(chosen(range(1, writes + 1), 0, 4, purpose))


def versions(emulator: Any, name: str) -> list[dict[str, Any]]:
    found = emulator.client("lambda").list_versions_by_function(FunctionName=name)["Versions"]
    return [one for one in found if one["Version"] != "$LATEST"]


# What is there when the answer to a call was lost is there before the next call too: so each call has one of them.
MOMENTS = ("after", "before")


@pytest.fixture
def endpoint(ministack: Emulator, wire: Wire) -> Endpoint:
    return endpoint_of(ministack, wire)


def test_a_first_apply_that_is_killed_at_any_writing_call_is_taken_up_again(
    ministack: Emulator, wire: Wire, endpoint: Endpoint
) -> None:
    for number in some(ministack, wire, lambda: applied(ministack, everything(1)), "killed first"):
        destroy(workspace(ministack, everything(1)))
        assert killed_at(wire, endpoint, 1, number)
        applied(ministack, everything(1))
        assert_converged(ministack, 1)


def test_an_update_that_is_killed_at_any_writing_call_is_taken_up_again(
    ministack: Emulator, wire: Wire, endpoint: Endpoint
) -> None:
    applied(ministack, everything(1))
    numbers = some(ministack, wire, lambda: applied(ministack, everything(2)), "killed update")
    for version, number in enumerate(numbers, start=3):
        assert killed_at(wire, endpoint, version, number)
        applied(ministack, everything(version))
        assert_converged(ministack, version)


def assert_converged(emulator: Emulator, version: int) -> None:
    """Nothing is left to do, and each function has one version for each state that was applied."""
    assert not planned(emulator, everything(version)).to_do, version
    for name in ("one", "two", "three"):
        descriptions = [one["Description"] for one in versions(emulator, name)]
        assert descriptions == [f"version {one}" for one in range(1, version + 1)], (version, name)
