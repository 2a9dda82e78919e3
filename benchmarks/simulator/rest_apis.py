"""API Gateway's rules about REST APIs that emulators are lenient about.

Sources: APIS.md; the numbers stand at each rule. An emulator allows all of it, and answers before anything is deployed,
which can't be simulated here: requests to an API don't pass through.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from benchmarks.simulator.chain import Forward, json_of
from tests.support import answers
from tests.support.answers import Answer
from tests.support.calls import Call

_BAD = "BadRequestException"
_BUSY = "Unable to complete operation due to concurrent modification. Please try again later."
_UNKNOWN = ("nullable", "default", "readOnly", "discriminator")
_INTEGRATION = "x-amazon-apigateway-integration"


class RestApis:
    """The documents, writers and plans of the APIs that were made through here."""

    def __init__(self, *, logs_role: bool) -> None:
        self._logs_role = logs_role
        """Whether the account has a role by which API Gateway writes logs."""
        self._writing: set[str] = set()
        self._documents: dict[str, dict[str, Any]] = {}
        self._stages: dict[str, set[str]] = defaultdict(set)
        """By plan, the stages in it."""

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.operation.service != "apigateway":
            return await forward(call.request.body)
        if refused := self._refused(call):
            return answers.error(call.operation, *refused)
        api = _api(call) if call.writes else ""
        self._writing.add(api)
        try:
            answer = await forward(self._body(call))
        finally:
            self._writing.discard(api)
        if answer.status < 300:
            self._note(call, answer)
        return answer

    def _refused(self, call: Call) -> tuple[str, str, int] | None:
        api, given = _api(call), call.parameters
        if api and call.writes and api in self._writing:  # 19
            return "ConflictException", _BUSY, 409
        match call.operation.name:
            case "PutRestApi" if wrong := _warning(given):  # 4, 5
                return _BAD, f"Warnings found during import: {wrong}", 400
            case "CreateDeployment" if problem := self._incomplete(api):  # 12
                return _BAD, problem, 400
            case "UpdateStage":
                return self._logging(given)
            case "DeleteUsagePlan" if self._stages[_plan(call)]:  # 21
                text = "Cannot delete Usage Plan {} because there are API Stages associated with it"
                return _BAD, text.format(_plan(call)), 400
            case _:
                return None

    def _incomplete(self, api: str) -> str | None:
        operations = list(_operations(self._documents.get(api, {})))
        if not operations:
            return "The REST API doesn't contain any methods"
        return None if all(_INTEGRATION in one for one in operations) else "No integration defined for method"

    def _logging(self, given: dict[str, Any]) -> tuple[str, str, int] | None:
        patches = [one for one in given["patchOperations"] if one["path"].startswith("/accessLogSettings/")]
        if any(not one.get("value") for one in patches):  # 15
            return _BAD, "Invalid value for access log settings", 400
        if patches and not self._logs_role:  # 17
            return _BAD, "CloudWatch Logs role ARN must be set in account settings to enable logging", 400
        return None

    def _body(self, call: Call) -> bytes:
        """A document as it is after the call: without `overwrite`, the paths that were there stay (2)."""
        if call.operation.name != "PutRestApi" or call.request.query.get("mode") == "overwrite":
            return call.request.body
        document = json.loads(call.request.body)
        there = self._documents.get(_api(call), {})
        return json.dumps({**there, **document, "paths": {**there.get("paths", {}), **document["paths"]}}).encode()

    def _note(self, call: Call, answer: Answer) -> None:
        if call.operation.name == "PutRestApi":
            self._documents[_api(call)] = json.loads(self._body(call))
        elif call.operation.name == "CreateUsagePlan":
            made = json_of(answer) or {}
            stages = {f"{one['apiId']}:{one['stage']}" for one in call.parameters.get("apiStages", ())}
            self._stages[str(made.get("id"))] |= stages
        elif call.operation.name == "UpdateUsagePlan":
            for one in call.parameters["patchOperations"]:
                if one["path"] == "/apiStages":
                    change = self._stages[_plan(call)]
                    (change.add if one["op"] == "add" else change.discard)(one["value"])


def _parts(call: Call) -> list[str]:
    return call.request.path.strip("/").split("/")


def _api(call: Call) -> str:
    """The id of the API that a call is about."""
    parts = _parts(call)
    return parts[1] if parts[0] == "restapis" and len(parts) > 1 else ""


def _plan(call: Call) -> str:
    return _parts(call)[1]


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    items = document.get("paths", {}).values()
    return [one for item in items for name, one in item.items() if isinstance(one, dict) and name != "parameters"]


def _warning(document: dict[str, Any]) -> str | None:
    """What API Gateway doesn't know in a document's schemas."""
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if not name.isalnum():
            return f"invalid model name {name}"
        text = json.dumps(schema)
        if found := next((word for word in _UNKNOWN if f'"{word}":' in text), None):
            return f"{found} is not supported in model {name}"
    return None
