"""Compiled libraries, as far as it is looked into them."""

from __future__ import annotations

import struct

X86_64, AARCH64 = 62, 183


def elf(machine: int) -> bytes:
    """The header of a shared library without sections, for a kind of machine."""
    ident = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    return ident + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 0, 0, 0, 64, 0, 0, 64, 0, 0)
