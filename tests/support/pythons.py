"""Other Pythons in which Touchdown runs: environments with what it needs, made once on a machine, kept with the caches.

Touchdown itself is taken from this checkout.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import uv
from filelock import FileLock

from tests.support.command import CHECKOUT

_NEEDED = ("pyproject.toml", "constraints.txt")


def other_python(version: str) -> Path:
    """The Python of an environment of a version. The test is skipped where that Python isn't on the machine."""
    digest = hashlib.sha256(b"".join((CHECKOUT / name).read_bytes() for name in _NEEDED)).hexdigest()[:16]
    place = Path(os.environ["TOUCHDOWN_CACHE_DIR"]) / "pythons" / f"{version}-{digest}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.with_name(f"{place.name}.lock")):
        if not (place / "bin" / "python").is_file():
            _make(place, version)
    return place / "bin" / "python"


def _make(place: Path, version: str) -> None:
    python = _beside_this_one(version) or _known_to_uv(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    partial = place.with_name(f"{place.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    made = _uv("venv", "--relocatable", "--no-project", "--python", python, str(partial))
    assert made.returncode == 0, made.stderr
    needed = ("-r", "pyproject.toml", "-c", "constraints.txt")
    installed = _uv("pip", "install", "--compile-bytecode", "--python", str(partial / "bin" / "python"), *needed)
    assert installed.returncode == 0, installed.stderr
    partial.rename(place)


def _beside_this_one(version: str) -> str | None:
    """Where pyenv and others keep them."""
    found = Path(sys.base_prefix).parent.glob(f"{version}.*/bin/python{version}")
    return next((str(one) for one in sorted(found)), None)


def _known_to_uv(version: str) -> str | None:
    found = _uv("python", "find", "--no-python-downloads", "--no-project", version)
    return found.stdout.strip() if found.returncode == 0 else None


def _uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([uv.find_uv_bin(), *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)


def touchdown_in(
    python: Path, folder: Path, *arguments: str, variables: Mapping[str, str], umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """Runs `python -m touchdown ...` of an environment to its end."""
    return subprocess.run(
        [python, "-m", "touchdown", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **variables},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
