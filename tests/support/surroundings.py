"""The environment that tests, and the commands that they start, find themselves in.

Nothing in it leads to a real AWS account, and nothing of the user's home is read or written. The caches are the real
ones: nothing is downloaded again for each test.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
import pytest
import uv

_LOOPBACK = "127.0.0.1,localhost"


def cut_off_from_aws(patch: pytest.MonkeyPatch) -> None:
    """No credentials, profiles, endpoints or proxies: not in variables, files, or from a service of the machine."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    patch.setenv("AWS_CONFIG_FILE", os.devnull)
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    for name in ("NO_PROXY", "no_proxy"):  # a proxy of the machine's is not for its own addresses
        patch.setenv(name, ",".join(filter(None, [os.environ.get(name), _LOOPBACK])))


def keep_caches(patch: pytest.MonkeyPatch) -> None:
    """Name the real caches, which otherwise would be looked for in the home of the test."""
    patch.setenv("XDG_CACHE_HOME", os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"))
    patch.setenv("UV_CACHE_DIR", _uv("cache", "dir"))
    patch.setenv("UV_PYTHON_INSTALL_DIR", _uv("python", "dir"))
    patch.setenv("TOUCHDOWN_CACHE_DIR", str(platformdirs.user_cache_path("touchdown-tests", appauthor=False)))


def heed_interruptions() -> None:
    """A shell makes what it runs in the background, and all that this starts, deaf to Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def hang_ups_heeded() -> Iterator[None]:
    """What is started in the block heeds a closed terminal, also where nohup has made these tests deaf to it.

    The tests themselves stay deaf: of a signal that is ignored, what is started inherits that; of a handler, nothing.
    """
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGHUP, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


@contextmanager
def signals_kept() -> Iterator[None]:
    """A command that ends makes its process deaf to signals, and with it all that the process starts."""
    handlers = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)


def move_to(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HOME", str(home))
    patch.setenv("USERPROFILE", str(home))
    patch.delenv("XDG_STATE_HOME", raising=False)  # it would be the real one


def _uv(*command: str) -> str:
    return subprocess.run([uv.find_uv_bin(), *command], capture_output=True, text=True, check=True).stdout.strip()
