"""The record of the local AWS's process, which it writes once it has its port.

A record outlives its process: the next process takes the same port if it is free. It says nothing about whether the
process still runs (the lock does), and while the lock is held it is either missing or right.
"""

from __future__ import annotations

import json
from pathlib import Path

import attrs


@attrs.frozen
class Record:
    pid: int
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def read(cls, path: Path) -> Record | None:
        """The record, or None if there is none, it can't be read, or names what is no process or port of a user's."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            record = cls(pid=int(content["pid"]), port=int(content["port"]))
            return record if record.pid > 1 and 0 < record.port < 65536 else None
        except (OSError, ValueError, TypeError, KeyError):
            return None
