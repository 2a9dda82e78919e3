"""Limiters, which keep us below AWS's rates (`rates` in each service's `service.py`).

The limiter is shared by all that calls the same service in the same account and region from this process, by whatever
name an account is declared; some services have no regions. botocore's own retries take care of what other processes use
up.
"""

from __future__ import annotations

import threading
from collections import deque

from touchdown.aws.services import service_of
from touchdown.engine.waits import Clock
from touchdown.model.place import Place

_SECOND = 1.03
"""A second, and the time by which two calls may come closer to each other on their way."""


class Limiter:
    """Lets as many calls through in any second as are allowed: `acquire` waits until the next call is due. Of less than
    a call in a second, it lets one through in several seconds.

    They come at once as far as the second before has left room. So a few don't wait for each other, and many keep up
    with the rate, whether AWS counts by seconds or fills a bucket.
    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self._calls = max(1, int(rate))
        self._period = _SECOND * max(1.0, 1 / rate)
        self._clock = clock
        self._due: deque[float] = deque(maxlen=self._calls)
        self._lock = threading.Lock()

    def acquire(self) -> None:
        delay = self._reserve()
        if delay > 0:
            self._clock.pause(delay)

    def _reserve(self) -> float:
        """Takes the next place, and says how long until it is due."""
        with self._lock:
            now = self._clock.now()
            due = now if len(self._due) < self._calls else max(now, self._due[0] + self._period)
            self._due.append(due)
            return due - now


_shared: dict[tuple[str, str, str], Limiter] = {}
"""All limiters of this process, by account, region and what they limit."""


class Limiters:
    """The limiters of an account and region."""

    def __init__(self, place: Place, clock: Clock) -> None:
        self._place = place
        self._clock = clock

    def acquire(self, operation: str) -> None:
        """Waits until a call of `lambda:GetFunction`, for example, is due."""
        service = service_of(operation)
        name = operation if operation in service.rates else service.name
        if name in service.rates:
            region = self._place.region if service.regional else ""
            limiter = Limiter(service.rates[name], self._clock)
            counted = name if name == operation else service.counted_as
            _shared.setdefault((self._place.account_id, region, counted), limiter).acquire()
