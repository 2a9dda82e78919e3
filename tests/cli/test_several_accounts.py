"""What goes wrong in a workspace with several accounts: each error says which of them it is about."""

from __future__ import annotations

import pytest

from tests.support.declaring import in_process
from tests.support.project import Project
from tests.support.wire import FOREVER, Call, Wire

DENIED = {"code": "AccessDeniedException", "message": "no", "status": 403}

FUNCTIONS = """
def hello(event, context):
    pass

for account in (aws, us):
    account.add_lambda_function(name="hello", code=hello)
"""


def in_us(call: Call) -> bool:
    """Whether a call was signed for the other region: the emulator's address tells none."""
    return "/us-east-1/" in call.request.headers["authorization"]


@pytest.fixture
def in_two_regions(project: Project, wire: Wire) -> Project:
    """One declaration in two accounts: the line and the names are the same."""
    project.declare(f"""
us = workspace.add_aws(region="us-east-1", endpoint_url="{wire.address}", emulator=True, **keys)
for account in (aws, us):
    account.add_log_group(name="/shop/orders")
""")
    return project


def test_an_account_that_cannot_be_asked_is_named_with_its_line(in_two_regions: Project, wire: Wire) -> None:
    wire.fail("sts:GetCallerIdentity", **DENIED, nth=2)
    outcome = in_process(in_two_regions.folder, "plan")
    assert outcome.code == 3
    assert outcome.stderr.startswith(
        "error: us-east-1: sts:GetCallerIdentity isn't allowed.\n  where: Touchdownfile:5\n  why:   no."
    )


def test_an_account_that_cannot_be_read_is_named_with_its_line(in_two_regions: Project, wire: Wire) -> None:
    wire.fail("logs:DescribeLogGroups", **DENIED, times=FOREVER, matching=in_us)
    outcome = in_process(in_two_regions.folder, "plan")
    assert outcome.code == 3
    assert outcome.stderr.startswith(
        "error: us-east-1: logs:DescribeLogGroups isn't allowed.\n  where: Touchdownfile:5\n"
    )


def test_an_account_whose_logs_cannot_be_read_is_named_with_its_line(in_two_regions: Project, wire: Wire) -> None:
    declared = (in_two_regions.folder / "Touchdownfile").read_text()
    in_two_regions.write("Touchdownfile", declared + FUNCTIONS)
    wire.fail("logs:FilterLogEvents", **DENIED, times=FOREVER, matching=in_us)
    outcome = in_process(in_two_regions.folder, "tail")
    assert outcome.code == 3
    assert outcome.stderr.startswith(
        "error: us-east-1: logs:FilterLogEvents for /aws/lambda/hello isn't allowed.\n  where: Touchdownfile:5\n"
    )


def test_changes_that_fail_are_named_by_their_addresses(in_two_regions: Project, wire: Wire) -> None:
    wire.fail("logs:CreateLogGroup", **DENIED, times=FOREVER)
    outcome = in_process(in_two_regions.folder, "apply", "--yes")
    assert outcome.code == 3
    assert [line for line in outcome.stderr.splitlines() if line.startswith(("error: ", "  where: "))] == [
        "error: Nothing was changed: 2 failed, 0 not tried.",
        "error: eu-west-1/logs_log_group./shop/orders: logs:CreateLogGroup for /shop/orders isn't allowed.",
        "  where: Touchdownfile:7",
        "error: us-east-1/logs_log_group./shop/orders: logs:CreateLogGroup for /shop/orders isn't allowed.",
        "  where: Touchdownfile:7",
    ]
