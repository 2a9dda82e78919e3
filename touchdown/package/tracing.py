"""Translates the lines of Lambda's tracebacks to lines of the user's file.

Rule: a line is translated only if the traceback quotes the code that would be shipped there now. Otherwise the
traceback comes from an older state of the file, and the line is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import attrs

_FRAME = re.compile(r'File "(?P<path>[^"]+)", line (?P<line>\d+)(?P<rest>[^\n]*)(?P<code>\n *[^\n]*)?')


@attrs.frozen
class Origin:
    """Where a shipped file comes from: for each of its lines the line in the user's file, 0 for none."""

    shipped: str
    text: str
    file: Path
    lines: tuple[int, ...]

    def line(self, shipped: int, code: str) -> int | None:
        """The line in the file of a line that was shipped, if its code is what stands there."""
        texts = self.text.splitlines()
        if not 0 < shipped <= len(texts) or texts[shipped - 1].strip() != code.strip():
            return None
        return self.lines[shipped - 1] or None


def translated(text: str, origins: Sequence[Origin]) -> str:
    """A traceback, or a log with some in it, in the lines of the user's files."""

    def frame(found: re.Match[str]) -> str:
        code = found.group("code") or ""
        for origin in origins:
            if found.group("path").endswith(f"/{origin.shipped}"):
                line = origin.line(int(found.group("line")), code)
                if line is not None:
                    return f'File "{_short(origin.file)}", line {line}{found.group("rest")}{code}'
        return found.group()

    return _FRAME.sub(frame, text)


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
