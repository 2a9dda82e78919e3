"""The folder in which a project keeps the data of its local AWS: `.touchdown/local/`.

Only the user may read it: functions' environments are in it, and the key, with which anybody could run code as the
user. So a folder of another user, or a link to elsewhere, isn't used, and a key that others could have read isn't kept.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import attrs

from touchdown.model.errors import LocalError


@attrs.frozen
class Folder:
    """The files of one project's local AWS. `serve.py` knows `server_lock`, `record`, `key` and `ports` by name too."""

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
    def key(self) -> Path:
        return self.path / "key"

    @property
    def ports(self) -> Path:
        """Which port leads to which API or function URL."""
        return self.path / "ports.json"

    @property
    def region(self) -> Path:
        """The region of the last command that used it."""
        return self.path / "region"

    @property
    def commands(self) -> Path:
        """A lock for each command that uses it."""
        return self.path / "commands"

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
        """Make the folder, out of Git's sight and for the user's eyes only."""
        ignore = self.path.parent / ".gitignore"
        try:
            for folder in (self.path.parent, self.path):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._check(folder)
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise LocalError(
                "The local AWS has no place for its data.", why=f"{self.path}: {error.strerror}."
            ) from error

    def check(self) -> None:
        """See to it that the folder is the user's own, and that nobody else gets into it."""
        for folder in (self.path.parent, self.path):
            self._check(folder)

    def _check(self, folder: Path) -> None:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise _not_ours(folder, "is no folder" if not folder.is_symlink() else "is a link")
        if os.name == "posix":
            self._close(folder, found)

    def _close(self, folder: Path, found: os.stat_result) -> None:
        if found.st_uid != os.getuid():
            raise _not_ours(folder, f"belongs to the user with the number {found.st_uid}")
        if found.st_mode & 0o077:
            folder.chmod(0o700)
            self.key.unlink(missing_ok=True)

    def prepare(self) -> None:
        """Make the folders that the process expects, and remove what a killed one left behind."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        for folder in (self.state, self.objects, self.home, self.temporary):
            if folder.is_symlink():
                folder.unlink()
            folder.mkdir(mode=0o700, exist_ok=True)

    def wipe(self) -> None:
        """Remove all data. The record stays, so that the address stays, and so does the log."""
        for folder in (self.state, self.objects, self.home, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)


def _not_ours(folder: Path, why: str) -> LocalError:
    return LocalError(
        "The local AWS has no place for its data.",
        why=f"{folder} {why}: somebody else could read what is in it, or choose what runs.",
        hint=f"Look what it is, and remove it: `rm -r {folder}`. A local AWS of its own is then made there.",
    )
