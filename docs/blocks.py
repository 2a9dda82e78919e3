"""The files that a page shows, read from its source: tests run them, and so does `record.py`.

A `.. code-block::` with a caption is a file of that name: a Touchdownfile, or one that lies beside it. What has no
caption is a piece, and isn't run.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import attrs

FOLDER = Path(__file__).parent
TOUCHDOWNFILE = "Touchdownfile"

_BLOCK = re.compile(
    r"^\.\. code-block:: \w+\n(?P<options>(?:   :.*\n)+)\n(?P<text>(?:   .*\n|\n)+)",
    re.MULTILINE,
)
_CAPTION = re.compile(r"^   :caption: (.+)$", re.MULTILINE)


@attrs.frozen
class Block:
    """A file that a page shows, and the line where it begins there."""

    page: str
    line: int
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    return sorted(FOLDER.glob("*.rst"))


def blocks(page: Path) -> Iterator[Block]:
    """The files of a page, in its order."""
    source = page.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(source):
        caption = _CAPTION.search(match["options"])
        if caption:
            line = source.count("\n", 0, match.start()) + 1
            yield Block(page.name, line, caption[1].strip(), textwrap.dedent(match["text"]).strip() + "\n")


def named(page: str, name: str) -> str:
    """The text of the file of that name in a page."""
    return next(block.text for block in blocks(FOLDER / f"{page}.rst") if block.name == name)


def touchdownfile(page: str, number: int) -> str:
    """The text of the Touchdownfile that comes as that number in a page, counted from 1."""
    found = [block.text for block in blocks(FOLDER / f"{page}.rst") if block.name == TOUCHDOWNFILE]
    return found[number - 1]
