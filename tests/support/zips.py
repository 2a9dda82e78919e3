"""Zips as no program would write them: what stands in the headers of a file is put in place afterwards."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

# Where a value lies in the entry of the directory and in the header beside the file, and what kind of number it is.
_FLAGS, _METHOD, _SIZE = (8, 6, "<H"), (10, 8, "<H"), (24, 22, "<I")
_ATTRIBUTES = (38, None, "<I")
_NAME = (46, 30)


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as opened:
        for path, contents in files.items():
            opened.writestr(path, contents)
    return buffer.getvalue()


def encrypted(data: bytes, name: str) -> bytes:
    return _put(data, name, 1, *_FLAGS)


def by_method(data: bytes, name: str, method: int) -> bytes:
    return _put(data, name, method, *_METHOD)


def of_size(data: bytes, name: str, size: int) -> bytes:
    """Another declared size, unpacked, in both places."""
    return _put(data, name, size, *_SIZE)


def of_size_beside_it(data: bytes, name: str, size: int) -> bytes:
    """Another declared size, unpacked, in the header beside the file only."""
    return _put(data, name, size, None, *_SIZE[1:])


def of_mode(data: bytes, name: str, mode: int) -> bytes:
    return _put(data, name, mode << 16, *_ATTRIBUTES)


def renamed(data: bytes, name: str, other: bytes, *, is_utf8: bool) -> bytes:
    """A name of the same length, of any bytes, with or without the mark that it is UTF-8."""
    assert len(name) == len(other)
    found = bytearray(_put(data, name, 0x800 if is_utf8 else 0, *_FLAGS))
    entry = _entry(found, name)
    beside = _beside(found, entry)
    for start in (entry + _NAME[0], beside + _NAME[1]):
        found[start : start + len(other)] = other
    return bytes(found)


def _put(data: bytes, name: str, value: int, in_directory: int | None, in_header: int | None, form: str) -> bytes:
    found = bytearray(data)
    entry = _entry(found, name)
    beside = _beside(found, entry)
    for start, offset in ((entry, in_directory), (beside, in_header)):
        if offset is not None:
            struct.pack_into(form, found, start + offset, value)
    return bytes(found)


def _entry(data: bytearray, name: str) -> int:
    """Where the entry of a file begins in the directory."""
    start = data.index(b"PK\1\2")
    while not data[start + _NAME[0] :].startswith(name.encode()):
        start = data.index(b"PK\1\2", start + 4)
    return start


def _beside(data: bytearray, entry: int) -> int:
    (offset,) = struct.unpack_from("<I", data, entry + 42)
    return int(offset)
