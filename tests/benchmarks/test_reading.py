"""How many calls a plan takes, on an account with AWS's page sizes, in which others have thousands of functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from benchmarks.account import Server
from benchmarks.declaring import Size
from benchmarks.reading import planned, without_limits

READS = ("Get", "List", "Describe")


@pytest.fixture(autouse=True)
def _without_limits() -> Iterator[None]:
    with without_limits():
        yield


def calls(size: Size, changed: int = 0) -> dict[str, int]:
    """The calls of a plan that has nothing else to do than what was changed."""
    with closing(Server(size, latency=0)) as server:
        plan, made = planned(size, server.address, changed)
    assert len(plan.to_do) == changed
    return Counter(call.operation for call in made)


def test_functions_with_a_role_each_take_three_calls_for_fifty_and_four_besides() -> None:
    """A thousand take 64: `python -m benchmarks.reading 1000` shows it, in more time than a test has."""
    assert calls(Size(200, shared_role=False, others=0)) == {
        "sts:GetCallerIdentity": 1,
        "lambda:ListFunctions": 4,
        "tagging:GetResources": 5,  # 200 functions / 100, 200 log groups / 100, and no bucket
        "logs:DescribeLogGroups": 4,
        "iam:GetAccountAuthorizationDetails": 1,
        "iam:ListRoles": 1,
    }


def test_of_many_functions_the_changed_one_is_read_once_more() -> None:
    unchanged = calls(Size(120, shared_role=True, others=0))
    assert calls(Size(120, shared_role=True, others=0), changed=1) == {**unchanged, "lambda:GetFunction": 1}


def test_of_many_functions_only_the_changed_one_is_written() -> None:
    """Of a thousand as well: `python -m benchmarks.reading 1000 --changed 1 --apply` shows it."""
    with closing(Server(Size(120, shared_role=False, others=0), latency=0)) as server:
        _, made = planned(Size(120, shared_role=False, others=0), server.address, changed=1, applying=True)
    writes = [(call.operation, call.subject) for call in made if not call.operation.partition(":")[2].startswith(READS)]
    assert writes == [
        ("lambda:UpdateFunctionConfiguration", "shop-00000"),
        ("lambda:TagResource", "arn:aws:lambda:eu-west-1:123456789012:function:shop-00000"),
    ]


def test_fifty_functions_among_five_thousand_of_others_are_planned_in_sixty_calls() -> None:
    assert sum(calls(Size(50, shared_role=True, others=5000)).values()) <= 60


def test_three_functions_among_many_of_others_take_no_more_calls_but_for_the_pages_of_roles() -> None:
    alone = calls(Size(3, shared_role=False, others=0))
    among = calls(Size(3, shared_role=False, others=2000))
    pages = "iam:GetAccountAuthorizationDetails"
    assert (alone.pop(pages), among.pop(pages)) == (1, 2)
    assert among == alone
