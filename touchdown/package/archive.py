"""Zip archives: written so that the same files always give the same bytes, and read with suspicion (`zip_checks.py`).

Names are sorted, times and modes fixed. Small archives are stored as they are. Others are compressed by libdeflate,
which the library `deflate` brings along in one version: what Python's zlib writes differs between machines, since some
systems have zlib-ng in its place. Members that are compressed already are copied. Files of the disk are read when it is
their turn, so that a large archive doesn't take its size in memory.

The container is written here, because `zipfile` can't take compressed members, and its headers differ between
versions of Python. Limits: no zip64, so fewer than 65,536 files and 4 GB; Lambda's own limits are far below.
"""

from __future__ import annotations

import base64
import hashlib
import io
import mmap
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import attrs

from touchdown.machine.steps import Did, unheard
from touchdown.package.zip_checks import Doubtful, not_utf8, refuse_doubtful

STORED_BELOW = 1_000_000
"""Archives of fewer bytes aren't compressed."""

_LEVEL = 5
"""As small as what zlib makes at its level 6, in a third of the time. 115 MB of pandas, numpy, pydantic and
cryptography come to 34.1 MB in 0.8 s of one processor; at level 6 to 33.8 MB in 1.0 s. zlib's level 6 makes 34.1 MB in
2.8 s, zlib-ng's 34.7 MB in 1.2 s, isal's highest 38.0 MB in 0.3 s: an upload and each cold start would take longer."""
_BATCH = 500_000
"""Bytes that one thread compresses at a time: handing a small file over takes longer than compressing it."""
_STORED, _DEFLATED = 0, 8
_DATE = 0x0021  # 1980-01-01, the first day that a zip knows
_UTF8 = 0x0800
_VERSION = 20
_UNIX = 3
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sBBHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_FILE = 0o100644
_PROGRAM = 0o100755


@attrs.frozen
class Member:
    """A file in an archive: `data` as it is stored there."""

    path: str
    data: bytes | memoryview = attrs.field(repr=False)
    size: int
    crc: int
    method: int = _STORED
    mode: int = _FILE

    def read(self) -> Member:
        return self


@attrs.frozen
class Unread:
    """A file of the disk that becomes a member when it is read."""

    path: str
    place: Path
    program: bool

    @property
    def size(self) -> int:
        return self.place.stat().st_size

    def read(self) -> Member:
        return member(self.path, self.place.read_bytes(), program=self.program)


def member(path: str, contents: bytes, *, program: bool = False) -> Member:
    """A file as a member that isn't compressed."""
    return Member(path, contents, len(contents), zlib.crc32(contents), mode=_PROGRAM if program else _FILE)


def compressed(one: Member) -> Member:
    """The member in compressed form, if that is smaller."""
    from deflate import deflate_compress  # pyright: ignore[reportUnknownVariableType]  it has no types

    if one.method != _STORED:
        return one
    data = bytes(deflate_compress(one.data, _LEVEL))
    return attrs.evolve(one, data=data, method=_DEFLATED) if len(data) < one.size else one


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """The zip that holds the files, by path."""
    return write_members(member(path, contents) for path, contents in files.items())


def write_members(members: Iterable[Member | Unread]) -> bytes:
    """The zip that holds the members, compressed unless they are small together."""
    out = io.BytesIO()
    write_members_to(out, members)
    return out.getvalue()


def write_members_to(out: IO[bytes], members: Iterable[Member | Unread], did: Did = unheard) -> None:
    """Writes the zip that holds the members to a file."""
    ordered = sorted(members, key=lambda one: one.path)
    directory: list[bytes] = []
    if sum(one.size for one in ordered) < STORED_BELOW:
        directory += (_write(out, one.read()) for one in ordered)
    else:
        with ThreadPoolExecutor(os.cpu_count(), "compress") as pool:
            for done in pool.map(_compressed_batch, _batches(ordered)):
                directory += (_write(out, one) for one in done)
                did(sum(one.size for one in done))
    start, size = out.tell(), sum(map(len, directory))
    out.writelines(directory)
    out.write(_END.pack(b"PK\5\6", 0, 0, len(ordered), len(ordered), size, start, 0))


def _batches(members: Iterable[Member | Unread]) -> Iterator[list[Member | Unread]]:
    """The members in their order, those that have to be compressed in parts of about the same size."""
    batch: list[Member | Unread] = []
    size = 0
    for one in members:
        batch.append(one)
        size += one.size if isinstance(one, Unread) or one.method == _STORED else 0
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _compressed_batch(batch: Iterable[Member | Unread]) -> list[Member]:
    return [compressed(one.read()) for one in batch]


def _write(out: IO[bytes], one: Member) -> bytes:
    """Writes a member, and gives its entry in the directory."""
    name, offset = one.path.encode(), out.tell()
    common = (_UTF8, one.method, 0, _DATE, one.crc, len(one.data), one.size, len(name), 0)
    out.write(_LOCAL.pack(b"PK\3\4", _VERSION, *common))
    out.write(name)
    out.write(one.data)
    return _CENTRAL.pack(b"PK\1\2", _VERSION, _UNIX, _VERSION, *common, 0, 0, 0, one.mode << 16, offset) + name


def members_of(archive: bytes | Path) -> Iterator[Member]:
    """The members of an archive that was written here, as they are stored."""
    with _opened(archive) as opened:
        whole = memoryview(_mapped(archive) if isinstance(archive, Path) else archive)
        for info in opened.infolist():
            start = info.header_offset + _LOCAL.size + len(info.filename.encode())
            data = whole[start : start + info.compress_size]
            yield Member(info.filename, data, info.file_size, info.CRC, info.compress_type, info.external_attr >> 16)


def _opened(archive: bytes | Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(archive if isinstance(archive, Path) else io.BytesIO(archive))


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def paths_in(archive: bytes | Path) -> frozenset[str]:
    """The paths of the files in a zip. Raises Doubtful if it is none that is clear."""
    try:
        with _opened(archive) as opened:
            refuse_doubtful(opened)
            members = opened.infolist()
    except UnicodeDecodeError as error:
        raise not_utf8(error) from None
    except Doubtful:
        raise
    # All of these come out of zipfile for one zip or another that was changed at random (tests/package).
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Doubtful(f"is no zip that can be read: {str(error).rstrip('.')}") from None
    return frozenset(one.filename for one in members if not one.is_dir())


def read_file(archive: bytes | Path, path: str) -> bytes:
    """A file of a zip."""
    with _opened(archive) as opened:
        return opened.read(path)


def sha256(archive: bytes | Path) -> str:
    """The hash as Lambda's CodeSha256 has it: base64 of the SHA-256."""
    if isinstance(archive, bytes):
        return base64.b64encode(hashlib.sha256(archive).digest()).decode()
    with archive.open("rb") as file:
        return base64.b64encode(hashlib.file_digest(file, "sha256").digest()).decode()
