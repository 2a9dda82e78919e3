"""The tag `touchdown:code`: the version and the code that were last applied to a function completely.

    2 7 Q1kqf...= 0cc175b9c0f1b6a8 9f86d081884c7d65
    | | |         |                the content of a package of ours
    | | |         the object that the code came from: a hash of bucket, key and ETag or version
    | | CodeSha256, or - where the creating call couldn't know it and was not followed up
    | version that was published, or - for none; expected:1 where the creating call expects 1
    format, the same as that of the fields' record (`engine/record.py`)

Both tags are part of the creating call, and otherwise of the last call of a change: where they differ from what is
live, a change was not finished, or somebody else made one. A change that the fields' record can't show, as one of a
secret alone, is written ahead: `unfinished:7` stands in place of the version until the last call.

The first version of a function is 1, unless there was one of its name before; then Lambda goes on counting. What was
expected is taken for true until somebody asks for the version: that costs a call, which hardly anybody needs.
"""

from __future__ import annotations

import hashlib

import attrs

from touchdown.engine.record import FORMAT
from touchdown.model.output import as_text

NOTHING = "-"
EXPECTED = "expected:1"
_UNFINISHED = "unfinished:"


@attrs.frozen
class Applied:
    """What the tag holds."""

    version: str
    code: str = NOTHING
    source: str = NOTHING
    content: str = NOTHING

    def to_tag(self) -> str:
        return " ".join((FORMAT, self.version, self.code, self.source, self.content))

    @property
    def published(self) -> str:
        """The version, as far as it is known."""
        return self.version.rpartition(":")[2]

    @property
    def is_unfinished(self) -> bool:
        """Whether a change was begun that nothing else would show."""
        return self.version.startswith(_UNFINISHED)

    def unfinished(self) -> Applied:
        """What the tag holds while such a change is made."""
        return attrs.evolve(self, version=f"{_UNFINISHED}{self.published}")


def from_tag(text: str | None) -> Applied | None:
    """What a tag says; None where there is none, or one of a format that isn't ours."""
    parts = (text or "").split(" ")
    return Applied(*parts[1:]) if len(parts) == 5 and parts[0] == FORMAT else None


def digest(values: list[str]) -> str:
    """A short hash that is the same for the same values."""
    return hashlib.sha256(as_text(values).encode()).hexdigest()[:16]
