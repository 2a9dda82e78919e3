"""Output streams: data to stdout, everything else to stderr; colours only on a terminal."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from rich.console import Console
from rich.highlighter import NullHighlighter

from touchdown.cli import interruption
from touchdown.cli.options import Options


def stdout(options: Options) -> Console:
    """The console for the requested output."""
    return _console(options, stderr=False)


def stderr(options: Options) -> Console:
    """The console for progress, questions and errors."""
    return _console(options, stderr=True)


def print_json(document: dict[str, Any]) -> None:
    """Prints the only JSON document on stdout. Interruptions are ignored from then on: none may print another."""
    interruption.ignore()
    # Where the locale lacks characters, JSON's escapes are used.
    known = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    json.dump(document, sys.stdout, indent=2, default=str, ensure_ascii=not known)
    sys.stdout.write("\n")


def _console(options: Options, *, stderr: bool) -> Console:
    plain = options.no_color or bool(os.environ.get("NO_COLOR"))
    stream = sys.stderr if stderr else sys.stdout
    # Lines that go to a file or a pipe are never cut or wrapped.
    width = None if stream.isatty() else 10_000
    return Console(
        stderr=stderr,
        no_color=plain,
        highlighter=NullHighlighter(),
        soft_wrap=True,
        width=width,
        markup=False,
        emoji=False,
    )
