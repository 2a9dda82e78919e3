"""The program of the local AWS's process: MiniStack, held to this machine, with its state saved as it changes.

It is run as a file by the Python of the other environment (`environment.py`), so it imports nothing of ours. It is
used instead of MiniStack's own command for what that can't do:

- It lets the system choose a port and keeps it; nobody can take it in between.
- It holds a lock while it lives, and writes its record itself: whoever started it may be killed at any point.
- No socket of the process can be bound to anything but this machine, whatever service opens it.
- State is saved a second after a write, and not only at the end. MiniStack saves all of a service at once, so the
  next save waits for ten times as long as the last save took.
- When its folder is deleted (`git clean`) it ends, instead of running unseen for ever.
- It answers only requests with the project's key; APIs and function URLs have ports of their own (`gate`).
- It ends after a while without a call.

It uses four names of MiniStack's that aren't public; MiniStack is pinned to one version for that reason.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from filelock import FileLock

READY = b"ready"

_LOOPBACK = "127.0.0.1"
_LOCK_BOUND = 10.0
_SAVE_AFTER = 1.0
_LOOK_EVERY = 1.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def main(folder: Path, preferred_port: int, idle: float, stay: bool) -> None:
    os.umask(0o077)  # what it writes is for nobody else
    _leave_the_terminal()
    ready = _take_the_pipe()
    sys.addaudithook(_refuse_other_interfaces)
    lock = FileLock(folder / "server.lock")
    lock.acquire(timeout=_LOCK_BOUND)
    users = Path(f"{sys.prefix}.users")  # says that our environment is in use (`machine/cache.py`)
    users.mkdir(exist_ok=True)
    used = FileLock(users / f"{os.getpid()}.lock")
    used.acquire()
    listener = _listen(preferred_port)
    port = listener.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)
    record = _Record(folder / "server.json", port)
    record.write()
    asyncio.run(_Process(folder, port, record).serve(listener, ready, idle, stay))
    _end()


def _leave_the_terminal() -> None:
    """Become a process that nobody waits for, which leads a group of its own."""
    if os.name == "posix":
        if os.fork():
            os._exit(0)
        os.setsid()


def _take_the_pipe() -> int:
    """Take standard output, the pipe to whoever starts us, for ourselves; what is printed goes to the log."""
    ready = os.dup(1)
    os.dup2(2, 1)
    return ready


def _refuse_other_interfaces(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.bind":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in (_LOOPBACK, "::1", "localhost"):
            raise PermissionError(f"The local AWS listens on this machine only, not on {address[0]!r}.")


def _listen(preferred_port: int) -> socket.socket:
    try:
        return socket.create_server((_LOOPBACK, preferred_port))
    except OSError:
        return socket.create_server((_LOOPBACK, 0))


class _Record:
    """The record by which commands find us (`record.py` reads it), and by which we see whether we are still wanted."""

    def __init__(self, path: Path, port: int) -> None:
        self._path = path
        self._text = json.dumps({"pid": os.getpid(), "port": port})

    def write(self) -> None:
        partial = self._path.with_suffix(".partial")
        partial.write_text(self._text, encoding="utf-8")
        partial.replace(self._path)

    def is_there(self) -> bool:
        """Whether it is still there and still ours: its folder may have been deleted, and made again by another."""
        try:
            return self._path.read_text(encoding="utf-8") == self._text
        except OSError:
            return False


class _Process:
    """MiniStack, with the gate before it and the doors beside it."""

    def __init__(self, folder: Path, port: int, record: _Record) -> None:
        self._folder = folder
        self._port = port
        self._record = record
        self._gate = _load_gate()

    async def serve(self, listener: socket.socket, ready: int, idle_bound: float, stay: bool) -> None:
        gate, secret = self._gate, (self._folder / "key").read_text(encoding="ascii")
        ministack = gate.ministack.load()
        credentials, downloads = gate.Credentials(secret), gate.Downloads(secret)
        credentials.install()
        gate.ministack.sign_downloads(downloads.signed)
        gate.ministack.refuse_made_up_answers()
        if os.name == "posix":
            gate.functions.install()
        idle = gate.Idle(idle_bound)
        idle.stay = stay
        inner = _saving(gate.RestApis(ministack.app), self._saver(ministack))
        serve = gate.serve_with_hypercorn(_config)
        doors = gate.Doors(inner, self._folder / "ports.json", credentials, idle, serve)
        control = self._control(secret, ministack.app, doors, idle)
        front = gate.Front(
            _announcing(inner, ready, doors.look),
            port=self._port,
            credentials=credentials,
            downloads=downloads,
            control=control,
            idle=idle,
            after_write=doors.look,
        )
        await serve(front, listener, _stop_trigger(self._record, idle, doors.close))

    def _saver(self, ministack: Any) -> Callable[[], None]:
        persistence = importlib.import_module("ministack.core.persistence")
        logging.getLogger("persistence").setLevel(logging.WARNING)

        def save() -> None:
            if self._record.is_there():  # otherwise saving would bring a deleted folder back
                persistence.save_all(ministack._build_persistence_save_dict())

        return save

    def _control(self, secret: str, application: Application, doors: Any, idle: Any) -> Any:
        """The commands' requests besides the question whether it is there."""

        async def reset() -> dict[str, Any]:
            said = await self._gate.call_ministack(application, "POST", "/_ministack/reset")
            doors.look()
            return said

        async def stay() -> dict[str, Any]:
            idle.stay = True
            return {"stay": True}

        control = self._gate.Control(secret, self._port)
        control.actions |= {"reset": reset, "stay": stay}
        return control


