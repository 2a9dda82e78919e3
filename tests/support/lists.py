"""The lists that a plan reads only where the tagging API misses a type, as it does on the emulators (`endpoint.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

ONLY_ON_EMULATORS = frozenset(
    {
        "apigateway:GetRestApis",
        "apigatewayv2:GetApis",
        "kinesis:ListStreams",
        "stepfunctions:ListStateMachines",
    }
)


def as_on_aws(names: Iterable[str]) -> Counter[str]:
    """How often each operation was called, without these lists."""
    return Counter(name for name in names if name not in ONLY_ON_EMULATORS)
