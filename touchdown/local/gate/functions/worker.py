"""A process that is kept warm and runs one invocation at a time, in MiniStack's pool.

What the pool uses of a worker is `config`, `in_use`, `last_used`, `invoke`, `kill`, `_proc`, `_lock`, `_cold`,
`_spawn` and `_discard_tmpdir`.
"""

from __future__ import annotations

import json
import os
import queue
import secrets
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, cast

from .. import ministack
from . import environment
from .output import Output
from .runtime_api import Event, Posted, RuntimeApi

_INIT = 10.0
"""Seconds to be initialised in, then once more within the timeout. Source: "Lambda execution environment lifecycle"."""

_LOOK_EVERY = 0.1


class Worker:
    def __init__(self, func_name: str, config: Mapping[str, Any], code_zip: bytes) -> None:
        self.config = config
        self.in_use = False
        self.last_used = time.time()
        self._code = code_zip
        self._lock = threading.Lock()
        self._cold = True
        self._proc: subprocess.Popen[bytes] | None = None

    def invoke(
        self,
        event: Any,
        request_id: str,
        *,
        trace_id: str | None = None,
        invoked_function_arn: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        with self._lock:
            timeout = float(self.config.get("Timeout") or 3)
            if self._proc is None or self._proc.poll() is not None:
                failed = self._initialise(timeout)
                if failed:
                    return self._failed(failed, request_id, timeout)
            headers = {
                "Lambda-Runtime-Aws-Request-Id": request_id,
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + timeout) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": invoked_function_arn or str(self.config["FunctionArn"]),
            }
            if trace_id:
                headers["Lambda-Runtime-Trace-Id"] = trace_id
            self._api.send(Event(request_id, json.dumps(event).encode(), headers))
            posted = self._wait(timeout, "response", "error")
            if posted.kind == "response":
                return {"status": "ok", "result": posted.body, "log": self._output.take()}
            return self._failed(posted, request_id, timeout)

    def kill(self) -> None:
        self._end()
        self._discard_tmpdir()

    def _spawn(self) -> None:
        """Start the process before there is an event. Raises RuntimeError if it can't be initialised."""
        failed = self._initialise(float(self.config.get("Timeout") or 3))
        if failed:
            raise RuntimeError(json.dumps(failed.body))

    def _discard_tmpdir(self) -> None:
        """The process has ended already; its folders are others' too."""
        if hasattr(self, "_api"):
            self._api.close()

    def _initialise(self, timeout: float) -> Posted | None:
        """Start the process; an error if it isn't ready in time."""
        for bound in (_INIT, timeout):
            self._start()
            posted = self._wait(bound, "next", "init")
            if posted.kind != "timeout":
                break
            self._end()
        return None if posted.kind == "next" else posted

    def _start(self) -> None:
        self._discard_tmpdir()
        self._api = RuntimeApi()
        code, layers = environment.folders(self.config, self._code)
        version = self.config.get("Version", "$LATEST")
        stream = f"{datetime.now(UTC):%Y/%m/%d}/[{version}]{secrets.token_hex(16)}"
        program = [environment.PROGRAM, environment.PACKAGES, layers]
        reading, writing = os.pipe()
        self._output = Output(reading)
        try:
            self._proc = subprocess.Popen(
                [environment.python_for(str(self.config["Runtime"])), "-S", *map(str, program)],
                cwd=code,
                env=environment.variables(self.config, code, layers, self._api.address, stream),
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=subprocess.STDOUT,
            )
        finally:
            os.close(writing)

    def _wait(self, bound: float, *kinds: str) -> Posted:
        """Wait until the process says one of these, has ended ("exit"), or takes too long ("timeout")."""
        deadline = time.monotonic() + bound
        while (left := deadline - time.monotonic()) > 0:
            ended = self._proc is None or self._proc.poll() is not None
            with suppress(queue.Empty):
                posted = self._api.said.get(timeout=0.0 if ended else min(left, _LOOK_EVERY))
                if posted.kind in kinds:
                    return posted
                continue
            if ended:
                return Posted("exit")
        return Posted("timeout")

    def _failed(self, posted: Posted, request_id: str, timeout: float) -> dict[str, Any]:
        error, printed = posted.body, ""
        if posted.kind == "timeout":
            said = f"Task timed out after {timeout:.2f} seconds"
            error = {"errorType": "Sandbox.Timedout", "errorMessage": f"RequestId: {request_id} Error: {said}"}
            printed = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z} {request_id} {said}\n"
        elif posted.kind == "exit":
            said = f"RequestId: {request_id} Error: Runtime exited {_way(self._proc)}"
            error, printed = {"errorType": "Runtime.ExitError", "errorMessage": said}, f"{said}\nRuntime.ExitError\n"
        if posted.kind != "error":
            self._end()
        payload = cast("dict[str, Any]", error) if isinstance(error, dict) else {"errorMessage": str(error)}
        said, log = str(payload.get("errorMessage", "")), self._output.take() + printed
        return {"status": "error", "error": said, "error_payload": payload, "log": log}

    def _end(self) -> None:
        process, self._proc = self._proc, None
        if process is not None:
            process.kill()
            process.wait()


def _way(process: subprocess.Popen[bytes] | None) -> str:
    code = process.poll() if process else None
    if not code:
        return "without providing a reason"
    return f"with error: signal: {-code}" if code < 0 else f"with error: exit status {code}"


def install() -> None:
    """Has MiniStack run Python functions by these workers, from now on."""
    ministack.run_python_with(Worker)
