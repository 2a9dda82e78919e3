"""The program that an emulator runs in, for as long as anybody needs it.

Run as `keeper.py ministack|moto` by a Python that has that emulator; besides, it imports the standard library, and what
an emulator lacks of REST APIs: for MiniStack the gate, for moto the module beside this.
It prints the port of its leases when the emulator answers. Whoever needs the emulator connects to that port, is told
the emulator's address, and keeps the connection open; the system closes it however they end. When the last one is
closed the emulator ends, together with the functions that it runs, and so it does if nobody ever comes.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import os
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

_LOOPBACK = "127.0.0.1"
_FIRST_LEASE_BOUND = 60.0

# All of AWS's own policies would take moto a second for each account.
_POLICIES_OF = ("Lambda", "AmazonS3")


def main(serve: Callable[[socket.socket], None]) -> None:
    listener = socket.create_server((_LOOPBACK, 0), backlog=256)
    threading.Thread(target=_keep, args=(listener.getsockname()[1],), daemon=True).start()
    try:
        serve(listener)
    finally:
        _end()


def _ministack(listener: socket.socket) -> None:
    os.environ["GATEWAY_PORT"] = str(listener.getsockname()[1])
    application = _gate().RestApis(importlib.import_module("ministack.app").app)
    config = importlib.import_module("hypercorn.config").Config()
    config.bind = [f"fd://{listener.detach()}"]
    asyncio.run(importlib.import_module("hypercorn.asyncio").serve(application, config))


def _gate() -> Any:
    """The package of the local AWS that stands before MiniStack, without the rest of Touchdown."""
    folder = Path(__file__).parents[2] / "touchdown" / "local" / "gate"
    places = [str(folder)]
    spec = importlib.util.spec_from_file_location("gate", folder / "__init__.py", submodule_search_locations=places)
    assert spec
    assert spec.loader
    gate = sys.modules["gate"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gate)
    return gate


def _moto(listener: socket.socket) -> None:
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    iam = importlib.import_module("moto.iam.models")
    policies = json.loads(iam.aws_managed_policies_data)
    few = {name: policy for name, policy in policies.items() if any(part in name for part in _POLICIES_OF)}
    vars(iam)["aws_managed_policies_data"] = json.dumps(few)
    importlib.import_module("moto_apis").install()
    moto = importlib.import_module("moto.server")
    application = moto.DomainDispatcherApplication(moto.create_backend_app)
    host, port = listener.getsockname()
    serving = importlib.import_module("werkzeug.serving")
    serving.make_server(
        host, port, application, threaded=True, request_handler=moto.MotoRequestHandler, fd=listener.fileno()
    ).serve_forever()


def _keep(port: int) -> None:
    """Wait for the emulator, say so, and end with the last lease."""
    try:
        _wait_for_an_answer(port)
        with socket.create_server((_LOOPBACK, 0)) as leases:
            print(leases.getsockname()[1], flush=True)  # noqa: T201
            _lease(leases, f"http://{_LOOPBACK}:{port}".encode())
    finally:
        _end()


def _wait_for_an_answer(port: int) -> None:
    connection = HTTPConnection(_LOOPBACK, port)
    connection.request("GET", "/")  # waits in the listener's queue until the emulator takes it
    connection.getresponse()
    connection.close()


def _lease(listener: socket.socket, address: bytes) -> None:
    leases: set[socket.socket] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while ready := selector.select(None if leases else _FIRST_LEASE_BOUND):
            for connection in [key.fileobj for key, _ in ready]:
                if connection is listener:
                    lease = listener.accept()[0]
                    lease.sendall(address + b"\n")
                    selector.register(lease, selectors.EVENT_READ)
                    leases.add(lease)
                else:  # they send nothing, so this is their end
                    selector.unregister(connection)
                    leases.discard(connection)  # type: ignore[arg-type]  # all that is registered are sockets
            if not leases:
                return


def _end() -> None:
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main({"ministack": _ministack, "moto": _moto}[sys.argv[1]])
