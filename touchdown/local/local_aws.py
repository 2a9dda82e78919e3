"""The local AWS of a project, as the commands use it.

Each call holds the project's lock while it looks and acts, so two commands that start it at once get the same process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import attrs

from touchdown.local import environment, key, locks, ports, server
from touchdown.local.folder import Folder
from touchdown.local.health import Process
from touchdown.local.record import Record
from touchdown.model.errors import LocalError

_RESET_BOUND = 60.0
_ANSWER_BOUND = 20.0
"""Seconds that an answer may take, from a busy process on a busy machine."""
_LOG_INTERVAL = 0.2

_ACCOUNT = "000000000000"
_REGION = "us-east-1"
"""The region where neither a command nor a variable names any, as for `--local`."""


def _silent(message: str) -> None:
    """Progress that nobody wants to see."""


@attrs.frozen
class Status:
    """`started` is whether the call that returned this has started it."""

    running: bool
    address: str | None
    pid: int | None
    data: Path
    log: Path
    started: bool = False


@attrs.frozen
class Access:
    """What a client needs: the address, and the key for it. The id is good for any other account's number too."""

    address: str
    access_key_id: str
    secret_access_key: str = attrs.field(repr=False)
    region: str
    """The region of the last command that used it. The local AWS has all regions, each with its own resources."""

    def variables(self) -> dict[str, str | None]:
        """The variables that SDKs read; None for those that would make them look elsewhere."""
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "AWS_PROFILE": None,
            "AWS_SESSION_TOKEN": None,
        }


def _absolute(path: Path) -> Path:
    return path.absolute()


@attrs.frozen
class LocalAws:
    """The local AWS of the project in this folder."""

    project: Path = attrs.field(converter=_absolute)

    @property
    def folder(self) -> Folder:
        return Folder(self.project)

    def start(self, progress: Callable[[str], None] = _silent, *, stay: bool = False) -> Status:
        """Have it running: set it up if it never was, start it if it isn't running, and wait until it answers.

        With `stay` it doesn't end by itself when nobody uses it.
        """
        self.folder.create()
        python = environment.ensure(progress)
        with self._alone(progress):
            start = not self._is_running()
            if start:
                progress("Starting the local AWS")
                key.ensure(self.folder.key)
                server.launch(python, self.folder, stay=stay)
            process = self._process()
            process.check(server.START_BOUND)
            if stay and not start:
                process.stay(_ANSWER_BOUND)
            return attrs.evolve(self._status(), started=start)

    def use(self, progress: Callable[[str], None] = _silent, *, region: str | None = None) -> Access:
        """Have it running, and not emptied by another command for as long as this process lives.

        Other programs get this region as well (`Access.variables`).
        """
        self.folder.create()
        with self._alone(progress):
            locks.share(self.folder.commands)
            if region:
                self.folder.region.write_text(region, encoding="utf-8")
        self.start(progress)
        return self.access()

    def access(self) -> Access:
        """The access to the running local AWS."""
        if not self.status().running:
            raise LocalError("The local AWS is not running.", hint="`touchdown local start` starts it.")
        process = self._process()
        return Access(f"http://127.0.0.1:{process.port}", _ACCOUNT, process.key, self._region())

    def _region(self) -> str:
        known = self.folder.region
        used = known.read_text(encoding="utf-8") if known.exists() else ""
        return used or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or _REGION

    def ports(self) -> dict[str, int]:
        """The ports of APIs and function URLs, by their ids, while it runs."""
        return ports.read(self.folder.ports) if self.status().running else {}

    def stop(self) -> bool:
        """End it, with its state saved. Says whether it was running."""
        if not self._is_there():
            return False
        with self._alone():
            running = self._is_running()
            if running:
                server.stop(self._process().check(_ANSWER_BOUND), self.folder)
            return running

    def status(self) -> Status:
        if not self._is_there():
            return Status(running=False, address=None, pid=None, data=self.folder.path, log=self.folder.log)
        with self._alone():
            return self._status()

    def reset(self) -> Status:
        """Remove everything that was made in it, unless a command uses it. If it was running it still is."""
        if self._is_there():
            with self._alone():
                self._refuse_beside_others()
                if self._is_running():
                    self._process().reset(_RESET_BOUND)
                else:
                    self.folder.wipe()
        return self.status()

    def log_lines(self, follow: bool) -> Iterator[str]:
        """The lines of its log; with `follow`, those to come as well, until it is stopped."""
        if not self.folder.log.exists():
            return
        with self.folder.log.open("rb") as log:
            while True:
                # Asked before reading, so that the last lines of a process that ends meanwhile are read too.
                more = follow and self.status().running
                yield from _lines(log, more)
                if not more:
                    return
                time.sleep(_LOG_INTERVAL)  # no portable way to wait for a file to grow

    def _alone(self, progress: Callable[[str], None] = _silent) -> AbstractContextManager[None]:
        return locks.held(self.folder.command_lock, progress, "another command on the local AWS of this project")

    def _is_there(self) -> bool:
        """Whether there is a folder, which must be the user's own."""
        if not os.path.lexists(self.folder.path):
            return False
        self.folder.check()
        return True

    def _refuse_beside_others(self) -> None:
        others = locks.others(self.folder.commands)
        if others:
            numbers = ", ".join(map(str, others))
            raise LocalError(
                "The local AWS is in use, and was not emptied.",
                why=f"A command uses it: process {numbers}.",
                hint="Wait until it has ended, or stop it, and give this command again.",
            )

    def _is_running(self) -> bool:
        return not locks.is_free(self.folder.server_lock)

    def _record(self) -> Record:
        record = Record.read(self.folder.record)
        if record is None:
            raise LocalError(
                "The local AWS is running, but has lost its record.",
                why=f"{self.folder.record} is missing or damaged.",
                hint="Delete that file: the local AWS then ends within a second or two, and can be started again.",
            )
        return record

    def _process(self) -> Process:
        """The running process, to be asked with the port in its record and the project's key."""
        port, known = self._record().port, key.read(self.folder.key)
        if known is None:
            raise LocalError(
                "The local AWS is running, but the project's key for it is gone.",
                why=f"{self.folder.key} is missing, or was open to others.",
                hint=f"Delete {self.folder.record}: the local AWS then ends within a second or two, and can be started "
                "again.",
            )
        return Process(port, known)

    def _status(self) -> Status:
        running = self._is_running()
        record = Record.read(self.folder.record) if running else None
        return Status(
            running=running,
            address=record.address if record else None,
            pid=record.pid if record else None,
            data=self.folder.path,
            log=self.folder.log,
        )


def _lines(log: BinaryIO, more: bool) -> Iterator[str]:
    """The lines up to the end of the file. A line that is still being written is left for later, if there is more."""
    while line := log.readline():
        if more and not line.endswith(b"\n"):
            log.seek(-len(line), os.SEEK_CUR)
            return
        yield line.decode(errors="replace").rstrip("\r\n")
