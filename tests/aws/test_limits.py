"""The limiters keep below AWS's rates, whoever calls."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from itertools import pairwise

import pytest

from touchdown.aws.limits import Limiters
from touchdown.engine.waits import Clock
from touchdown.model.place import Place

# LAMBDA.md; CloudWatch Logs quotas.
LIMITS: Mapping[str, int] = {
    "lambda:GetFunction": 100,
    "lambda:GetPolicy": 15,
    "lambda:TagResource": 15,
    "logs:DescribeLogGroups": 10,
    "logs:CreateLogGroup": 10,
    "logs:DeleteLogGroup": 10,
    "logs:PutRetentionPolicy": 10,
}


class StoppedClock(Clock):
    """Time that passes by waiting only."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.time += seconds


def place(account_id: str, region: str = "eu-west-1") -> Place:
    return Place(account_id, "aws", region)


@pytest.fixture
def number() -> str:
    """An account that no other test has: limiters are shared by all."""
    return str(secrets.randbelow(9 * 10**11) + 10**11)


def use_up(limiters: Limiters, operation: str) -> None:
    for _ in range(200):
        limiters.acquire(operation)


@pytest.mark.parametrize(("operation", "limit"), LIMITS.items())
def test_no_second_has_more_calls_than_aws_allows(operation: str, limit: int, number: str) -> None:
    clock, times = StoppedClock(), list[float]()
    limiters = Limiters(place(number), clock)
    for _ in range(3 * limit):
        limiters.acquire(operation)
        times.append(clock.time)
    assert max(len([one for one in times if first <= one < first + 0.999]) for first in times) <= limit
    assert times[-1] < 4


def test_as_many_as_a_second_allows_come_at_once(number: str) -> None:
    clock = StoppedClock()
    limiters = Limiters(place(number), clock)
    for _ in range(15):
        limiters.acquire("lambda:CreateFunction")
    assert clock.time == 0


def test_a_thousand_take_hardly_longer_than_the_limit_allows(number: str) -> None:
    clock = StoppedClock()
    limiters = Limiters(place(number), clock)
    for _ in range(1000):
        limiters.acquire("lambda:CreateFunction")
    assert clock.time < 1.1 * (1000 / 15)


@pytest.mark.parametrize("operation", ["lambda:GetFunction", "iam:GetRole"])
def test_two_accounts_that_are_one_share_a_limiter(operation: str, number: str) -> None:
    clock = StoppedClock()
    use_up(Limiters(place(number), clock), operation)
    before = clock.time
    Limiters(place(number), clock).acquire(operation)
    assert clock.time > before


def test_a_region_has_limiters_of_its_own(number: str) -> None:
    clock = StoppedClock()
    use_up(Limiters(place(number), clock), "lambda:TagResource")
    before = clock.time
    Limiters(place(number, "us-east-1"), clock).acquire("lambda:TagResource")
    assert clock.time == before


def test_iam_has_one_limiter_for_all_regions(number: str) -> None:
    clock = StoppedClock()
    use_up(Limiters(place(number), clock), "iam:GetRole")
    before = clock.time
    Limiters(place(number, "us-east-1"), clock).acquire("iam:GetRole")
    assert clock.time > before


def test_a_service_without_a_known_rate_is_not_limited(number: str) -> None:
    clock = StoppedClock()
    use_up(Limiters(place(number), clock), "sts:GetCallerIdentity")
    assert clock.time == 0


# EVENTS.md, 62; APIS.md, 18.
def test_twenty_rest_apis_keep_below_rates_of_less_than_a_call_in_a_second(number: str) -> None:
    clock, times = StoppedClock(), list[float]()
    limiters = Limiters(place(number), clock)
    for _ in range(20):
        for operation in ("CreateRestApi", "PutRestApi", "CreateDeployment", "CreateStage"):
            limiters.acquire(f"apigateway:{operation}")
            if operation == "CreateDeployment":
                times.append(clock.time)
    assert all(later - earlier >= 5 for earlier, later in pairwise(times))
    assert clock.time < 1.1 * 20 * 5


# EVENTS.md, 62: one limit for all calls of both versions.
def test_both_versions_of_api_gateway_share_a_limiter(number: str) -> None:
    clock = StoppedClock()
    limiters = Limiters(place(number), clock)
    for _ in range(10):
        limiters.acquire("apigateway:GetRestApis")
    assert clock.time == 0
    limiters.acquire("apigatewayv2:GetApis")
    assert clock.time > 0
