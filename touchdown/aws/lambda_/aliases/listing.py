"""Aliases as Lambda lists them: all of a function in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from touchdown.aws.lambda_.aliases.history import history_of
from touchdown.aws.reading import Reading
from touchdown.model.errors import Missing

LIST = "lambda:ListAliases"


def aliases_of(reading: Reading, function: str) -> Mapping[str, Any]:
    """The aliases of a function, by name; none where there is no such function."""

    def read() -> dict[str, Any]:
        try:
            return {one["Name"]: one for one in reading.api.pages(LIST, "Aliases", FunctionName=function)}
        except Missing:
            return {}

    return reading.once(f"aliases of {function}", read)


def names_of_ours(reading: Reading, function: str) -> Iterable[str]:
    """The names of those aliases of a function that carry our mark."""
    return [name for name, one in aliases_of(reading, function).items() if history_of(one).is_of(reading.workspace)]
