"""The operations that buses and rules call."""

from __future__ import annotations

from typing import Final

from touchdown.aws.events.tagging import TAGGING
from touchdown.aws.operations import calls

BUS: Final = calls(
    read=["events:DescribeEventBus"],
    write=["events:CreateEventBus", "events:UpdateEventBus", "events:PutPermission", "events:RemovePermission"],
    delete=["events:DeleteEventBus", "events:ListRules"],
    tagging=TAGGING,
    named=frozenset({"events:DescribeEventBus", TAGGING.read}),
)

RULE: Final = calls(
    read=["events:DescribeRule"],
    write=["events:PutRule"],
    delete=["events:DeleteRule", "events:ListTargetsByRule"],
    tagging=TAGGING,
)
