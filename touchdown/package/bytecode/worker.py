"""Compiles modules. It is run by the Python of a function's runtime, so it imports nothing of ours.

    python -P -s -S -B worker.py 3.13.0

reads modules from its standard input, each a path and its source, and writes for each what comes of it: bytecode as in
a `.pyc`, or nothing where this Python can't read it, as a template. Each of them is 4 bytes of its length, and itself.

`marshal` writes another form of what is used elsewhere in the process, too. So each module is built anew before: of
texts that are all interned and held, and of what nothing else uses. Then the same source gives the same bytes, whatever
was compiled before it (tests/package/bytecode).
"""

from __future__ import annotations

import importlib.util
import marshal
import sys
import warnings
from types import CodeType
from typing import Any, BinaryIO, cast

ROOT = "/var/task/"
"""Where Lambda unpacks a package: what a traceback shows is there, wherever it was compiled."""

UNCHECKED = (0b01).to_bytes(4, "little")
"""PEP 552: a hash of the source follows, which isn't checked."""

_LENGTH = 4
_PARTS = ("co_consts", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_filename", "co_name", "co_qualname")


def compiled(path: str, source: bytes) -> bytes:
    """A module as unchecked hash-based bytecode; nothing if this Python can't read it."""
    try:
        code = compile(source, ROOT + path, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return b""
    held: list[str] = []
    written = marshal.dumps(_anew(code, held))
    return importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source) + written


def _anew(value: Any, held: list[str]) -> Any:
    """The same constant, made of nothing that anything else in the process may use, but for its texts."""
    if isinstance(value, str):
        held.append(sys.intern(value))
        return held[-1]
    if isinstance(value, CodeType):
        return value.replace(**{name: _anew(getattr(value, name), held) for name in _PARTS})
    if isinstance(value, tuple):
        return tuple([_anew(one, held) for one in cast(tuple[Any, ...], value)])
    if isinstance(value, frozenset):
        return frozenset([_anew(one, held) for one in cast(frozenset[Any], value)])
    return value


def read(file: BinaryIO) -> bytes | None:
    """What `write` has written; None at the end."""
    length = file.read(_LENGTH)
    return file.read(int.from_bytes(length, "big")) if length else None


def write(file: BinaryIO, data: bytes) -> None:
    """Writes what `read` reads."""
    file.write(len(data).to_bytes(_LENGTH, "big"))
    file.write(data)


def main(version: str) -> None:
    """Compiles all that comes in, if this is the Python that was meant."""
    if sys.version.split()[0] != version:
        sys.exit(f"it is Python {sys.version.split()[0]}")
    warnings.simplefilter("ignore")
    while (path := read(sys.stdin.buffer)) is not None:
        write(sys.stdout.buffer, compiled(path.decode(), read(sys.stdin.buffer) or b""))


if __name__ == "__main__":
    main(sys.argv[1])
