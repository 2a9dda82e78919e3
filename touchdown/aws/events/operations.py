"""The operations that buses and rules call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from touchdown.aws.events.tagging import TAGGING
from touchdown.aws.iam.operations import passed
from touchdown.aws.operations import arns_of_parent, calls
from touchdown.model.place import Place

BUS: Final = calls(
    read=["events:DescribeEventBus"],
    write=["events:CreateEventBus", "events:UpdateEventBus", "events:PutPermission", "events:RemovePermission"],
    delete=["events:DeleteEventBus", "events:ListRules"],
    tagging=TAGGING,
    named=frozenset({"events:DescribeEventBus", TAGGING.read}),
    use={"send": {"events:PutEvents": ""}},
)

RULE: Final = calls(
    read=["events:DescribeRule"],
    write=["events:PutRule"],
    delete=["events:DeleteRule", "events:ListTargetsByRule"],
    tagging=TAGGING,
)


def _of_target(target: Any, place: Place, action: str) -> Iterator[str]:
    """The rule; or the role that a target is given."""
    yield from passed(target.role, place) if action == "iam:PassRole" else arns_of_parent(target, place, action)


TARGET: Final = calls(
    read=["events:ListTargetsByRule"], write=["events:PutTargets"], delete=["events:RemoveTargets"], arns=_of_target
)
