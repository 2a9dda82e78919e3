"""Where the peers are installed: a folder for each, named after the versions that are in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import uv
from filelock import FileLock

_PYTHON = sys.executable


def _cache() -> Path:
    folder = platformdirs.user_cache_path("touchdown-peers", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def from_npm(name: str, packages: Sequence[str]) -> Path:
    """The folder that the commands of some npm packages are in."""
    folder = _cache() / _named(name, packages)
    return _once(folder, [["npm", "install", "--no-fund", "--no-audit", "--prefix", str(folder), *packages]]) / (
        "node_modules/.bin"
    )


def from_pypi(name: str, packages: Sequence[str]) -> Path:
    """The folder that the commands of some distributions are in."""
    folder, tool = _cache() / _named(name, packages), uv.find_uv_bin()
    venv = [tool, "venv", "--quiet", "--clear", "--python", _PYTHON, str(folder)]
    install = [tool, "pip", "install", "--quiet", "--python", str(folder / "bin/python"), *packages]
    return _once(folder, [venv, install]) / "bin"


def _named(name: str, packages: Sequence[str]) -> str:
    return f"{name}-{packages[0].rpartition('@')[2].rpartition('=')[2]}"


def _once(folder: Path, commands: Sequence[Sequence[str]]) -> Path:
    """The folder, after these commands have filled it; a file beside it says that they have."""
    done = folder.with_name(f"{folder.name}.installed")
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            for command in commands:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            done.touch()
    return folder
