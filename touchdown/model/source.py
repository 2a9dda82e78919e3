"""The line of a user's file that declares something."""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from types import FrameType

import attrs

_OURS = os.path.join(Path(__file__).resolve().parent.parent, "")  # noqa: PTH118  it ends with a separator


@attrs.frozen
class Source:
    """A line of a file; as text `Touchdownfile:12`, relative to the working directory where that is shorter."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{_short(self.path)}:{self.line}"


def caller() -> Source | None:
    """The innermost line on the stack that is neither Touchdown's nor a library's frame of it."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None:
        filename = frame.f_code.co_filename
        if not filename.startswith(_OURS) and not filename.startswith("<"):
            return Source(Path(filename), frame.f_lineno)
        frame = frame.f_back
    return None


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