def _load_gate() -> Any:
    """The package beside this file, without making importable what else is there and belongs to our environment."""
    name, folder = "gate", Path(__file__).parent / "gate"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec
    assert spec.loader
    gate = importlib.util.module_from_spec(spec)
    sys.modules[name] = gate
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode  # that folder is Touchdown's
    spec.loader.exec_module(gate)
    sys.dont_write_bytecode = before
    return gate


def _config() -> Any:
    config = importlib.import_module("hypercorn.config").Config()
    config.keep_alive_timeout = 75  # as MiniStack's own command has it
    config.errorlog = logging.getLogger("hypercorn.error")  # otherwise each line is in the log twice
    return config


def _announcing(application: Application, ready: int, started: Callable[[], None]) -> Application:
    """Tell the process that starts us when the application has started, by closing the pipe."""

    async def announcing(scope: Message, receive: Receive, send: Send) -> None:
        async def send_and_announce(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                started()
                with suppress(BrokenPipeError):
                    os.write(ready, READY)
                os.close(ready)

        await application(scope, receive, send_and_announce)

    return announcing


def _saving(application: Application, save: Callable[[], None]) -> Application:
    """Save the state soon after each request that may have changed it."""
    delay = _SAVE_AFTER
    scheduled = False

    def run() -> None:
        nonlocal delay, scheduled
        scheduled = False
        start = time.monotonic()
        save()
        delay = max(_SAVE_AFTER, 10 * (time.monotonic() - start))

    async def saving(scope: Message, receive: Receive, send: Send) -> None:
        nonlocal scheduled
        try:
            await application(scope, receive, send)
        finally:
            if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD") and not scheduled:
                scheduled = True
                asyncio.get_running_loop().call_later(delay, run)

    return saving


def _stop_trigger(record: _Record, idle: Any, before: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """What ends when the process is asked to end, or nobody uses it. Without its record it ends right here, and leaves
    no trace."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)

    signal.signal(signal.SIGTERM, on_signal)

    async def wait() -> None:
        while record.is_there():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), min(_LOOK_EVERY, idle.bound / 4))
            if idle.over and not stop.is_set():
                logging.getLogger("touchdown").warning("Nobody has used it for %.0f s: it ends.", idle.bound)
                stop.set()
            if stop.is_set():
                before()
                return
        _end()

    return wait


def _end() -> None:
    """End at once, together with the functions that are still running."""
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "stay")
