"""Zip archives: the same files always give the same bytes. Zips made elsewhere are checked first (`zip_checks.py`).

Names are sorted; times and modes are fixed. Small archives are stored uncompressed. Others are compressed by
libdeflate, which the library `deflate` bundles in one version; the output of Python's zlib differs between machines,
since some systems use zlib-ng in its place. Members that are compressed already are copied. Files on disk are read one
after another, so a large archive doesn't need its size in memory.

The container format is written here, because `zipfile` can't take compressed members, and its headers differ between
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
"""Its output is as small as that of zlib at level 6, in a third of the time. 115 MB of pandas, numpy, pydantic and
cryptography come to 34.1 MB in 0.8 s of one processor; at level 6 to 33.8 MB in 1.0 s. zlib's level 6 makes 34.1 MB in
2.8 s, zlib-ng's 34.7 MB in 1.2 s, isal's highest 38.0 MB in 0.3 s: an upload and each cold start would take longer."""
_BATCH = 500_000
"""Bytes that a thread compresses at a time: for a small file the handover would take longer than the compression."""
_STORED, _DEFLATED = 0, 8
_DATE = 0x0021  # 1980-01-01, the earliest date in a zip
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
    """A file in an archive; `data` holds the bytes as stored there."""

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
    """A file on disk, which becomes a member when it is read."""

    path: str
    place: Path
    program: bool

    @property
    def size(self) -> int:
        return self.place.stat().st_size

    def read(self) -> Member:
        return member(self.path, self.place.read_bytes(), program=self.program)


def member(path: str, contents: bytes, *, program: bool = False) -> Member:
    """A file as an uncompressed member."""
    return Member(path, contents, len(contents), zlib.crc32(contents), mode=_PROGRAM if program else _FILE)


def compressed(item: Member) -> Member:
    """The member, compressed if that makes it smaller."""
    from deflate import deflate_compress  # pyright: ignore[reportUnknownVariableType]  it has no types

    if item.method != _STORED:
        return item
    data = bytes(deflate_compress(item.data, _LEVEL))
    return attrs.evolve(item, data=data, method=_DEFLATED) if len(data) < item.size else item


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files, by path."""
    return write_members(member(path, contents) for path, contents in files.items())


def write_members(members: Iterable[Member | Unread]) -> bytes:
    """A zip of these members, compressed unless their total size is small."""
    out = io.BytesIO()
    write_members_to(out, members)
    return out.getvalue()


def write_members_to(out: IO[bytes], members: Iterable[Member | Unread], did: Did = unheard) -> None:
    """Writes a zip of these members to a file."""
    ordered = sorted(members, key=lambda item: item.path)
    directory: list[bytes] = []
    if sum(item.size for item in ordered) < STORED_BELOW:
        directory += (_write(out, item.read()) for item in ordered)
    else:
        with ThreadPoolExecutor(os.cpu_count(), "compress") as pool:
            for done in pool.map(_compressed_batch, _batches(ordered)):
                directory += (_write(out, item) for item in done)
                did(sum(item.size for item in done))
    start, size = out.tell(), sum(map(len, directory))
    out.writelines(directory)
    out.write(_END.pack(b"PK\5\6", 0, 0, len(ordered), len(ordered), size, start, 0))


def _batches(members: Iterable[Member | Unread]) -> Iterator[list[Member | Unread]]:
    """The members in order, in batches: those to compress in batches of about the same size."""
    batch: list[Member | Unread] = []
    size = 0
    for item in members:
        batch.append(item)
        size += item.size if isinstance(item, Unread) or item.method == _STORED else 0
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _compressed_batch(batch: Iterable[Member | Unread]) -> list[Member]:
    return [compressed(item.read()) for item in batch]


def _write(out: IO[bytes], item: Member) -> bytes:
    """Writes a member. Returns its entry for the central directory."""
    name, offset = item.path.encode(), out.tell()
    common = (_UTF8, item.method, 0, _DATE, item.crc, len(item.data), item.size, len(name), 0)
    out.write(_LOCAL.pack(b"PK\3\4", _VERSION, *common))
    out.write(name)
    out.write(item.data)
    return _CENTRAL.pack(b"PK\1\2", _VERSION, _UNIX, _VERSION, *common, 0, 0, 0, item.mode << 16, offset) + name


def members_of(archive: bytes | Path) -> Iterator[Member]:
    """The members of an archive that this module wrote, as stored."""
    with _opened(archive) as opened:
        view = memoryview(_mapped(archive) if isinstance(archive, Path) else archive)
        for info in opened.infolist():
            start = info.header_offset + _LOCAL.size + len(info.filename.encode())
            data = view[start : start + info.compress_size]
            yield Member(info.filename, data, info.file_size, info.CRC, info.compress_type, info.external_attr >> 16)


def _opened(archive: bytes | Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(archive if isinstance(archive, Path) else io.BytesIO(archive))


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def paths_in(archive: bytes | Path) -> frozenset[str]:
    """The paths of the files in a zip. Raises Doubtful where it can't be read, or unpacked unambiguously."""
    try:
        with _opened(archive) as opened:
            refuse_doubtful(opened)
            members = opened.infolist()
    except UnicodeDecodeError as error:
        raise not_utf8(error) from None
    except Doubtful:
        raise
    # zipfile raised each of these for some zip that was changed at random (tests/package).
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Doubtful(f"isn't a readable zip: {str(error).rstrip('.')}") from None
    return frozenset(info.filename for info in members if not info.is_dir())


def read_file(archive: bytes | Path, path: str) -> bytes:
    """The content of a file in a zip."""
    with _opened(archive) as opened:
        return opened.read(path)


def sha256(archive: bytes | Path) -> str:
    """The hash in the form of Lambda's CodeSha256: base64 of the SHA-256."""
    if isinstance(archive, bytes):
        return base64.b64encode(hashlib.sha256(archive).digest()).decode()
    with archive.open("rb") as file:
        return base64.b64encode(hashlib.file_digest(file, "sha256").digest()).decode()
