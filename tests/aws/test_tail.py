"""Whose a line of a log is, where functions share a log group."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.support.emulators import Emulator
from tests.support.workspaces import workspace
from touchdown.aws.logs.tail import Source, Tail

CALLED = {"one": "one", "same": "eu-west-1/lambda_function.same"}


def written(emulator: Emulator, **streams: str) -> None:
    """Writes a line into each stream of a log group, as Lambda does for a group of one's own choosing."""
    logs = emulator.client("logs")
    logs.create_log_group(logGroupName="shared")
    for name, message in streams.items():
        stream = {"logGroupName": "shared", "logStreamName": name}
        logs.create_log_stream(**stream)
        logs.put_log_events(**stream, logEvents=[{"timestamp": int(time.time() * 1000), "message": message}])


def told(emulator: Emulator, *wanted: str) -> list[tuple[str, str]]:
    """Each line that is shown, with its function."""
    declared = workspace(emulator, lambda aws: None)
    account: Any = declared.accounts["eu-west-1"]
    account.place()
    source = Source(account, "shared", CALLED, frozenset(wanted))
    return sorted((event.function, event.message) for event in Tail(declared, [source], 0).read())


@pytest.fixture
def shared(emulator: Emulator) -> Emulator:
    lines = {"one[$LATEST]0a1b": "of one", "same[7]2c3d": "of same", "undeclared[$LATEST]4e5f": "of somebody"}
    written(emulator, **{f"2026/11/26/{stream}": line for stream, line in lines.items()})
    return emulator


def test_each_line_is_shown_once_with_the_function_that_wrote_it(shared: Emulator) -> None:
    assert told(shared, *CALLED) == [("eu-west-1/lambda_function.same", "of same"), ("one", "of one")]


def test_lines_of_functions_that_are_not_asked_for_are_left_out(shared: Emulator) -> None:
    assert told(shared, "one") == [("one", "of one")]


def test_all_that_log_there_are_named_where_the_stream_does_not_tell(emulator: Emulator) -> None:
    written(emulator, **{"2026/11/26/[$LATEST]0a1b": "whose"})
    assert told(emulator, "one") == [("one or eu-west-1/lambda_function.same", "whose")]
