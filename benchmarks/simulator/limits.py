"""AWS's rate limits: a token bucket for each limit, and each service's own throttling error.

Sources: AWS Lambda quotas, CloudWatch Logs quotas; error codes from the service models, and from botocore's table of
throttling errors. Assumed: a bucket holds one second's calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from benchmarks.simulator.chain import Forward
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call
from tests.support.operations import Operation


@attrs.frozen
class Limit:
    """Calls per second; as many may come at once."""

    per_second: int


class _Bucket:
    def __init__(self, limit: Limit, now: Callable[[], float]) -> None:
        self._limit = limit
        self._now = now
        self._tokens = float(limit.per_second)
        self._filled_at = now()

    def take(self) -> bool:
        """Takes a token, if there is one."""
        now = self._now()
        filled = self._tokens + (now - self._filled_at) * self._limit.per_second
        self._tokens, self._filled_at = min(float(self._limit.per_second), filled), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Limits:
    """All limits of an account; an operation without its own limit shares its service's limit."""

    def __init__(self, limits: Mapping[str, Limit], now: Callable[[], float]) -> None:
        self._buckets = {name: _Bucket(limit, now) for name, limit in limits.items()}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        bucket = self._buckets.get(call.name) or self._buckets.get(call.operation.service)
        return await forward(call.request.body) if bucket is None or bucket.take() else throttled(call.operation)


_CODES: Mapping[str, tuple[str, str, int]] = {
    "lambda": ("TooManyRequestsException", "Rate Exceeded.", 429),
    "iam": ("Throttling", "Rate exceeded", 400),
    "sts": ("Throttling", "Rate exceeded", 400),
    "cloudformation": ("Throttling", "Rate exceeded", 400),
    "sns": ("Throttling", "Rate exceeded", 400),
    "sqs": ("RequestThrottled", "Request is throttled.", 403),
    "s3": ("SlowDown", "Please reduce your request rate.", 503),
    "tagging": ("ThrottledException", "Rate exceeded", 400),
    "apigateway": ("TooManyRequestsException", "Too Many Requests", 429),
}


def throttled(operation: Operation) -> Answer:
    """The service's throttling error."""
    return answers.error(operation, *_CODES.get(operation.service, ("ThrottlingException", "Rate exceeded", 400)))
