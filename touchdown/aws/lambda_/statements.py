"""Statements in a function's policy: which are ours, and the values that they stand for.

A statement is ours by its id, `touchdown-` with hashes of workspace, address and content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from touchdown.aws.lambda_.invocable import qualified
from touchdown.aws.reading import Reading
from touchdown.engine.observed import Values
from touchdown.model.errors import Missing


def statements_of(reading: Reading, function: str) -> list[Mapping[str, Any]]:
    """The statements of the policy of a function, or of an alias, by its identity; none if it has no policy."""

    def read() -> list[Mapping[str, Any]]:
        try:
            policy = reading.api.once("lambda:GetPolicy", **qualified(function))["Policy"]
        except Missing:
            return []
        # An emulator adds those of the function's aliases.
        return [one for one in json.loads(policy)["Statement"] if one["Resource"].endswith(f":function:{function}")]

    return reading.once(f"policy of function {function}", read)


def values_of(statement: Mapping[str, Any]) -> Values:
    conditions: dict[str, Any] = {}
    for tests in statement.get("Condition", {}).values():
        conditions |= {key.lower(): value for key, value in tests.items()}
    return {
        "action": statement["Action"],
        "principal": _principal(statement["Principal"]),
        "source_arn": conditions.get("aws:sourcearn"),
        "source_account": conditions.get("aws:sourceaccount"),
        "organization": conditions.get("aws:principalorgid"),
        "url_auth": conditions.get("lambda:functionurlauthtype"),
        "by_url": str(conditions.get("lambda:invokedviafunctionurl", "false")).lower() == "true",
    }


def _principal(found: str | Mapping[str, str]) -> str:
    """The principal as it was given: AWS turns an account's number into the ARN of its root."""
    if isinstance(found, str):
        return found
    text = str(next(iter(found.values())))
    return text.split(":")[4] if text.startswith("arn:") and text.endswith(":root") else text
