"""The local AWS of one project, as the commands use it.

Each call holds the project's lock while it looks and acts, so two commands that start it at once get one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import attrs

from touchdown.local import environment, health, locks, server
from touchdown.local.folder import Folder
from touchdown.local.record import Record
from touchdown.model.errors import LocalError

_RESET_BOUND = 60.0
_LOG_INTERVAL = 0.2


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


def _absolute(path: Path) -> Path:
    return path.absolute()


@attrs.frozen
class LocalAws:
    """The local AWS of the project in this folder."""

    project: Path = attrs.field(converter=_absolute)

    @property
    def folder(self) -> Folder:
        return Folder(self.project)

    def start(self, progress: Callable[[str], None] = _silent) -> Status:
        """Have it running: set it up if it never was, start it if it isn't running, and wait until it answers."""
        self.folder.create()
        python = environment.ensure(progress)
        with self._alone(progress):
            start = not self._is_running()
            if start:
                progress("Starting the local AWS")
                server.launch(python, self.folder)
            record = self._record()
            health.check(record.address, server.START_BOUND)
            return attrs.evolve(self._status(), started=start)

    def stop(self) -> bool:
        """End it, with its state saved. Says whether it was running."""
        if not self.folder.path.exists():
            return False
        with self._alone():
            running = self._is_running()
            if running:
                server.stop(self._record(), self.folder)
            return running

    def status(self) -> Status:
        if not self.folder.path.exists():
            return Status(running=False, address=None, pid=None, data=self.folder.path, log=self.folder.log)
        with self._alone():
            return self._status()

    def reset(self) -> Status:
        """Remove everything that was made in it. If it was running it still is."""
        if self.folder.path.exists():
            with self._alone():
                if self._is_running():
                    health.reset(self._record().address, _RESET_BOUND)
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
    """The lines up to the end of the file. One that is still being written is left for later, if there is more."""
    while line := log.readline():
        if more and not line.endswith(b"\n"):
            log.seek(-len(line), os.SEEK_CUR)
            return
        yield line.decode(errors="replace").rstrip("\r\n")
