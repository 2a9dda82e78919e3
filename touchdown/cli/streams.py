"""Standard output and error that survive the end of their readers.

A line that nobody can read any more must not break off a change: the terminal was closed, or `| tee` has ended. Further
output is discarded. Whether the command ends as well is decided by SIGHUP (`interruption.py`), not by a failed write: a
write to a closed terminal may fail before Python handles the signal, and where a shell has disowned the command there
is no signal at all.

Standard output survives if it is a terminal, or once the command gives more than its output: changes, a plan's file, an
exit code. Before that, a reader that closes the pipe has read enough, as `| head` has, and a full disk is an error.

Standard output is only for the requested output: anything that a Touchdownfile prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_OUT = 1
"""The descriptor of standard output, which child processes inherit."""
_TERMINAL_GONE = errno.EIO


class _Enduring(io.FileIO):
    """A stream's file that ignores some errors: those in `endured`, or every error if that is None."""

    def __init__(self, stream: TextIO, endured: set[int] | None) -> None:
        super().__init__(stream.fileno(), "wb", closefd=False)
        self.endured = endured
        self._replaced = stream  # keeps the file open: it is closed with its last reference

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if self.endured is not None and error.errno not in self.endured:
                raise
            discard(self.fileno())
            return memoryview(data).nbytes


def outlive_readers() -> None:
    """Replaces Python's streams by streams that survive. A stream without a file, as in tests, stays."""
    sys.stdout = _enduring(sys.stdout, {_TERMINAL_GONE} if os.isatty(1) else set())
    sys.stderr = _enduring(sys.stderr, None)


def outlive_readers_of_stdout() -> None:
    """Lets standard output survive from now on: what the command does counts even if its output is lost."""
    buffer: object = getattr(sys.stdout, "buffer", None)
    raw: object = getattr(buffer, "raw", None)
    if isinstance(raw, _Enduring) and raw.endured is not None:
        raw.endured.add(errno.EPIPE)


@contextlib.contextmanager
def stdout_leads_to_stderr() -> Generator[None]:
    """Redirects standard output to standard error meanwhile: of Python, of child processes, and of C libraries.

    Output of child processes is discarded if standard error has no file, as in tests.
    """
    with contextlib.redirect_stdout(sys.stderr):
        try:
            kept = os.dup(_OUT)
        except OSError:  # the descriptor isn't open
            yield
            return
        try:
            _lead(_OUT, sys.stderr)
            yield
        finally:
            _flush(sys.__stdout__)
            os.dup2(kept, _OUT)
            os.close(kept)


def _lead(descriptor: int, stream: TextIO) -> None:
    try:
        os.dup2(stream.fileno(), descriptor)
    except (OSError, ValueError):  # closed, or a test's stream
        discard(descriptor)


def _flush(stream: TextIO | None) -> None:
    """Flushes a stream, and Python's original stream as well, which a library may have written to."""
    with contextlib.suppress(OSError, ValueError):
        if stream is not None:
            stream.flush()


def discard(descriptor: int) -> None:
    """Discards all further output, so that Python doesn't complain about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _enduring(stream: TextIO, endured: set[int] | None) -> TextIO:
    try:
        raw = _Enduring(stream, endured)
    except (AttributeError, OSError):  # the descriptor isn't open, or it is a test's stream
        return stream
    buffer: BinaryIO = io.BufferedWriter(raw)
    return io.TextIOWrapper(
        buffer,
        encoding=stream.encoding,
        errors="backslashreplace",  # the locale may lack characters of file names
        line_buffering=bool(stream.line_buffering),
        write_through=bool(getattr(stream, "write_through", False)),
    )
