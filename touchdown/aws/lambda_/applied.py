"""The tag `touchdown:applied`: what was last applied to a function completely.

    1 7 5d41402abc4b2a76 Q1kqf...= 0cc175b9c0f1b6a8 9f86d081884c7d65 3f2a,91bc 4a8a08f09d37b737
    | | |                |         |                |                |         hash of the user's tags
    | | |                |         |                |                what was a secret, each name as a hash
    | | |                |         |                the content of a package of ours
    | | |                |         the object that the code came from: a hash of bucket, key and ETag or version
    | | |                CodeSha256, or - where the creating call couldn't know it and was not followed up
    | | hash of the configuration
    | version that was published, or - for none; 1? where the creating call expects 1
    format

It is part of the creating call, and otherwise the last call of a change: where it differs from what is live, a change
was not finished, or somebody else made one.

The first version of a function is 1, unless there was one of its name before; then Lambda goes on counting. What was
expected is taken for true until somebody asks for the version: that costs a call, which hardly anybody needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import attrs

from touchdown.model.output import as_text

_FORMAT = "1"
NOTHING = "-"
EXPECTED = "1?"
_TOO_MANY = "all"
_MOST_SECRETS = 16


@attrs.frozen
class Applied:
    """What the tag holds."""

    version: str
    configuration: str
    code: str = NOTHING
    source: str = NOTHING
    content: str = NOTHING
    secrets: str = NOTHING
    tags: str = NOTHING

    def to_tag(self) -> str:
        parts = (self.version, self.configuration, self.code, self.source, self.content, self.secrets, self.tags)
        return " ".join((_FORMAT, *parts))

    def may_be_secret(self, variable: str) -> bool:
        """Whether a variable of the environment, or a field, was a secret. Two in 65,536 are taken for each other."""
        return self.secrets == _TOO_MANY or _mark(variable) in self.secrets.split(",")


def from_tag(text: str | None) -> Applied | None:
    """What a tag says; None where there is none, or one of a format that isn't ours."""
    parts = (text or "").split(" ")
    return Applied(*parts[1:]) if len(parts) == 8 and parts[0] == _FORMAT else None


def digest(values: Mapping[str, object] | list[str]) -> str:
    """A short hash that is the same for the same values."""
    return hashlib.sha256(as_text(values).encode()).hexdigest()[:16]


def marks(secrets: Iterable[str]) -> str:
    """The variables that are secrets, as the tag has them; more than a tag can carry are told as all."""
    found = sorted(map(_mark, secrets))
    return _TOO_MANY if len(found) > _MOST_SECRETS else ",".join(found) or NOTHING


def _mark(variable: str) -> str:
    return hashlib.sha256(variable.encode()).hexdigest()[:4]
