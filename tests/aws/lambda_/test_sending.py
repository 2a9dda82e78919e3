"""How many bytes are on their way at the same time: a zip takes several times its size in memory meanwhile."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from touchdown import Workspace
from touchdown.aws.lambda_.packaging.code import archive_of
from touchdown.aws.lambda_.packaging.sending import Room
from touchdown.package.archive import write_archive


def test_what_fits_goes_together() -> None:
    room, together = Room(10), threading.Barrier(2, timeout=30)

    def send(size: int) -> None:
        with room.of(size):
            together.wait()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, [4, 6]))


def test_what_does_not_fit_takes_turns_and_what_is_too_large_goes_alone() -> None:
    room, lock = Room(10), threading.Lock()
    under_way: list[int] = []
    most: list[int] = []

    def send(size: int) -> None:
        with room.of(size):
            with lock:
                under_way.append(size)
                most.append(sum(under_way))
            with lock:
                under_way.remove(size)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, [6, 30, 5, 7, 6, 30, 9, 8] * 5))
    assert set(most) <= {5, 6, 7, 8, 9, 30}


def test_room_is_given_back_when_sending_fails() -> None:
    room = Room(10)
    for _ in range(3):
        try:
            with room.of(10):
                raise ValueError
        except ValueError:
            continue
    with room.of(10):
        pass


def test_of_a_zip_that_is_given_as_bytes_nothing_is_looked_for_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[Path] = []
    monkeypatch.setattr(Path, "iterdir", lambda folder: listed.append(folder) or iter(()))
    data = write_archive({"main.py": b"def main(event, context): ..."})
    aws = Workspace("shop").add_aws(region="eu-west-1")
    assert archive_of(aws.add_lambda_function(name="hello", code_from_bytes=data, handler="main.main")).data == data
    assert not listed
