"""How AWS is simulated: how slow, how strict, how late. Times are in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import attrs

from benchmarks.simulator.limits import Limit


@attrs.frozen
class Profile:
    """What the emulator is made to be. Without anything else each call takes 25 ms, and lists are as long as AWS's."""

    latency: float = 0.025
    """How long a call takes that `latencies` doesn't name."""

    latencies: Mapping[str, float] = attrs.field(factory=dict[str, float])
    """By operation, or a pattern of operations; the first that fits counts."""

    limits: Mapping[str, Limit] = attrs.field(factory=dict[str, Limit])
    """By operation, or by service for all of its other operations."""

    role_usable_after: float = 0.0
    """For how long after CreateRole Lambda can't assume a role."""

    pending: float = 0.0
    """For how long a new function is Pending."""

    updating: float = 0.0
    """For how long an update of a function is InProgress."""

    tagging_late: float = 0.0
    """For how long the tagging API misses what is new, and shows what is gone."""

    def latency_of(self, operation: str) -> float:
        fitting = (seconds for pattern, seconds in self.latencies.items() if fnmatchcase(operation, pattern))
        return next(fitting, self.latency)


PLAIN = Profile()
"""As the published measurements of other tools were made."""

AWS = Profile(
    limits={
        # AWS Lambda quotas: "control plane API requests", not raisable.
        "lambda:Invoke": Limit(1000),
        "lambda:GetFunction": Limit(100),
        "lambda:GetPolicy": Limit(15),
        "lambda": Limit(15),
        # CloudWatch Logs quotas.
        "logs:CreateLogGroup": Limit(10),
        "logs:DeleteLogGroup": Limit(10),
        "logs:DescribeLogGroups": Limit(10),
        "logs:PutRetentionPolicy": Limit(10),
        # Assumed: IAM's are not published.
        "iam": Limit(20),
    },
    role_usable_after=5.0,
    pending=1.0,
    updating=0.5,
    tagging_late=60.0,
)
"""Rates as AWS documents them; times as others have seen them."""

PROFILES: Mapping[str, Profile] = {"plain": PLAIN, "aws": AWS}
