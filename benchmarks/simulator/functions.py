"""Functions that are Pending after creation and InProgress after an update; and their RevisionId.

The RevisionId changes once more when a change settles, so the RevisionId in the change's own answer is stale then
(aws/aws-sdk#377). Source for what may be called when: AWS, "Lambda function states".
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import cast

import attrs

from benchmarks.simulator.chain import Forward, Json, json_of, with_json
from benchmarks.simulator.messages import message
from benchmarks.simulator.tagging import region_of
from tests.support.answers import Answer
from tests.support.calls import Call

_UPDATES = ("UpdateFunctionConfiguration", "UpdateFunctionCode")
_NOT_WHILE_PENDING = (*_UPDATES, "PublishVersion", "DeleteFunction", "Invoke", "PutRuntimeManagementConfig")
_NOT_WHILE_UPDATING = (*_UPDATES, "PublishVersion", "PutRuntimeManagementConfig")
_GUARDED = (*_UPDATES, "PublishVersion")
_REVISIONS = uuid.UUID("5e771ed0-0000-4000-8000-000000000000")


@attrs.define
class _Function:
    """A function as it was created or changed here. `revision` is the emulator's RevisionId, if it has one."""

    pending_until: float = 0.0
    updating_until: float = 0.0
    revision: str = ""
    updates: int = 0

    def revision_at(self, now: float) -> str:
        moving = now < max(self.pending_until, self.updating_until)
        return str(uuid.uuid5(_REVISIONS, f"{self.revision} {self.updates} {moving}"))


class Functions:
    """All functions that were created or updated here, by region and name."""

    def __init__(self, pending: float, updating: float, now: Callable[[], float]) -> None:
        self._pending = pending
        self._updating = updating
        self._now = now
        self._known: dict[tuple[str, str], _Function] = {}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.operation.service != "lambda":
            return await forward(call.request.body)
        known, operation = self._known.get(_key(call)), call.operation.name
        if known is not None and (refused := self._refused(call, known)):
            return refused
        answer = await forward(_passed_on(call, known))
        if operation == "DeleteFunction" and answer.status < 300:
            self._known.pop(_key(call), None)
            return answer
        return self._told(call, answer)

    def _refused(self, call: Call, known: _Function) -> Answer | None:
        operation, now = call.operation, self._now()
        if operation.name in _NOT_WHILE_PENDING and now < known.pending_until:
            return message("pending", operation)
        if operation.name in _NOT_WHILE_UPDATING and now < known.updating_until:
            return message("update-in-progress", operation)
        revision = call.parameters.get("RevisionId")
        if operation.name in _GUARDED and revision and revision != known.revision_at(now):
            return message("stale-revision", operation)
        return None

    def _told(self, call: Call, answer: Answer) -> Answer:
        """An answer about a function, with its current state."""
        said = json_of(answer)
        if said is None:
            return answer
        match call.operation.name:
            case "CreateFunction":
                self._known[_key(call)] = _Function(pending_until=self._now() + self._pending)
                self._tell(call, said)
            case "UpdateFunctionConfiguration" | "UpdateFunctionCode":
                known = self._known.setdefault(_key(call), _Function())
                known.updates += 1
                known.updating_until = self._now() + self._updating
                self._tell(call, said)
            case "GetFunctionConfiguration":
                self._tell(call, said)
            case "GetFunction":
                self._tell(call, said["Configuration"])
            case _:
                return answer
        return with_json(answer, said)

    def _tell(self, call: Call, configuration: Json) -> None:
        known = self._known.get((region_of(call), configuration["FunctionName"]))
        if known is None or configuration.get("Version", "$LATEST") != "$LATEST":
            return
        now = self._now()
        known.revision = configuration.get("RevisionId", known.revision)
        configuration["RevisionId"] = known.revision_at(now)
        if now < known.pending_until:
            configuration |= {
                "State": "Pending",
                "StateReason": "The function is being created.",
                "StateReasonCode": "Creating",
            }
        else:
            configuration["State"] = "Active"
        if now < max(known.pending_until, known.updating_until):
            configuration["LastUpdateStatus"] = "InProgress"
        else:
            configuration["LastUpdateStatus"] = "Successful"


def _key(call: Call) -> tuple[str, str]:
    """The function's region and name: a call may have the name, or an ARN, in its path, or in its body."""
    given = cast(str, call.operation.labels.get("FunctionName") or call.parameters.get("FunctionName", ""))
    return region_of(call), given.partition(":function:")[2].partition(":")[0] or given


def _passed_on(call: Call, known: _Function | None) -> bytes:
    """The body, with the emulator's RevisionId in place of ours."""
    if known is None or call.operation.name not in _GUARDED or "RevisionId" not in call.parameters:
        return call.request.body
    body = json.loads(call.request.body)
    del body["RevisionId"]
    return json.dumps(body | ({"RevisionId": known.revision} if known.revision else {})).encode()
