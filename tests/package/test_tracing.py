"""Tracebacks name the lines of the user's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from touchdown.package.tracing import Origin, translated

ORIGIN = Origin(
    "main.py", "LIMIT = 3\n\n\ndef hello(event, context):\n    raise ValueError\n", Path("/x/file"), (5, 0, 0, 9, 10)
)

FRAME = '  File "/var/task/main.py", line {line}, in hello\n    {code}\n'


def test_a_line_of_what_is_shipped_is_told_as_the_line_of_the_file() -> None:
    text = "Traceback (most recent call last):\n" + FRAME.format(line=5, code="raise ValueError") + "ValueError\n"
    assert '  File "/x/file", line 10, in hello\n    raise ValueError\nValueError\n' in translated(text, [ORIGIN])


@pytest.mark.parametrize(
    "frame",
    [
        FRAME.format(line=5, code="raise KeyError"),
        FRAME.format(line=2, code=""),
        FRAME.format(line=50, code="raise ValueError"),
        FRAME.replace("main.py", "other.py").format(line=5, code="raise ValueError"),
    ],
    ids=["other code", "a line of ours", "no line", "another file"],
)
def test_other_lines_stay_as_they_are(frame: str) -> None:
    assert translated(frame, [ORIGIN]) == frame
