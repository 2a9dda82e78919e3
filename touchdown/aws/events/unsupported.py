"""Members of EventBridge's operations that no field has, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

_BUS = "the bus itself"
_WHOLE = "a policy is written whole, with policy="
_LOGS = "its logs need a delivery in CloudWatch Logs, for which there is no type yet"

BUS: Mapping[str, Mapping[str, str]] = {
    "events:CreateEventBus": {
        "EventSourceName": "for buses of partners, which make their own",
        "LogConfig": _LOGS,
    },
    "events:UpdateEventBus": {"Name": _BUS, "LogConfig": _LOGS},
    "events:PutPermission": {
        "EventBusName": _BUS,
        **dict.fromkeys(["Action", "Principal", "StatementId", "Condition"], _WHOLE),
    },
    "events:TagResource": {"ResourceARN": _BUS},
}

RULE: Mapping[str, Mapping[str, str]] = {
    "events:PutRule": {
        "EventBusName": "the bus that it lives in",
        "ScheduleExpression": "add_schedule(...) has time zones, retries and a queue for dead letters",
        "RoleArn": "each target that needs a role has its own",
    },
    "events:TagResource": {"ResourceARN": "the rule itself"},
}

TARGET: Mapping[str, Mapping[str, str]] = {
    "events:PutTargets": {"Rule": "the rule that it belongs to", "EventBusName": "the bus of the rule"}
}
"""Of a target, the parameters of services without a type (Kinesis, ECS, Batch, HTTP, Redshift, SageMaker, AppSync,
Systems Manager) are left out."""
