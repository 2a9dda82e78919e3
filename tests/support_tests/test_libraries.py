"""What a compiled file says of its machine."""

from __future__ import annotations

import pytest

from tests.support.libraries import AARCH64, X86_64, Looked, elf
from touchdown.package.requirements.target import target_of


@pytest.mark.parametrize(
    ("path", "machine", "fits"),
    [
        ("a.so", AARCH64, False),
        ("a.so", X86_64, True),
        ("a.cpython-313-x86_64-linux-gnu.so", X86_64, True),
        ("a.cpython-311-x86_64-linux-gnu.so", X86_64, False),
    ],
)
def test_it_fits_a_target_of_its_processor_and_python(path: str, machine: int, fits: bool) -> None:
    target = target_of("python3.13", "x86_64")
    assert target is not None
    assert Looked.at(path, elf(machine)).fits(target) is fits
