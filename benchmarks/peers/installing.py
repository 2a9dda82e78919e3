"""Installs the peers: a folder for each, named after the version in it."""

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
    """The folder with the commands of npm packages."""
    folder = _cache() / _named(name, packages)
    return _once(folder, [["npm", "install", "--no-fund", "--no-audit", "--prefix", str(folder), *packages]]) / (
        "node_modules/.bin"
    )


def from_pypi(name: str, packages: Sequence[str]) -> Path:
    """The folder with the commands of distributions from PyPI."""
    folder, tool = _cache() / _named(name, packages), uv.find_uv_bin()
    venv = [tool, "venv", "--quiet", "--clear", "--python", _PYTHON, str(folder)]
    install = [tool, "pip", "install", "--quiet", "--python", str(folder / "bin/python"), *packages]
    return _once(folder, [venv, install]) / "bin"


def _named(name: str, packages: Sequence[str]) -> str:
    return f"{name}-{packages[0].rpartition('@')[2].rpartition('=')[2]}"


def _once(folder: Path, commands: Sequence[Sequence[str]]) -> Path:
    """The folder, filled by these commands; a file beside it marks that they have finished."""
    done = folder.with_name(f"{folder.name}.installed")
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            for command in commands:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            done.touch()
    return folder
