"""Where a project keeps the data of its local AWS: `.touchdown/local/`."""

from __future__ import annotations

import shutil
from pathlib import Path

import attrs

from touchdown.model.errors import LocalError


@attrs.frozen
class Folder:
    """The files of one project's local AWS. `serve.py` knows `server_lock` and `record` by their names too."""

    project: Path

    @property
    def path(self) -> Path:
        return self.project / ".touchdown" / "local"

    @property
    def command_lock(self) -> Path:
        """Held by a command while it looks or changes what runs."""
        return self.path / "command.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the process of the local AWS for as long as it lives."""
        return self.path / "server.lock"

    @property
    def record(self) -> Path:
        return self.path / "server.json"

    @property
    def log(self) -> Path:
        return self.path / "ministack.log"

    @property
    def state(self) -> Path:
        return self.path / "state"

    @property
    def objects(self) -> Path:
        return self.path / "s3"

    @property
    def home(self) -> Path:
        """The HOME of the functions: empty, so that they find no credentials in it."""
        return self.path / "home"

    @property
    def temporary(self) -> Path:
        """Where MiniStack unpacks the code of functions."""
        return self.path / "tmp"

    def create(self) -> None:
        """Make the folder, out of Git's sight and for the user's eyes only: functions' environments are in it."""
        ignore = self.path.parent / ".gitignore"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise LocalError(
                "The local AWS has no place for its data.", why=f"{self.path}: {error.strerror}."
            ) from error

    def prepare(self) -> None:
        """Make the folders that the process expects, and remove what a killed one left behind."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        for folder in (self.state, self.objects, self.home, self.temporary):
            folder.mkdir(exist_ok=True)

    def wipe(self) -> None:
        """Remove all data. The record stays, so that the address stays, and so does the log."""
        for folder in (self.state, self.objects, self.home, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)
