"""Whether what lies in a folder can only be ours: whoever else may write there chooses what we ship and run.

On Windows the answer is always yes: rights are lists there, and a folder within the user's own has the user's.

Limits: the folders above it aren't looked at, since CI systems work below some that all may write to. Lists of rights
that a Unix system has besides the mode show in the mode as those of the group.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_HAS_OWNERS = os.name != "nt"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def why_not_ours(folder: Path) -> str | None:
    """Why a folder, or what a link of that name leads to, can't be trusted, if it can't.

    What isn't there can be, and what can't be reached is told by whoever tries.
    """
    if not _HAS_OWNERS:
        return None
    try:
        if folder.is_symlink() and (owner := folder.lstat().st_uid) not in (0, os.geteuid()):
            return f"It is a link that the user with the number {owner} has made."
        there = folder.stat()
    except OSError:
        return None
    leads = f"It leads to {folder.resolve()}, which" if folder.is_symlink() else "It"
    if there.st_uid != os.geteuid():
        return f"{leads} belongs to the user with the number {there.st_uid}, and this is {os.geteuid()}."
    if there.st_mode & _OTHERS_WRITE:
        return f"{leads} may be written to by others: its mode is {stat.S_IMODE(there.st_mode):04o}."
    return None
