"""The ways in which a call fails that AWS is at fault for, or the network; and what a user is told if it lasts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import attrs

from tests.support.faults import Fault
from tests.support.wire import Wire
from touchdown.aws.errors import CHECK_THE_NETWORK, FAILED_ITSELF, TOO_MANY

_BROKEN = {"s3": "InternalError", "iam": "ServiceFailure"}
_SLOWER = {"lambda": "TooManyRequestsException", "s3": "SlowDown", "iam": "Throttling", "tagging": "ThrottledException"}

Told = Callable[[str], tuple[str, str]]
"""By operation, what an error says of the cause, and of what to do."""


@attrs.frozen
class Way:
    """One way to fail: `strike` makes calls of an operation fail, as many as asked for."""

    name: str
    strike: Callable[..., Fault]
    told: Told

    def __str__(self) -> str:
        return self.name


def _code(codes: Mapping[str, str], other: str, operation: str) -> str:
    return codes.get(operation.partition(":")[0], other)


_broken, _slower = partial(_code, _BROKEN, "InternalServerError"), partial(_code, _SLOWER, "ThrottlingException")


def _has_code(operation: str) -> bool:
    """What answers a HEAD has no body, and so no code: only the status tells."""
    return not operation.startswith("s3:Head")


def _fail(wire: Wire, operation: str, **strikes: Any) -> Fault:
    return wire.fail(operation, code=_broken(operation), message="Something broke.", status=500, **strikes)


def _throttle(wire: Wire, operation: str, **strikes: Any) -> Fault:
    return wire.fail(operation, code=_slower(operation), message="Rate exceeded", status=503, **strikes)


def _told_broken(operation: str) -> tuple[str, str]:
    return (_broken(operation) if _has_code(operation) else "500"), FAILED_ITSELF


def _told_throttled(operation: str) -> tuple[str, str]:
    return (_slower(operation), TOO_MANY) if _has_code(operation) else ("503", FAILED_ITSELF)


def _told_unanswered(operation: str) -> tuple[str, str]:
    return "AWS doesn't answer", CHECK_THE_NETWORK


WAYS = (
    Way("fails", _fail, _told_broken),
    Way("throttled", _throttle, _told_throttled),
    *(
        Way(f"{name} {when}", partial(strike, when=when), _told_unanswered)
        for name, strike in (("dropped", Wire.drop), ("unanswered", Wire.leave_unanswered))
        for when in ("before", "after")
    ),
    Way("cut in the middle of the answer", Wire.cut, _told_unanswered),
)
