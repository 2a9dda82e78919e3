"""Checks that only this user can write to a folder or a file: anybody else who can would choose what we ship and run.

Not checked on Windows, where permissions are lists, and a folder below the user's own inherits the user's.

Limits: parent folders aren't checked, because CI systems work below folders that everybody may write to. Access control
lists of Unix systems are seen only as far as they show in the mode, as the group's permissions.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_HAS_OWNERS = os.name != "nt"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def why_not_ours(folder: Path) -> str | None:
    """Why a folder, or the target of a link of that name, can't be trusted; None if it can.

    A missing folder can be trusted. An unreachable folder is reported by the code that tries to use it.
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


def why_others_write(file: Path) -> str | None:
    """Why a file that is run may hold what somebody else wants: it belongs to neither this user nor root, or everybody
    may write to it."""
    if not _HAS_OWNERS:
        return None
    try:
        owners, mode = {file.lstat().st_uid, file.stat().st_uid}, file.stat().st_mode
    except OSError:
        return None
    if strangers := owners - {0, os.geteuid()}:
        return f"It belongs to the user with the number {strangers.pop()}, and this is {os.geteuid()}."
    if mode & stat.S_IWOTH:
        return f"Everybody may write to it: its mode is {stat.S_IMODE(mode):04o}."
    return None
