"""A zip in a folder of the cache, with a JSON file about it that holds its hash.

The folder is renamed into place, so a zip that is there is complete. Its hash is verified all the same before it is
used.
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
    """The content of the JSON file beside a zip; None if the zip is missing or damaged."""
    try:
        metadata = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return metadata if metadata["sha256"] == _digest(folder / f"{name}.zip") else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(
    folder: Path,
    name: str,
    members: Iterable[Member | Unread],
    metadata: Mapping[str, Any],
    temporary: Path,
    did: Did = unheard,
) -> Mapping[str, Any]:
    """Writes a zip, and the JSON file about it. Returns what the JSON file holds.

    :param temporary: a folder to write them in, on the same disk.
    """
    partial = temporary / "kept"
    partial.mkdir()
    with (partial / f"{name}.zip").open("wb") as file:
        archive.write_members_to(file, members, did)
    document = {"sha256": _digest(partial / f"{name}.zip"), **metadata}
    (partial / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial.rename(folder)
    return document


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
