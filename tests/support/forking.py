"""The server that commands are forked from: what each of the hundreds would have to import, is imported there once.

Run as `python -m tests.support.forking FD`, where FD is a socket. A request is a line of JSON (the folder, the
arguments, the environment) with four descriptors: the command's standard streams and a socket. To that socket the
command's process number is written, and its return code when it has ended, as `subprocess` has it. The next request
comes after the number.

Weakness: all commands of one server have the same hash seed.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import socket
import sys
from typing import Any

_AT_ONCE = 65536


def main() -> None:
    import touchdown.cli.applying
    import touchdown.cli.main
    import touchdown.operations  # noqa: F401  only imported so that no command has to

    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is not waited for
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        while True:
            message, descriptors, _, _ = socket.recv_fds(requests, _AT_ONCE, 4)
            while message and not message.endswith(b"\n"):
                message += requests.recv(_AT_ONCE)
            if not message:
                return
            if os.fork() == 0:
                requests.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _supervise(json.loads(message), descriptors)
                return
            for one in descriptors:
                os.close(one)


def _supervise(request: dict[str, Any], descriptors: list[int]) -> None:
    """Forks the command, and tells how it ended; in the command itself it runs it."""
    *streams, status = descriptors
    number = os.fork()
    if number == 0:
        os.close(status)
        _run(request, streams)
    for one in streams:
        os.close(one)
    os.write(status, f"{number}\n".encode())
    _, code = os.waitpid(number, 0)
    os.write(status, f"{os.waitstatus_to_exitcode(code)}\n".encode())
    os._exit(0)


def _run(request: dict[str, Any], streams: list[int]) -> None:
    """Runs the command, as `python -m touchdown` does, and ends the process as Python does."""
    for number, one in enumerate(streams):
        os.dup2(one, number)
        os.close(one)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["variables"])
    sys.stdin, sys.stdout = open(0), open(1, "w")  # noqa: SIM115  they are open for as long as the process is
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace")  # noqa: SIM115  as above
    sys.argv = ["touchdown", *request["arguments"]]
    sys.path[0] = request["folder"]
    runpy.run_module("touchdown", run_name="__main__", alter_sys=True)
    sys.exit()


if __name__ == "__main__":
    main()
