"""A zip in a folder of the cache, and what is said of it in a document beside it, with its hash.

One that is in its place is whole, because the folder is renamed there; before it is used it is held against its hash
all the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from touchdown.machine.steps import Did, unheard
from touchdown.package import archive
from touchdown.package.archive import Member, Unread


def read(folder: Path, name: str) -> Mapping[str, Any] | None:
    """What is said of the zip of a name; None if there is none, or one that was damaged."""
    try:
        said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return said if said["sha256"] == _digest(folder / f"{name}.zip") else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(
    folder: Path,
    name: str,
    members: Iterable[Member | Unread],
    said: Mapping[str, Any],
    temporary: Path,
    did: Did = unheard,
) -> Mapping[str, Any]:
    """Writes a zip and what is said of it.

    :param temporary: where that is done, on the same disk.
    """
    partial = temporary / "kept"
    partial.mkdir()
    with (partial / f"{name}.zip").open("wb") as file:
        archive.write_members_to(file, members, did)
    whole = {"sha256": _digest(partial / f"{name}.zip"), **said}
    (partial / f"{name}.json").write_text(json.dumps(whole), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial.rename(folder)
    return whole


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
