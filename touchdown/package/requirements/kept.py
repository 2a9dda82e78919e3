"""A zip in a folder of the cache, and what is said of it in a document beside it, with its hash.

One that is in its place is whole, because the folder is renamed there; before it is used it is held against its hash
all the same. Where a seal is given, the document has to carry it: it is of the folder's name, of the hash, and of all
else that is said. The folder's name is a hash of what the zip is made from.
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
    """What is said of the zip of a name; None if there is none, or one that was damaged, or isn't sealed."""
    try:
        said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        if seal is not None and not seal.holds(said.get(_SEAL), *_sealed(folder, name, said)):
            return None
        return said if said["sha256"] == _digest(folder / f"{name}.zip") else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(
    folder: Path,
    name: str,
    members: Iterable[Member | Unread],
    said: Mapping[str, Any],
    temporary: Path,
    did: Did = unheard,
    seal: Seal | None = None,
) -> Mapping[str, Any]:
    """Writes a zip and what is said of it, in place of what is there.

    :param temporary: where that is done, on the same disk; what was there may stay in it.
    """
    partial = temporary / "kept"
    partial.mkdir()
    with (partial / f"{name}.zip").open("wb") as file:
        archive.write_members_to(file, members, did)
    whole = {"sha256": _digest(partial / f"{name}.zip"), **said}
    if seal is not None:
        whole[_SEAL] = seal.of(*_sealed(folder, name, whole))
    (partial / f"{name}.json").write_text(json.dumps(whole), encoding="utf-8")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _put_aside(folder, temporary)
    partial.rename(folder)
    return whole


def _sealed(folder: Path, name: str, said: Mapping[str, Any]) -> tuple[str, str, str]:
    without = {key: value for key, value in said.items() if key != _SEAL}
    return folder.name, name, json.dumps(without, sort_keys=True)


def _put_aside(folder: Path, temporary: Path) -> None:
    """Takes away what is there; moved, it is whole for whoever has it open."""
    try:
        folder.rename(temporary / "before")
    except FileNotFoundError:
        return
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
