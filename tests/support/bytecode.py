"""Pythons that compile: the one of this process, and made-up ones, which are all that is found."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
VERSION = platform.python_version()
UNKNOWN = "3.99"
"""A Python that no machine has yet."""


def nowhere(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Hides all Pythons but that of this process."""
    patch.setenv("PATH", str(folder))
    for name in ("PYENV_ROOT", "ASDF_DATA_DIR", "UV_PYTHON_INSTALL_DIR", "RYE_HOME", "HOME"):
        patch.setenv(name, str(folder))


def made_up(folder: Path, version: str, script: str = "") -> Path:
    """A program that says it is a Python of a version. Each time that it is asked it writes a line beside it."""
    place = folder / "versions" / version / "bin" / f"python{version.rpartition('.')[0]}"
    place.parent.mkdir(parents=True)
    place.write_text(f'#!/bin/sh\necho asked >> "$0.asked"\n{script or f"echo {version}"}\n')
    place.chmod(0o755)
    return place


def times_asked(place: Path) -> int:
    asked = place.with_name(f"{place.name}.asked")
    return len(asked.read_text().splitlines()) if asked.exists() else 0
