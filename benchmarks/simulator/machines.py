"""Step Functions' rules: an equal CreateStateMachine is answered as done, a definition and its log group are looked at,
and a deleted state machine is there for a while.

Emulators take any definition and any log group. Sources: APIS.md, 41, 43, 45, 47 and 48.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.simulator.chain import Forward
from benchmarks.simulator.tagging import region_of
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call

_COMPARED = ("definition", "type", "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration", "publish")
_WAITING = (".sync", ".sync:2", ".waitForTaskToken")
_Key = tuple[str, str]
"""A region and a name."""


class Machines:
    """The state machines that were made here, and until when each that was deleted is there."""

    def __init__(self, deleting: float, now: Callable[[], float]) -> None:
        self._deleting = deleting
        self._now = now
        self._made: dict[_Key, tuple[dict[str, Any], Any]] = {}
        self._gone_at: dict[_Key, float] = {}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.operation.service != "stepfunctions":
            return await forward(call.request.body)
        key, compared = _key(call), {name: call.parameters.get(name) for name in _COMPARED}
        if refused := self._refused(call, key, compared):
            return answers.error(call.operation, *refused, 400)
        if call.operation.name == "CreateStateMachine" and key in self._made:
            return answers.of_json(self._made[key][1])
        answer = await forward(call.request.body)
        if answer.status < 300:
            self._note(call, key, compared, answer)
        return answer

    def _refused(self, call: Call, key: _Key, compared: dict[str, Any]) -> tuple[str, str] | None:
        deleting = self._gone_at.get(key, 0) > self._now()
        match call.operation.name:
            case "CreateStateMachine" if deleting:
                return "StateMachineDeleting", f"State machine is being deleted: '{key[1]}'"
            case "CreateStateMachine" if key in self._made and self._made[key][0] != compared:
                return "StateMachineAlreadyExists", f"State Machine Already Exists: '{key[1]}'"
            case "CreateStateMachine" | "UpdateStateMachine" if found := _wrong(call.parameters):
                return found
            case "UpdateStateMachine" if set(call.parameters) == {"stateMachineArn"}:
                return "MissingRequiredParameter", "Either the definition, the role ARN or a configuration is needed."
            case _:
                return None

    def _note(self, call: Call, key: _Key, compared: dict[str, Any], answer: Answer) -> None:
        match call.operation.name:
            case "CreateStateMachine":
                self._made[key] = compared, json.loads(answer.body)
            case "UpdateStateMachine" if key in self._made:
                before, created = self._made[key]
                given = {name: value for name, value in compared.items() if value is not None}
                self._made[key] = {**before, **given}, created
            case "DeleteStateMachine":
                self._made.pop(key, None)
                self._gone_at[key] = self._now() + self._deleting
            case _:
                pass


def _wrong(given: Any) -> tuple[str, str] | None:
    """What AWS refuses in a definition, and in the settings of its log."""
    if "definition" in given:
        try:
            states: Any = json.loads(given["definition"])["States"]
        except (ValueError, KeyError, TypeError):
            return "InvalidDefinition", "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'"
        waits = any(str(one.get("Resource", "")).endswith(_WAITING) for one in states.values())
        if waits and given.get("type") == "EXPRESS":
            return "InvalidDefinition", "Express state machine does not support '.sync' or '.waitForTaskToken'"
    logging: Any = given.get("loggingConfiguration") or {}
    groups: list[str] = [one["cloudWatchLogsLogGroup"]["logGroupArn"] for one in logging.get("destinations") or ()]
    if logging.get("level", "OFF") != "OFF" and (len(groups) != 1 or not groups[0].endswith(":*")):
        return "InvalidLoggingConfiguration", "Log Destination not found."
    return None


def _key(call: Call) -> _Key:
    given = call.parameters
    return region_of(call), str(given.get("name") or str(given.get("stateMachineArn", "")).rpartition(":")[2])
