"""Zips that somebody else has packed: refused where two programs would unpack two things, or something elsewhere.

What the directory of the zip says is looked at first: the sum of the sizes, each name, each kind. Then each file is
read to its end, piece by piece and no further than its declared size. Nothing is unpacked to the disk.

Source: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification": 4.3.7 local headers, 4.4.4 flags, 4.4.5 methods.
Weakness: two files that lie over each other in the zip are taken for two.
"""

from __future__ import annotations

import copy
import stat
import struct
import sys
import zlib
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from touchdown.package.paths import alike, is_utf8, leads_out, shown

MOST_UNPACKED = 250 * 1024 * 1024
"""Bytes. AWS, "Lambda quotas": the size of a package with its layers, unpacked."""

AT_ONCE = 1024 * 1024
"""Bytes that are held at a time."""

_ENCRYPTED = 0x1 | 0x40 | 0x2000
_SIZES_FOLLOW, _UTF8 = 0x8, 0x800
_LOCAL = struct.Struct("<4s10x4sIIHH")
_ZIP64 = 0xFFFFFFFF
_UNIX = 3
_LONGEST_LINK = 4096
_MOST_LINKS = 40  # as Linux follows


class Doubtful(ValueError):
    """Why a zip is refused, as a sentence that lacks its beginning: `holds ../evil, ...`."""


def refuse_doubtful(opened: ZipFile) -> None:
    """Raises Doubtful unless whatever unpacks the zip has to come to the same files, all below its folder."""
    members = opened.infolist()
    size = sum(member.file_size for member in members)
    if size > MOST_UNPACKED:
        raise Doubtful(f"is {size:,} bytes unpacked, and Lambda takes {MOST_UNPACKED:,}: leave out what isn't needed")
    for member in members:
        _refuse_name(member)
        _refuse_kind(member)
    _refuse_two_of_a_name(members)
    for member in members:
        _refuse_lies(opened, member)
    _refuse_links_out(opened, members)


def not_utf8(error: UnicodeDecodeError) -> Doubtful:
    """What speaks against a zip that can't be opened, because a name is marked as UTF-8 and isn't."""
    name = error.object.decode(errors="backslashreplace")
    return Doubtful(f"holds {shown(name)}, whose name isn't UTF-8: rename it, and pack it again")


def _refuse_name(member: ZipInfo) -> None:
    name = member.orig_filename
    if not name or leads_out(name) or "\0" in name:
        raise Doubtful(
            f"holds {shown(name)}, whose name isn't a path below the function's folder: "
            "pack it again, from within the folder of its files"
        )
    # A name that isn't marked as UTF-8 was decoded as if it were of the first PCs.
    raw = name if member.flag_bits & _UTF8 else name.encode("cp437").decode(errors="surrogateescape")
    if not is_utf8(raw):
        raise Doubtful(f"holds {shown(name)}, whose name isn't UTF-8: rename it, or pack it with another program")


def _refuse_kind(member: ZipInfo) -> None:
    name = shown(member.filename)
    if member.flag_bits & _ENCRYPTED:
        raise Doubtful(f"holds {name}, which is encrypted: pack it again without a password")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Doubtful(
            f"holds {name}, compressed by method {member.compress_type}, which not every unzip program knows: "
            "pack it again with deflate"
        )
    if _kind(member) not in (0, stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK):
        raise Doubtful(f"holds {name}, which is neither a file nor a folder nor a link: leave it out")


def _kind(member: ZipInfo) -> int:
    return stat.S_IFMT(member.external_attr >> 16) if member.create_system == _UNIX else 0


def _refuse_two_of_a_name(members: Sequence[ZipInfo]) -> None:
    seen: dict[str, int] = {}
    for member in members:
        if seen.setdefault(member.filename, member.CRC) != member.CRC:
            raise Doubtful(
                f"holds {shown(member.filename)} twice, and it isn't clear which of them counts: leave one out"
            )
    for first, second in alike(path for path in seen if not path.endswith("/")):
        raise Doubtful(f"holds {shown(first)} and {shown(second)}, which differ in case only: rename one of them")


def _refuse_lies(opened: ZipFile, member: ZipInfo) -> None:
    """Reads a file to its end, which has to be where both headers say."""
    name = shown(member.filename)
    # zipfile stops at the declared size, whatever follows; with this copy it reads to the real end.
    endless = copy.copy(member)
    endless.file_size = sys.maxsize
    size = 0
    try:
        with opened.open(endless) as stream:
            while size <= member.file_size and (read := stream.read(AT_ONCE)):
                size += len(read)
    except BadZipFile as error:
        raise Doubtful(_damage(name, str(error))) from None
    except (zlib.error, EOFError):
        raise Doubtful(f"is a damaged zip: {name} is incomplete") from None
    if size != member.file_size or not _agrees(opened, member):
        raise Doubtful(f"holds {name}, of another size than it declares, {member.file_size:,} bytes: pack it again")


def _damage(name: str, said: str) -> str:
    if "CRC" in said:
        return f"is a damaged zip: {name} doesn't have the checksum that it should have"
    return f"is a damaged zip: {name} isn't where its directory says, or has another name there"


def _agrees(opened: ZipFile, member: ZipInfo) -> bool:
    """Whether the header beside a file declares the sizes that the directory does; some have none there."""
    assert opened.fp is not None
    opened.fp.seek(member.header_offset)
    _, _, packed, size, _, _ = _LOCAL.unpack(opened.fp.read(_LOCAL.size))
    if member.flag_bits & _SIZES_FOLLOW or _ZIP64 in (packed, size):
        return True
    return (packed, size) == (member.compress_size, member.file_size)


def _refuse_links_out(opened: ZipFile, members: Sequence[ZipInfo]) -> None:
    links: dict[str, str] = {}
    for member in members:
        if _kind(member) == stat.S_IFLNK:
            if member.file_size > _LONGEST_LINK:
                raise Doubtful(f"holds {shown(member.filename)}, a link of {member.file_size:,} bytes: leave it out")
            links[_plain(member.filename)] = opened.read(member).decode(errors="replace")
    for name, target in links.items():
        if not _stays(name, links):
            raise Doubtful(
                f"holds {shown(name)}, a link to {shown(target)}, which leads out of the function's folder: "
                "pack its target in its place"
            )


def _plain(path: str) -> str:
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _stays(path: str, links: Mapping[str, str]) -> bool:
    """Whether a path comes to a place within, when links are followed; those that go in a circle never do."""
    here: list[str] = []
    ahead, left = path.split("/")[::-1], _MOST_LINKS
    while ahead:
        part = ahead.pop()
        if part == "..":
            if not here:
                return False
            here.pop()
        elif part not in ("", "."):
            target = links.get("/".join([*here, part]))
            if target is None:
                here.append(part)
            elif target.startswith("/") or not left:
                return False
            else:
                left -= 1
                ahead += target.split("/")[::-1]
    return True
