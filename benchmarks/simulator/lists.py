"""Lists as AWS returns them: its page sizes, and only the fields that its lists have.

MiniStack and moto list functions with their state, put all results of the tagging API on one page, and can't find log
groups by names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.simulator.chain import Forward, Json, json_of, with_json
from tests.support.answers import Answer
from tests.support.calls import Call

_NOT_LISTED = (
    "State",
    "StateReason",
    "StateReasonCode",
    "LastUpdateStatus",
    "LastUpdateStatusReason",
    "LastUpdateStatusReasonCode",
    "RuntimeVersionConfig",
)
_FUNCTIONS_A_PAGE = 50
_RESOURCES_A_PAGE = 100


class Lists:
    """The lists in which emulators differ from AWS."""

    async def answer(self, call: Call, forward: Forward) -> Answer:
        if call.name == "tagging:GetResources":
            return await _resources(call, forward)
        if call.name == "logs:DescribeLogGroups" and call.parameters.get("logGroupIdentifiers"):
            return await _log_groups(call, forward)
        answer = await forward(call.request.body)
        return _functions(call, answer) if call.name == "lambda:ListFunctions" else answer


def _functions(call: Call, answer: Answer) -> Answer:
    """At most fifty on a page. Names serve as markers, so that we or the emulator can cut the pages."""
    said = json_of(answer)
    if said is None:
        return answer
    rest = sorted(said["Functions"], key=lambda function: function["FunctionName"])
    marker = call.parameters.get("Marker", "")
    page = [function for function in rest if function["FunctionName"] > marker]
    told = [
        {key: value for key, value in function.items() if key not in _NOT_LISTED}
        for function in page[:_FUNCTIONS_A_PAGE]
    ]
    more = bool(said.get("NextMarker")) or len(page) > _FUNCTIONS_A_PAGE
    return with_json(answer, {"Functions": told, **({"NextMarker": told[-1]["FunctionName"]} if more else {})})


async def _resources(call: Call, forward: Forward) -> Answer:
    """A hundred on a page, in the order of their ARNs."""
    parameters = call.parameters
    answer = await forward(_body(call, without="PaginationToken"))
    said = json_of(answer)
    if said is None:
        return answer
    found: list[Json] = sorted(said["ResourceTagMappingList"], key=lambda mapping: mapping["ResourceARN"])
    at = int(parameters.get("PaginationToken") or 0)
    end = at + min(int(parameters.get("ResourcesPerPage") or _RESOURCES_A_PAGE), _RESOURCES_A_PAGE)
    token = str(end) if end < len(found) else ""
    return with_json(answer, {"ResourceTagMappingList": found[at:end], "PaginationToken": token})


async def _log_groups(call: Call, forward: Forward) -> Answer:
    """The log groups of up to fifty names."""
    wanted = set(call.parameters["logGroupIdentifiers"])
    found: list[Json] = []
    more: Mapping[str, Any] = {}
    while True:
        answer = await forward(_body(call, without="logGroupIdentifiers", more=more))
        said = json_of(answer)
        if said is None:
            return answer
        found += [group for group in said["logGroups"] if group["logGroupName"] in wanted]
        if not said.get("nextToken"):
            return with_json(answer, {"logGroups": found})
        more = {"nextToken": said["nextToken"]}


def _body(call: Call, *, without: str, more: Mapping[str, Any] | None = None) -> bytes:
    kept = {key: value for key, value in json.loads(call.request.body).items() if key != without}
    return json.dumps({**kept, **(more or {})}).encode()
