"""A zip in a folder of the cache, with a JSON file about it that holds its hash.

The folder is renamed into place, so a zip that is there is complete. Its hash is verified all the same before it is
used. With a seal, the JSON file has to carry it: the seal covers the folder's name (a hash of the zip's inputs), the
zip's hash, and everything else in the JSON file.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from touchdown.machine.seal import Seal
from touchdown.machine.steps import Did, unheard
from touchdown.package import archive
from touchdown.package.archive import Member, Unread

_SEAL = "seal"


def read(folder: Path, name: str, seal: Seal | None = None) -> Mapping[str, Any] | None:
    """The content of the JSON file beside a zip; None if the zip is missing, damaged, or lacks the seal asked for."""
    try:
        metadata = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        if seal is not None and not seal.holds(metadata.get(_SEAL), *_sealed(folder, name, metadata)):
            return None
        return metadata if metadata["sha256"] == _digest(folder / f"{name}.zip") else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(
    folder: Path,
    name: str,
    members: Iterable[Member | Unread],
    metadata: Mapping[str, Any],
    temporary: Path,
    did: Did = unheard,
    seal: Seal | None = None,
) -> Mapping[str, Any]:
    """Writes a zip, and the JSON file about it, in place of what is there. Returns what the JSON file holds.

    :param temporary: a folder to write them in, on the same disk; what was there before may be moved into it.
    """
    partial = temporary / "kept"
    partial.mkdir()
    with (partial / f"{name}.zip").open("wb") as file:
        archive.write_members_to(file, members, did)
    document = {"sha256": _digest(partial / f"{name}.zip"), **metadata}
    if seal is not None:
        document[_SEAL] = seal.of(*_sealed(folder, name, document))
    (partial / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _put_aside(folder, temporary)
    partial.rename(folder)
    return document


def _sealed(folder: Path, name: str, metadata: Mapping[str, Any]) -> tuple[str, str, str]:
    """What the seal covers."""
    without = {key: value for key, value in metadata.items() if key != _SEAL}
    return folder.name, name, json.dumps(without, sort_keys=True)


def _put_aside(folder: Path, temporary: Path) -> None:
    """Moves a folder out of the way, complete for processes that have it open; removes it if it can't be moved."""
    try:
        folder.rename(temporary / "before")
    except FileNotFoundError:
        return
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
