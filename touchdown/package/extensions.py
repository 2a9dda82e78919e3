"""Checks that the function's machine can load compiled files: extension modules and shared libraries.

A file's content decides, whatever its name says: the kind of machine, and the version of the C library that it needs.
Only the Python version of an extension module is read from its name. Wheels that uv chose fit by their tags, if the
tags are of a kind that is verified on publication (`manylinux`). This check is for files that a user brings along, such
as a folder that was filled on another machine, and for other wheels.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from touchdown.package.problem import Problem
from touchdown.package.requirements.target import Target

_ABI = re.compile(r"\.cpython-(\d)(\d+)[a-z]*-")
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_MACHINES = {"x86_64": "EM_X86_64", "aarch64": "EM_AARCH64"}
_NAMES = {"EM_X86_64": "x86_64", "EM_AARCH64": "arm64"}
_OTHERS = {
    b"\xcf\xfa\xed\xfe": "macOS",
    b"\xca\xfe\xba\xbe": "macOS",
    b"MZ": "Windows",
}
_LIBRARY = re.compile(r"\.(so(\.\d+)*|pyd|dylib)$")


def unfit_extensions(files: Mapping[str, bytes | Path], target: Target) -> Iterator[Problem]:
    """The compiled files that a target can't load."""
    for path, place in files.items():
        if is_library(path):
            why = unfit(path, place if isinstance(place, bytes) else place.read_bytes(), target)
            if why:
                yield Problem(
                    "",
                    0,
                    f"{path} {why}, and the function runs on {target}: install it with requirements=, "
                    "which takes files that fit, or with `uv pip install --python-platform`",
                )


def is_library(path: str) -> bool:
    """Whether a file is compiled, by its name."""
    return _LIBRARY.search(path) is not None


def unfit(path: str, data: bytes, target: Target) -> str | None:
    """Why a target can't load a compiled file; None if it can."""
    other = next((name for magic, name in _OTHERS.items() if data.startswith(magic)), None)
    if other:
        return f"was made for {other}"
    abi = _ABI.search(path)
    if abi and f"{abi.group(1)}.{abi.group(2)}" != target.python:
        return f"was made for Python {abi.group(1)}.{abi.group(2)}"
    machine, needed = _of_elf(data)
    wanted = _MACHINES.get(target.platform.partition("-")[0])
    if machine is not None and wanted is not None and machine != wanted:
        return f"was made for {_NAMES.get(machine, machine)}"
    if target.glibc and needed > target.glibc:
        return f"needs glibc {needed[0]}.{needed[1]}, and there is {target.glibc[0]}.{target.glibc[1]}"
    return None


def _of_elf(data: bytes) -> tuple[str | None, tuple[int, int]]:
    """The machine that a file is for, and the newest version of glibc that it requires."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile
    from elftools.elf.gnuversions import GNUVerNeedSection

    try:
        elf = ELFFile(io.BytesIO(data))
        sections = [section for section in elf.iter_sections() if isinstance(section, GNUVerNeedSection)]
        names = [aux.name for section in sections for _, auxes in section.iter_versions() for aux in auxes]
    except ELFError:
        return None, (0, 0)
    found = [(int(version.group(1)), int(version.group(2))) for name in names if (version := _GLIBC.fullmatch(name))]
    return str(elf["e_machine"]), max(found, default=(0, 0))
