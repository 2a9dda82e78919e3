"""Output streams: data to stdout, everything else to stderr; colours only on a terminal."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.highlighter import NullHighlighter
from rich.segment import Segment

from touchdown.cli import interruption
from touchdown.cli.options import Options
from touchdown.cli.terminal import echo, harmless

_HALF = re.compile("[\ud800-\udfff]")


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
    echo(json_text(document, indent=2, ensure_ascii=not known))


def json_text(value: object, *, indent: int | None = None, ensure_ascii: bool = False) -> str:
    """A value as JSON that every parser reads: numbers that JSON lacks (NaN, Infinity) become texts, and halves of
    characters, which names of files may have, become U+FFFD."""
    return json.dumps(_valid(value), indent=indent, default=str, ensure_ascii=ensure_ascii, allow_nan=False)


def _valid(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, Mapping):
        items = cast(Mapping[object, object], value).items()
        return {_valid(key) if isinstance(key, str) else key: _valid(item) for key, item in items}
    if isinstance(value, list | tuple):
        return [_valid(item) for item in cast(Iterable[object], value)]
    return value


class _Console(Console):
    """A console on which no text of others steers the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        segments = super().render(renderable, options)
        if not self.is_terminal:
            return segments
        return (one if one.control else one._replace(text=harmless(one.text)) for one in segments)


def _console(options: Options, *, stderr: bool) -> Console:
    plain = options.no_color or bool(os.environ.get("NO_COLOR"))
    stream = sys.stderr if stderr else sys.stdout
    # Lines that go to a file or a pipe are never cut or wrapped.
    width = None if stream.isatty() else 10_000
    return _Console(
        stderr=stderr,
        no_color=plain,
        highlighter=NullHighlighter(),
        soft_wrap=True,
        width=width,
        markup=False,
        emoji=False,
    )
