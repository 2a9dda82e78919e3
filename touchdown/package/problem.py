"""A problem with a package: a sentence, and the line of the user's code that it is about."""

from __future__ import annotations

from pathlib import Path

import attrs


@attrs.frozen
class Problem:
    """Why something can't be shipped. `line` is 0 where no single line is to blame."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.sentence} ({Path(self.path).name}, line {self.line})" if self.line else self.sentence
