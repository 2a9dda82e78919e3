"""Standard output and error that outlive whoever reads them.

A line that nobody can read any more must not break off a change: the terminal was closed, or `| tee` has ended. What is
written from then on goes nowhere. Whether the command ends for that reason is another question, which SIGHUP answers
(`interruption.py`): a write to a terminal that is gone may fail before Python gets to hear of the signal, and where a
shell has let go of the command there is no signal at all.

Of standard output this holds for terminals, and once there is more to be had than what is printed: changes, the file of
a plan, its exit code. Until then a reader that has gone had enough, as `| head` has, and a disk that is full is told.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

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
