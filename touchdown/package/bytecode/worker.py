"""Compiles modules. The Python of a function's runtime runs this file, so it imports nothing of ours.

    python -P -s -S -B worker.py 3.13.0

Standard input holds modules, each as its path and its source. For each module, standard output gets its bytecode in the
form of a `.pyc`, or nothing where this Python can't compile it (a template, for instance). Each item is its length in 4
bytes, followed by its bytes.

`marshal` writes objects differently if they are also used elsewhere in the process. So each code object is rebuilt
before it is written, from strings that are all interned and referenced, and from other values that nothing else
references. Then the same source gives the same bytes, whatever was compiled before it (tests/package/bytecode).
"""

from __future__ import annotations

import importlib.util
import marshal
import sys
import warnings
from types import CodeType
from typing import Any, BinaryIO, cast

ROOT = "/var/task/"
"""The folder where Lambda unpacks a package: tracebacks show it, wherever a module was compiled."""

UNCHECKED = (0b01).to_bytes(4, "little")
"""PEP 552: the hash of the source follows, and isn't checked."""

_LENGTH = 4
_PARTS = ("co_consts", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_filename", "co_name", "co_qualname")


def compiled(path: str, source: bytes) -> bytes:
    """A module as unchecked hash-based bytecode; nothing if this Python can't compile it."""
    try:
        code = compile(source, ROOT + path, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return b""
    held: list[str] = []
    written = marshal.dumps(_anew(code, held))
    return importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source) + written


def _anew(value: Any, held: list[str]) -> Any:
    """An equal constant that shares no object with anything else in the process, except strings."""
    if isinstance(value, str):
        held.append(sys.intern(value))
        return held[-1]
    if isinstance(value, CodeType):
        return value.replace(**{name: _anew(getattr(value, name), held) for name in _PARTS})
    if isinstance(value, tuple):
        return tuple([_anew(item, held) for item in cast(tuple[Any, ...], value)])
    if isinstance(value, frozenset):
        return frozenset([_anew(item, held) for item in cast(frozenset[Any], value)])
    return value


def read(file: BinaryIO) -> bytes | None:
    """Reads an item that `write` has written; None at the end."""
    length = file.read(_LENGTH)
    return file.read(int.from_bytes(length, "big")) if length else None


def write(file: BinaryIO, data: bytes) -> None:
    """Writes an item, for `read`."""
    file.write(len(data).to_bytes(_LENGTH, "big"))
    file.write(data)


def main(version: str) -> None:
    """Compiles everything on standard input, if this Python has the expected version."""
    if sys.version.split()[0] != version:
        sys.exit(f"it is Python {sys.version.split()[0]}")
    warnings.simplefilter("ignore")
    while (path := read(sys.stdin.buffer)) is not None:
        write(sys.stdout.buffer, compiled(path.decode(), read(sys.stdin.buffer) or b""))


if __name__ == "__main__":
    main(sys.argv[1])
