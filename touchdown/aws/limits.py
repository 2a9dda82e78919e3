"""How often AWS may be called, and how we keep below it.

Source: AWS Lambda quotas; LAMBDA.md, section 5. The limiter is shared by all that calls the same service in the same
account and region from this process, by whatever name an account is declared; IAM has no regions. botocore's own
retries take care of what other processes use up.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import attrs

from touchdown.engine.waits import Clock
from touchdown.model.place import Place


@attrs.frozen
class Rate:
    """Calls a second, and how many may come at once."""

    per_second: float
    burst: int


def within(limit: int, *, burst: int) -> Rate:
    """What keeps below a limit in every second, that of the burst included."""
    return Rate(limit - burst, burst)


RATES: Mapping[str, Rate] = {
    "lambda:GetFunction": within(100, burst=20),
    "lambda:GetPolicy": within(15, burst=3),
    "lambda": within(15, burst=3),
    "iam": Rate(18, 20),  # its limits aren't published
    "logs:DescribeLogGroups": within(10, burst=2),
    "logs:CreateLogGroup": within(10, burst=2),
    "logs:DeleteLogGroup": within(10, burst=2),
    "logs:PutRetentionPolicy": within(10, burst=2),
}
"""By operation, or by service for all other operations of it. A service that isn't named has limits far above ours."""

_GLOBAL = frozenset({"iam"})


class Limiter:
    """A token bucket: `acquire` waits until the next call is due."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._tokens = float(rate.burst)
        self._filled_at = clock.now()
        self._lock = threading.Lock()

    def acquire(self) -> None:
        delay = self._reserve()
        if delay > 0:
            self._clock.pause(delay)

    def _reserve(self) -> float:
        """Takes a token, on credit if need be, and says how long until it is there."""
        with self._lock:
            now = self._clock.now()
            self._tokens = min(self._rate.burst, self._tokens + (now - self._filled_at) * self._rate.per_second)
            self._filled_at = now
            self._tokens -= 1
            return max(0.0, -self._tokens / self._rate.per_second)


_shared: dict[tuple[str, str, str], Limiter] = {}
"""All of this process, by account, region and what they limit."""


class Limiters:
    """The limiters of one account and region."""

    def __init__(self, place: Place, clock: Clock) -> None:
        self._limiters = {
            name: _shared.setdefault(
                (place.account_id, "" if name in _GLOBAL else place.region, name), Limiter(rate, clock)
            )
            for name, rate in RATES.items()
        }

    def acquire(self, operation: str) -> None:
        """Waits until a call of `lambda:GetFunction`, for example, is due."""
        limiter = self._limiters.get(operation) or self._limiters.get(operation.partition(":")[0])
        if limiter:
            limiter.acquire()
