"""Standard output and error that outlive whoever reads them.

A line that nobody can read any more must not break off a change: the terminal was closed, or `| tee` has ended. What is
written from then on goes nowhere. Whether the command ends for that reason is another question, which SIGHUP answers
(`interruption.py`): a write to a terminal that is gone may fail before Python gets to hear of the signal, and where a
shell has let go of the command there is no signal at all.

Of standard output this holds for terminals, and once there is more to be had than what is printed: changes, the file of
a plan, its exit code. Until then a reader that has gone had enough, as `| head` has, and a disk that is full is told.

And standard output is for what was asked for: what a Touchdownfile prints isn't that.
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
"""The descriptor of standard output, which programs that are started get."""
_TERMINAL_GONE = errno.EIO


class _Enduring(io.FileIO):
    """The file of a stream. `endured` are the errors after which it goes on; none are named if all are."""

    def __init__(self, stream: TextIO, endured: set[int] | None) -> None:
        super().__init__(stream.fileno(), "wb", closefd=False)
        self.endured = endured
        self._replaced = stream  # who is last to let go of it closes the file

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if self.endured is not None and error.errno not in self.endured:
                raise
            discard(self.fileno())
            return memoryview(data).nbytes


def outlive_readers() -> None:
    """Puts streams that go on in the place of Python's. What is no file, as in tests, stays."""
    sys.stdout = _enduring(sys.stdout, {_TERMINAL_GONE} if os.isatty(1) else set())
    sys.stderr = _enduring(sys.stderr, None)


def outlive_readers_of_stdout() -> None:
    """From now on there is more to be had than what is printed: what can't be told any more is done all the same."""
    buffer: object = getattr(sys.stdout, "buffer", None)
    raw: object = getattr(buffer, "raw", None)
    if isinstance(raw, _Enduring) and raw.endured is not None:
        raw.endured.add(errno.EPIPE)


@contextlib.contextmanager
def stdout_leads_to_stderr() -> Generator[None]:
    """What is printed meanwhile goes to standard error: by Python, by a program that is started, by a library in C.

    Of programs it goes nowhere if standard error is no file, as in tests.
    """
    with contextlib.redirect_stdout(sys.stderr):
        try:
            kept = os.dup(_OUT)
        except OSError:  # nothing is open there
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
    except (OSError, ValueError):  # closed, or what a test reads
        discard(descriptor)


def _flush(stream: TextIO | None) -> None:
    """Who knows Python's own stream may have written into that."""
    with contextlib.suppress(OSError, ValueError):
        if stream is not None:
            stream.flush()


def discard(descriptor: int) -> None:
    """What is written there from now on goes nowhere, and isn't complained about when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _enduring(stream: TextIO, endured: set[int] | None) -> TextIO:
    try:
        raw = _Enduring(stream, endured)
    except (AttributeError, OSError):  # nothing is open there, or what a test reads
        return stream
    buffer: BinaryIO = io.BufferedWriter(raw)
    return io.TextIOWrapper(
        buffer,
        encoding=stream.encoding,
        errors="backslashreplace",  # a locale needn't know all names of files
        line_buffering=bool(stream.line_buffering),
        write_through=bool(getattr(stream, "write_through", False)),
    )
