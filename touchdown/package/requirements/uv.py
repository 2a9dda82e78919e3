"""Runs uv, with the user's own configuration. Its errors are reported without credentials.

uv verifies a file's hash when it downloads it, and caches it unpacked; from then on it installs whatever its cache
holds. Where that matters, uv gets an empty cache (`in_cache`), and downloads everything again.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from touchdown.machine import uv

_NOISE = re.compile(
    r"^(WARN|Resolved|Using|Prepared|Installed|Downloading|Downloaded|Audited|Building|\s*Built| \+) ?.*", re.M
)
# uv logs each file that it skips because it would be written outside of the wheel's folder.
_LOGGED = {"RUST_LOG": "uv_extract=warn"}
_LEADS_OUT = re.compile(r"^WARN Skipping unsafe file name: (.+)$", re.M)
_cache: ContextVar[Path | None] = ContextVar("uv's cache", default=None)

_NOTHING: Mapping[str, str] = {}


class UvFailed(Exception):
    """uv's error messages."""


class LeadsOut(UvFailed):
    """A wheel holds files outside of its folder, which uv skipped."""

    def __init__(self, said: str, paths: Sequence[str]) -> None:
        super().__init__(said)
        self.paths = paths


class NoWheel(UvFailed):
    """There is no wheel for a target."""

    def __init__(self, said: str, remedy: str) -> None:
        super().__init__(said)
        self.remedy = remedy


@contextmanager
def in_cache(folder: Path | None) -> Generator[None]:
    """Within this block, and its thread, uv uses this folder as its cache; None: its usual cache."""
    token = _cache.set(folder)
    try:
        yield
    finally:
        _cache.reset(token)


def run(arguments: Sequence[str], folder: Path, stdin: str = "", variables: Mapping[str, str] = _NOTHING) -> str:
    """The output of a uv command. Raises UvFailed with uv's messages, LeadsOut.

    :param variables: added to the environment.
    """
    try:
        command = [uv.find(), "--color", "never", "--no-python-downloads", *arguments]
    except FileNotFoundError as error:
        raise UvFailed(f"{error}: install it with `pip install uv`") from error
    ended = subprocess.run(
        command,
        cwd=folder,
        input=stdin,
        env=uv.environment(UV_NO_PROGRESS="1", **_LOGGED, **_own_cache(), **variables),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ended.returncode:
        raise UvFailed(_reasons(ended.stderr))
    if led := _LEADS_OUT.findall(ended.stderr):
        raise LeadsOut(f"a wheel holds {', '.join(led)}", led)
    return ended.stdout


def _own_cache() -> Mapping[str, str]:
    folder = _cache.get()
    return {"UV_CACHE_DIR": str(folder)} if folder else {}


def _reasons(text: str) -> str:
    lines = (line.strip() for line in _NOISE.sub("", uv.without_credentials(text)).splitlines())
    kept = [line for line in lines if line and not line.startswith("warning:")]
    return "\n".join(line.removeprefix("error: ").removeprefix("cause: ") for line in kept)
