"""Compiled files that a function's machine can't load are told before they are uploaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.libraries import AARCH64, X86_64, elf
from touchdown.package.extensions import unfit_extensions
from touchdown.package.requirements.target import Target, target_of


def target(runtime: str = "python3.13", architecture: str = "x86_64") -> Target:
    found = target_of(runtime, architecture)
    assert found is not None
    return found


def said(path: str, data: bytes, on: Target) -> str:
    (problem,) = unfit_extensions({path: data}, on)
    return str(problem).partition(",")[0]


def test_one_for_another_processor_is_told() -> None:
    assert said("lib/a.so", elf(AARCH64), target()) == "lib/a.so was made for arm64"
    assert said("a.so.1.2", elf(X86_64), target(architecture="arm64")) == "a.so.1.2 was made for x86_64"


def test_one_for_another_python_is_told() -> None:
    path = "a.cpython-311-x86_64-linux-gnu.so"
    assert said(path, elf(X86_64), target()) == f"{path} was made for Python 3.11"
    assert not list(unfit_extensions({path: elf(X86_64)}, target("python3.11")))


@pytest.mark.parametrize(
    ("start", "system"), [(b"\xcf\xfa\xed\xfe", "macOS"), (b"\xca\xfe\xba\xbe", "macOS"), (b"MZ", "Windows")]
)
def test_one_for_another_system_is_told(start: bytes, system: str) -> None:
    assert said("a.so", start + bytes(60), target()) == f"a.so was made for {system}"


@pytest.mark.skipif(sys.platform != "linux", reason="it compiles a library for Linux")
def test_one_that_needs_a_newer_c_library_is_told(tmp_path: Path) -> None:
    # pow is of glibc 2.29, in its present form.
    (tmp_path / "a.c").write_text("#include <math.h>\ndouble up(double a, double b) { return pow(a, b); }\n")
    command = ["cc", "-shared", "-fPIC", "-O0", "-o", str(tmp_path / "a.so"), str(tmp_path / "a.c"), "-lm"]
    try:
        subprocess.run(command, check=True)
    except FileNotFoundError:
        pytest.skip("there is no compiler here")
    data = (tmp_path / "a.so").read_bytes()
    here = "x86_64" if data[18:20] == bytes([X86_64, 0]) else "arm64"
    old, new = target("python3.11", here), target("python3.13", here)
    (problem,) = unfit_extensions({"a.so": data}, old)
    assert "a.so needs glibc 2.29, and there is 2.26" in str(problem)
    assert not list(unfit_extensions({"a.so": data}, new))


def test_what_is_no_library_is_not_looked_into() -> None:
    assert not list(unfit_extensions({"a.py": b"MZ", "b.so": b"no library at all"}, target()))
