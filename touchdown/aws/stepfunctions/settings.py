"""Settings of a state machine as Step Functions takes them: logging, tracing and encryption.

An update is a patch: a setting that is left out stays, so that each has a value that clears it (APIS.md, 45).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from touchdown.engine.observed import Values
from touchdown.model.field import Form

_OF_AWS = "AWS_OWNED_KEY"
_OF_CUSTOMER = "CUSTOMER_MANAGED_KMS_KEY"

TRACING = Form(send=lambda enabled: {"enabled": enabled}, read=lambda found: bool(found.get("enabled")))
ENCRYPTION = Form(
    send=lambda key: {"type": _OF_CUSTOMER, "kmsKeyId": key}, read=lambda found: found.get("kmsKeyId") or None
)
NO_KEY = {"type": _OF_AWS}
LOGGING = ("log_level", "log_group", "log_data")


def logging_of(values: Values) -> dict[str, Any]:
    """The logging that these values ask for: none, or to a single group, whose ARN ends in `:*` (APIS.md, 48)."""
    group = values["log_group"]
    to = [{"cloudWatchLogsLogGroup": {"logGroupArn": f"{group}:*"}}] if group else []
    return {"level": values["log_level"], "includeExecutionData": values["log_data"], "destinations": to}


def values_of_logging(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values of a logging that was read."""
    logging = found or {}
    groups = [one.get("cloudWatchLogsLogGroup", {}).get("logGroupArn") for one in logging.get("destinations") or ()]
    return {
        "log_level": logging.get("level") or "OFF",
        "log_group": groups[0].removesuffix(":*") if groups and groups[0] else None,
        "log_data": bool(logging.get("includeExecutionData")),
    }
