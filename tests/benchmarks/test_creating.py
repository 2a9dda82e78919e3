"""What the benchmark of creating works out that AWS's request limits ask for."""

from __future__ import annotations

from benchmarks.creating import allowed
from benchmarks.simulator.limits import Limit

LIMITS = {"lambda:GetFunction": Limit(100), "lambda": Limit(15), "logs:CreateLogGroup": Limit(10)}


def test_calls_of_a_service_share_its_limit_but_for_those_that_have_their_own() -> None:
    calls = {"lambda:CreateFunction": 150, "lambda:TagResource": 15, "lambda:GetFunction": 300}
    assert allowed(calls, LIMITS) == {"lambda:GetFunction": 2.0, "lambda": 10.0}


def test_what_comes_within_the_first_second_waits_for_no_limit() -> None:
    assert allowed({"logs:CreateLogGroup": 10, "lambda:CreateFunction": 3}, LIMITS) == {}


def test_operations_without_a_limit_count_for_none() -> None:
    assert allowed({"logs:DescribeLogStreams": 5000, "sts:GetCallerIdentity": 500}, LIMITS) == {}
