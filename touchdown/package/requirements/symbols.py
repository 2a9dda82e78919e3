"""Symbols for debuggers within compiled files: cut off where that is safe.

A program is loaded by its segments; sections are for linkers and debuggers. Compilers put those that aren't loaded
(`.debug_*`, `.symtab`, `.strtab`) behind all that is, and the table of sections behind these: from there on a file can
end. Tables that are needed to load it, as `.dynsym` and `.eh_frame`, are in its segments, and stay.

Weakness: a file that was changed after it was linked, as those are into which auditwheel has written where their
libraries are, may have segments behind its symbols: it stays as it is.
Source: "Tool Interface Standard (TIS) Executable and Linking Format (ELF) Specification", version 1.2.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from elftools.elf.elffile import ELFFile

_SECTION_TABLE = slice(0x28, 0x30)  # e_shoff
_SECTION_COUNT = slice(0x3C, 0x40)  # e_shnum, e_shstrndx
_ALLOC = 0x2  # SHF_ALLOC: the section is loaded
_ALIGNED = 16


def without_symbols(data: bytes) -> bytes:
    """A compiled file of 64 bits without what no loader reads; anything else as it is."""
    from elftools.common.exceptions import ELFError
    from elftools.construct import ConstructError
    from elftools.elf.elffile import ELFFile

    try:
        elf = ELFFile(io.BytesIO(data))
        end = max((one["p_offset"] + one["p_filesz"] for one in elf.iter_segments()), default=0)
        cut = elf.elfclass == 64 and end and _is_all_behind(elf, end, len(data))
    except (ELFError, ConstructError, ValueError, OverflowError):
        return data
    if not cut:
        return data
    short = bytearray(data[:end])
    short[_SECTION_TABLE] = bytes(8)
    short[_SECTION_COUNT] = bytes(4)
    return bytes(short)


def _is_all_behind(elf: ELFFile, end: int, size: int) -> bool:
    """Whether what is behind the segments is known, and isn't loaded."""
    sections = [one for one in elf.iter_sections() if one["sh_type"] != "SHT_NOBITS"]
    ends = {one["sh_offset"] + one["sh_size"]: bool(one["sh_flags"] & _ALLOC) for one in sections}
    table = elf["e_shoff"] + elf["e_shnum"] * elf["e_shentsize"]
    # What somebody has put behind the table, as programs that unpack themselves have it, is read by its place.
    whole = size - max([*ends, table, end]) < _ALIGNED
    return whole and not any(loaded for place, loaded in ends.items() if place > end)
