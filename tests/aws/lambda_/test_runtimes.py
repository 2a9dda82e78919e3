"""The end of runtimes (LAMBDA.md, 1.33 and 1.38)."""

from __future__ import annotations

from datetime import date

import pytest

from touchdown.aws.constraints import constraint
from touchdown.aws.lambda_.configuration.runtimes import DEPRECATED, GONE, near_its_end, refused


def test_each_runtime_is_one_that_aws_has_or_had() -> None:
    assert GONE | DEPRECATED.keys() <= set(constraint("lambda:CreateFunction", "Runtime").enum)
    assert not GONE & DEPRECATED.keys()


@pytest.mark.parametrize("runtime", ["python2.7", "nodejs12.x"])
def test_what_aws_has_refused_for_years_is_refused(runtime: str) -> None:
    assert refused(runtime) is not None


def test_a_runtime_is_warned_of_before_its_end_and_after_it() -> None:
    assert near_its_end("python3.13", date(2028, 12, 1)) is None
    assert "deprecates on 2029-06-30" in (near_its_end("python3.13", date(2029, 2, 1)) or "")
    assert "has deprecated since 2029-06-30" in (near_its_end("python3.13", date(2029, 6, 30)) or "")
    assert near_its_end("provided.al2023", date(2029, 2, 1)) is None
