"""Removes debug symbols from compiled files, where that is safe.

Loaders use segments; linkers and debuggers use sections. Compilers place sections that aren't loaded (`.debug_*`,
`.symtab`, `.strtab`) behind everything that is, and the table of sections behind them, so a file can be cut off there.
Tables that loading needs, such as `.dynsym` and `.eh_frame`, are inside of segments, and stay.

Weakness: a file that was modified after linking may have segments behind its symbols, and is left unchanged. auditwheel
modifies files in this way, to write in where their libraries are.
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
    """A 64-bit compiled file without what no loader reads; anything else unchanged."""
    from elftools.common.exceptions import ELFError
    from elftools.construct import ConstructError
    from elftools.elf.elffile import ELFFile

    try:
        elf = ELFFile(io.BytesIO(data))
        end = max((segment["p_offset"] + segment["p_filesz"] for segment in elf.iter_segments()), default=0)
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
    """Whether everything behind the segments is known, and isn't loaded."""
    sections = [section for section in elf.iter_sections() if section["sh_type"] != "SHT_NOBITS"]
    ends = {section["sh_offset"] + section["sh_size"]: bool(section["sh_flags"] & _ALLOC) for section in sections}
    table = elf["e_shoff"] + elf["e_shnum"] * elf["e_shentsize"]
    # Data appended behind the table, as in self-extracting programs, is found by its position.
    complete = size - max([*ends, table, end]) < _ALIGNED
    return complete and not any(loaded for place, loaded in ends.items() if place > end)
