"""Commands that are forked from a server (`forking.py`): processes of their own that needn't import everything anew."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

_CHECKOUT = Path(__file__).parents[2]
_BOUND = 60.0


class _Server:
    """The server of this process, which ends with it."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._requests, its = socket.socketpair()
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.forking", str(its.fileno())],
                cwd=_CHECKOUT,
                env={**os.environ, "PYTHONPATH": str(_CHECKOUT), "PYTHONUTF8": "1"},
                pass_fds=[its.fileno()],
            )
        atexit.register(self._end)

    def start(self, request: object, descriptors: Sequence[int], answers: IO[str]) -> int:
        """Has a command started; gives the number of its process."""
        with self._asking:
            socket.send_fds(self._requests, [json.dumps(request).encode() + b"\n"], descriptors)
            return int(answers.readline())

    def _end(self) -> None:
        self._requests.close()
        self._process.wait()


_server = functools.cache(_Server)


def run(folder: Path, arguments: Sequence[str], variables: Mapping[str, str], stdin: str) -> tuple[int, str, str]:
    """Runs `touchdown ...`; gives its return code, and what it wrote to standard output and error."""
    request = {"folder": str(folder), "arguments": arguments, "variables": dict(variables)}
    (its_stdin, to_write), (stdout, its_stdout), (stderr, its_stderr) = os.pipe(), os.pipe(), os.pipe()
    status, its_status = socket.socketpair()
    status.settimeout(_BOUND)
    its = [its_stdin, its_stdout, its_stderr, its_status.detach()]
    with status, status.makefile() as answers, ThreadPoolExecutor(3) as pool:
        try:
            number = _server().start(request, its, answers)
        finally:
            for one in its:
                os.close(one)
        pool.submit(_write, to_write, stdin)
        texts = [pool.submit(_read, one) for one in (stdout, stderr)]
        return _code(number, answers), texts[0].result(), texts[1].result()


def _write(descriptor: int, text: str) -> None:
    with contextlib.suppress(BrokenPipeError), open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)  # it may end without reading all


def _read(descriptor: int) -> str:
    with open(descriptor, encoding="utf-8") as stream:
        return stream.read()


def _code(number: int, answers: IO[str]) -> int:
    """The return code; who doesn't end in time is killed."""
    try:
        return int(answers.readline())
    except TimeoutError:
        os.kill(number, signal.SIGKILL)
        raise
