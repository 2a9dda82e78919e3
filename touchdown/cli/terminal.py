"""Texts of others on a terminal: logs, results, file names, keys, answers of AWS.

A terminal obeys control characters: they clear it, set its title, write to the clipboard, and reverse the order in
which a line is read. So they are shown as escapes, `\\u001b`, wherever the stream is a terminal; in a file or a pipe
they stay as they are. Whatever a command prints goes through `echo`, or through the consoles of `views/console.py`,
which do the same; `tests/cli/test_terminal.py` holds that. Nothing heavy is imported here: commands without views use
it too.
"""

from __future__ import annotations

import re
import sys

_STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""C0 but tab and line end, DEL, C1, the controls of bidirectional text, and Unicode's own line ends."""


def harmless(text: str) -> str:
    """A text that steers no terminal. Within JSON it means the same."""
    return _STEERS.sub(lambda found: f"\\u{ord(found.group()):04x}", text) if _STEERS.search(text) else text


def echo(text: str, *, err: bool = False, end: str = "\n") -> None:
    """Prints a text to stdout, or to stderr."""
    stream = sys.stderr if err else sys.stdout
    stream.write((harmless(text) if stream.isatty() else text) + end)
    stream.flush()
