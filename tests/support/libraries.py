"""Compiled libraries, as far as it is looked into them."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import attrs
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

from touchdown.package.requirements.target import Target

X86_64, AARCH64 = 62, 183
_MAGIC = b"\x7fELF"


def elf(machine: int) -> bytes:
    """The header of a shared library without sections, for a kind of machine."""
    ident = _MAGIC + bytes([2, 1, 1]) + bytes(9)
    return ident + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 0, 0, 0, 64, 0, 0, 64, 0, 0)


@attrs.frozen
class Looked:
    """What a compiled file says of the machine that it is for."""

    path: str
    machine: str
    glibc: tuple[int, int]
    """The newest version of the C library that it needs."""
    python: str | None
    """Which Python it extends, if it is an extension for one."""

    @classmethod
    def at(cls, path: str, data: bytes) -> Looked:
        elf = ELFFile(io.BytesIO(data))
        needs = [one for one in elf.iter_sections() if isinstance(one, GNUVerNeedSection)]
        names = [aux.name for one in needs for _, auxes in one.iter_versions() for aux in auxes]
        versions = [re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?", name) for name in names]
        glibc = max(((int(one[1]), int(one[2])) for one in versions if one), default=(0, 0))
        abi = re.search(r"\.cpython-3(\d+)", path)
        return cls(path, str(elf["e_machine"]), glibc, f"3.{abi[1]}" if abi else None)

    def fits(self, target: Target) -> bool:
        machine = {"x86_64": "EM_X86_64", "aarch64": "EM_AARCH64"}[target.platform.partition("-")[0]]
        assert target.glibc
        return self.machine == machine and self.glibc <= target.glibc and self.python in (None, target.python)


def in_zip(path: Path) -> Iterator[Looked]:
    """All compiled files in a zip, whatever they are called."""
    with ZipFile(path) as opened:
        for name in opened.namelist():
            data = opened.read(name)
            if data.startswith(_MAGIC):
                yield Looked.at(name, data)
