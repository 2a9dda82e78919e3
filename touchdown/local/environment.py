"""The Python environment that MiniStack runs in: made by uv on first use, shared by all projects of the user.

MiniStack pins its own botocore, so it can't live beside ours. The environment's name holds all that it is made from;
another version is another environment. It is made beside its place and renamed, so an environment in place is complete.

uv is run with the user's own settings (indexes, proxies, certificates), but in the cache folder, so that the settings
of a single project don't get into what all projects share.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from touchdown.local import locks
from touchdown.machine import cache, uv
from touchdown.model.errors import LocalError

# boto3 is pinned because without it the resolver prefers a new boto3 and a MiniStack so old that it runs stale code.
# With cryptography, MiniStack checks the signatures of tokens; without it, it refuses all of them.
_PINNED = ("ministack==1.5.33", "boto3==1.43.106", "cryptography==50.0.2")
# What serve.py needs besides; both ends of the lock use the same library.
_UNPINNED = ("filelock>=3.16", "attrs>=25.1")
# What Python functions find besides their own code, as in Lambda's runtimes, in a folder of its own.
_OF_FUNCTIONS = ("awslambdaric==4.2.2", "boto3==1.43.106")
_FUNCTIONS = "functions"


def ensure(progress: Callable[[str], None]) -> Path:
    """The Python of the environment, which is made first if it isn't there."""
    environment = _place()
    _use(environment)
    if not _python(environment).is_file():
        with locks.held(
            environment.with_name(f"{environment.name}.lock"), progress, "another command that sets up the local AWS"
        ):
            _make(environment, progress)
    return _python(environment)


def _place() -> Path:
    name = "-".join(requirement.replace("==", "-") for requirement in (*_PINNED, _OF_FUNCTIONS[0]))
    return cache.environments() / f"{name}-{sys.implementation.cache_tag}"


def _use(environment: Path) -> None:
    """Sees to it that nobody removes the environment while it is made or started."""
    try:
        cache.make(environment.parent)
        _require_own_cache()
        cache.use(environment)
    except OSError as error:
        raise LocalError(
            "The local AWS can't be set up.",
            why=f"{environment.parent} can't be written to: {error.strerror}.",
            hint=f"Name another folder for it in the environment variable {cache.VARIABLE}.",
        ) from error


def _require_own_cache() -> None:
    """Refuses a cache that others may write to: what lies there is run."""
    if why := cache.why_not_ours():
        raise LocalError("The local AWS can't be set up.", why=why, hint=cache.REMEDY)


def _python(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _make(environment: Path, progress: Callable[[str], None]) -> None:
    if _python(environment).is_file():  # another command has made it while we waited
        return
    partial = environment.with_name(f"{environment.name}.partial")
    _remove(partial)
    progress(f"Setting up the local AWS, once for all projects ({_PINNED[0]}, Python {sys.version.split()[0]})")
    _uv(
        # It is moved when it is done, hence relocatable.
        ["venv", "--quiet", "--no-project", "--relocatable", "--python", sys.executable, str(partial)],
        partial.parent,
        progress,
    )
    _uv(["pip", "install", "--python", str(_python(partial)), *_PINNED, *_UNPINNED], partial.parent, progress)
    _uv(["pip", "install", "--python", str(_python(partial)), *_for_functions(partial)], partial.parent, progress)
    _remove(environment)  # its Python was uninstalled, otherwise we wouldn't be here
    partial.rename(environment)


def _for_functions(environment: Path) -> list[str]:
    """uv's arguments for the packages of functions.

    AWS's runtime client has wheels for Linux only. Elsewhere those are taken too: without their native part, for which
    `gate/functions` has a fallback, they are plain Python.
    """
    processor = {"arm64": "aarch64", "amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    system = ["--python-platform", f"{processor}-manylinux2014"]
    return ["--target", str(environment / _FUNCTIONS), *system, "--only-binary", ":all:", *_OF_FUNCTIONS]


def _remove(environment: Path) -> None:
    if environment.exists():
        shutil.rmtree(environment)


def _uv(arguments: list[str], folder: Path, progress: Callable[[str], None]) -> None:
    """Run uv, passing its summary lines on. The single packages (" + boto3==...") are only of interest in an error."""
    command = [_find_uv(), "--color", "never", *arguments]
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=folder,
        env=uv.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(uv.without_credentials(line.rstrip()))
            if not lines[-1].startswith(" "):
                progress(f"uv: {lines[-1]}")
    if process.returncode:
        raise LocalError(
            "The local AWS can't be set up.",
            why=f"`uv {arguments[0]}` failed:\n" + "\n".join(lines),
            hint="uv needs a package index: check the network, and uv's settings if you have an index of your own.",
        )


def _find_uv() -> str:
    try:
        return uv.find()
    except FileNotFoundError as error:
        raise LocalError(
            "The local AWS can't be set up.", why=str(error), hint="Install uv into this environment: `pip install uv`."
        ) from error
