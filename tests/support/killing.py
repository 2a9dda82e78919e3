"""A run in a process of its own, that is killed with SIGKILL at one of its calls."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import attrs

from tests.support.emulators import Emulator
from tests.support.wire import Dropped, Wire

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.support.warm"])


@attrs.frozen
class Endpoint:
    """Where the other process reaches an emulator. It can be sent there."""

    address: str
    access_key_id: str
    secret_access_key: str
    session_token: str | None
    account_id: str


def endpoint_of(emulator: Emulator, wire: Wire) -> Endpoint:
    return Endpoint(
        wire.address, emulator.access_key_id, emulator.secret_access_key, emulator.session_token, emulator.account_id
    )


def killed(
    wire: Wire, when: Any, run: Callable[..., None], arguments: tuple[Any, ...], operation: str, **strikes: Any
) -> bool:
    """Makes a run in another process, which is killed at a call: before AWS gets it, or when it was done; False if the
    run has ended before that.

    :param strikes: which of an operation's calls it is, as for `Wire.on`.
    """
    process = _processes.Process(target=run, args=arguments)

    def kill(call: Any) -> None:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        if when == "before":
            raise Dropped

    fault = wire.on(operation, kill, when=when, **strikes)
    process.start()
    process.join(60)
    return fault.struck > 0
