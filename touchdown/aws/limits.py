"""How often AWS may be called, and how we keep below it.

Source: AWS Lambda quotas; LAMBDA.md, section 5. The limiter is shared by all that calls the same service in the same
account and region from this process, by whatever name an account is declared; IAM has no regions. botocore's own
retries take care of what other processes use up.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping

from touchdown.engine.waits import Clock
from touchdown.model.place import Place

RATES: Mapping[str, int] = {
    "lambda:GetFunction": 100,
    "lambda:GetPolicy": 15,
    "lambda": 15,
    "iam": 20,  # its limits aren't published
    "logs:DescribeLogGroups": 10,
    "logs:CreateLogGroup": 10,
    "logs:DeleteLogGroup": 10,
    "logs:PutRetentionPolicy": 10,
}
"""Calls a second: of an operation, or of all others of a service. One that isn't named has limits far above ours."""

_GLOBAL = frozenset({"iam"})


_SECOND = 1.03
"""A second, and what two calls may come closer to each other on their way."""


class Limiter:
    """Lets as many calls through in any second as are allowed: `acquire` waits until the next one is due.

    They come at once as far as the second before has left room. So a few don't wait for each other, and many keep up
    with the rate, whether AWS counts by seconds or fills a bucket.
    """

    def __init__(self, rate: int, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._due: deque[float] = deque(maxlen=rate)
        self._lock = threading.Lock()

    def acquire(self) -> None:
        delay = self._reserve()
        if delay > 0:
            self._clock.pause(delay)

    def _reserve(self) -> float:
        """Takes the next place, and says how long until it is due."""
        with self._lock:
            now = self._clock.now()
            due = now if len(self._due) < self._rate else max(now, self._due[0] + _SECOND)
            self._due.append(due)
            return due - now


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
