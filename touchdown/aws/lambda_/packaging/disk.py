"""Errors of the disk while requirements are resolved and packages are made, as errors of the declaration.

An error that names a file of the function's own is about that file. Other errors are about the files that are made:
mostly the disk is full, and the error of the write names no file.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from touchdown.machine import cache
from touchdown.model.errors import DeclarationError, InputError

if TYPE_CHECKING:
    from touchdown.aws.lambda_.packaging.packed import Packed

_TEMPORARY = "It is done in the folder for temporary files: make room there, or let TMPDIR name another one."


def require_own_cache() -> None:
    """Refuses a folder for what is built that others may write to: what lies there is shipped."""
    if why := cache.why_not_ours():
        raise InputError(
            f"The folder {cache.folder()} for what is built isn't yours alone.", why=why, hint=cache.REMEDY
        )


def require_cache() -> None:
    """Makes the folder for what is built, and says that it is in use."""
    try:
        cache.make(cache.packages())
        require_own_cache()
        cache.use(cache.packages())
    except OSError as error:
        raise InputError(
            f"The folder {cache.packages()} for what is built can't be made.",
            why=f"{error.strerror}.",
            hint="TOUCHDOWN_CACHE_DIR names another one.",
        ) from error


@contextmanager
def watched(function: Packed, made: str) -> Generator[None]:
    """Raises errors of the disk in this block as errors of the function for which something is made."""
    try:
        yield
    except OSError as error:
        inside = next((path for path, place in function.sources.files.items() if str(place) == error.filename), None)
        raise _unreadable(function, inside, error) if inside else _unwritable(function, made, error) from error


@contextmanager
def resolving(function: Packed) -> Generator[None]:
    """Raises errors of the disk in this block as errors of a function's requirements."""
    try:
        yield
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        ours = error.filename and Path(error.filename).is_relative_to(function.account.directory)
        raise DeclarationError(
            f"{function.address}: requirements= can't be resolved.",
            where=function.where,
            why=f"{error.strerror}{place}.",
            hint="Mend that: it is required." if ours else _TEMPORARY,
        ) from error


def _unreadable(function: Packed, path: str, error: OSError) -> DeclarationError:
    return DeclarationError(
        f"{function.address}: code= {path} can't be read.",
        where=function.where,
        why=f"{error.strerror}.",
        hint="Mend that, or leave it out with exclude=.",
    )


def _unwritable(function: Packed, made: str, error: OSError) -> DeclarationError:
    place = f": {error.filename}" if error.filename else ""
    return DeclarationError(
        f"{function.address}: {made} can't be written.",
        where=function.where,
        why=f"{error.strerror}{place}.",
        hint=f"Packages are made in {cache.folder()}: `touchdown cache clean` empties it, TOUCHDOWN_CACHE_DIR names "
        "another folder.",
    )
