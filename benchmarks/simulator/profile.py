"""Profiles of the simulated AWS: its latencies, limits and delays. Times are in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import attrs

from benchmarks.simulator.limits import Limit


@attrs.frozen
class Profile:
    """The simulated AWS. By default each call takes 25 ms, and lists have AWS's page sizes."""

    latency: float = 0.025
    """The latency of a call that `latencies` doesn't name."""

    latencies: Mapping[str, float] = attrs.field(factory=dict[str, float])
    """By operation, or a pattern of operations; the first match counts."""

    limits: Mapping[str, Limit] = attrs.field(factory=dict[str, Limit])
    """By operation, or by service for all other operations of the service."""

    role_usable_after: float = 0.0
    """How long after CreateRole Lambda can't assume the role."""

    pending: float = 0.0
    """How long a new function is Pending."""

    updating: float = 0.0
    """How long an update of a function is InProgress."""

    tagging_late: float = 0.0
    """How long the tagging API misses new resources, and shows deleted resources."""

    rules_seen_for: float = 0.0
    """How long EventBridge still sees rules and targets that were removed."""

    machines_deleting: float = 0.0
    """How long the name of a deleted state machine is taken."""

    logs_role: bool = True
    """Whether the account has a role by which API Gateway writes logs."""

    def latency_of(self, operation: str) -> float:
        fitting = (seconds for pattern, seconds in self.latencies.items() if fnmatchcase(operation, pattern))
        return next(fitting, self.latency)


PLAIN = Profile()
"""The profile for comparisons with the published measurements of other tools."""

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
        # Assumed: IAM's limits are not published.
        "iam": Limit(20),
    },
    role_usable_after=5.0,
    pending=1.0,
    updating=0.5,
    tagging_late=60.0,
    rules_seen_for=2.0,
    machines_deleting=23.0,
)
"""Rates as AWS documents them; times as others have observed them."""

PROFILES: Mapping[str, Profile] = {"plain": PLAIN, "aws": AWS}
