"""Keeps what a Touchdownfile does to the process away from Touchdown's own work.

A Touchdownfile is Python, and may set up logging, filter warnings, handle signals, change the environment or the
current folder: much of that is meant for its functions. Left in force, `logging.basicConfig(level=DEBUG)` would make
`apply` print secrets, and `os.environ["AWS_PROFILE"] = ...` would decide which account is changed. So all of it is put
back when the file has been read. And a module beside the file never takes the place of a library of ours: what is
imported here late would get a user's `packaging.py`.

Weakness: threads that the file starts go on.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Final

LIBRARIES: Final = frozenset(
    """
    attr attrs botocore click dateutil deflate elftools filelock findpython jmespath markdown_it mdurl packaging
    pathspec platformdirs pygments pygraphviz resvg_py rich six stdlib_list tomli_w touchdown touchdown_command urllib3
    uv yaml
    """.split()
)
"""The top-level modules of Touchdown and of the libraries that it needs; a test holds this against what is there."""

Restore = Callable[[], object]


@contextmanager
def kept_apart() -> Generator[None]:
    """Puts back, after the block, what it has changed of the process."""
    restored: list[Restore] = [_folder(), _environment(), _logging(), _streams(), *_signals()]
    timeout = socket.getdefaulttimeout()
    with warnings.catch_warnings():
        try:
            yield
        finally:
            socket.setdefaulttimeout(timeout)
            for restore in restored:
                restore()


def _folder() -> Restore:
    before = Path.cwd()
    return lambda: os.chdir(before)


def _environment() -> Restore:
    before = dict(os.environ)

    def restore() -> None:
        if dict(os.environ) != before:
            os.environ.clear()
            os.environ.update(before)

    return restore


def _streams() -> Restore:
    before = sys.stdout, sys.stderr, sys.excepthook

    def restore() -> None:
        sys.stdout, sys.stderr, sys.excepthook = before

    return restore


def _signals() -> list[Restore]:
    if threading.current_thread() is not threading.main_thread():
        return []  # the file can't set any there
    numbers = [one for one in signal.valid_signals() if signal.getsignal(one) is not None]
    before = {one: signal.getsignal(one) for one in numbers}

    def restore() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    return [restore]


def _logging() -> Restore:
    """Loggers that the file has set up say nothing more; those of libraries are as they were."""
    before = {logger: _state(logger) for logger in _loggers()}
    disabled = logging.root.manager.disable
    factory = logging.getLogRecordFactory()

    def restore() -> None:
        logging.root.manager.disable = disabled
        logging.setLogRecordFactory(factory)
        for logger in _loggers():
            handlers, level, propagates, off, filters = before.get(logger, ([], logging.NOTSET, True, False, []))
            logger.handlers[:], logger.filters[:] = handlers, filters
            logger.propagate, logger.disabled = propagates, off
            logger.setLevel(level)

    return restore


def _loggers() -> list[logging.Logger]:
    known = logging.root.manager.loggerDict.values()
    return [logging.root, *(one for one in known if isinstance(one, logging.Logger))]


def _state(logger: logging.Logger) -> tuple[list[logging.Handler], int, bool, bool, list[Any]]:
    return [*logger.handlers], logger.level, logger.propagate, logger.disabled, [*logger.filters]


class OurLibraries:
    """Finds Touchdown's own libraries, wherever `sys.path` begins: past the folder of the Touchdownfile."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is not None or name not in LIBRARIES:
            return None
        return PathFinder.find_spec(name, [one for one in sys.path if one != self._folder], target)


def look_past(folder: Path) -> None:
    """Finds Touchdown's own libraries elsewhere than in this folder from now on."""
    others = [one for one in sys.meta_path if not isinstance(one, OurLibraries)]
    sys.meta_path[:] = [OurLibraries(str(folder)), *others]
