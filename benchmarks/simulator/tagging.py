"""The tagging API is late: for a while it misses new resources, and shows deleted ones (boto/boto3#3341).

Weakness: changed tags are visible at once, and a deleted resource is shown only if the API has listed it before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.simulator.chain import Forward, Json, json_of, with_json
from tests.support.answers import Answer
from tests.support.calls import Call

_KINDS: Mapping[str, tuple[str, str]] = {
    "lambda:CreateFunction": ("FunctionName", ":function:"),
    "lambda:DeleteFunction": ("FunctionName", ":function:"),
    "logs:CreateLogGroup": ("logGroupName", ":log-group:"),
    "logs:DeleteLogGroup": ("logGroupName", ":log-group:"),
    "s3:CreateBucket": ("Bucket", ":::"),
    "s3:DeleteBucket": ("Bucket", ":::"),
}
"""For each call that creates or deletes: the parameter with the name, and the part of the ARN before it."""

_REGION = re.compile(r"Credential=[^/]+/\d+/([^/]+)/")


class Tagging:
    """The resources that were created and deleted here, and until when the tagging API doesn't know it."""

    def __init__(self, late: float, now: Callable[[], float]) -> None:
        self._late = late
        self._now = now
        self._unknown_until: dict[tuple[str, str], float] = {}
        self._shown_until: dict[tuple[str, str], float] = {}
        self._told: dict[str, Json] = {}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        answer = await forward(call.request.body)
        if call.name == "tagging:GetResources":
            return self._as_it_was(call, answer)
        if call.name in _KINDS and answer.status < 300:
            parameter, before = _KINDS[call.name]
            thing = (region_of(call), before + str(call.parameters.get(parameter, "")))
            late = self._shown_until if call.operation.name.startswith("Delete") else self._unknown_until
            late[thing] = self._now() + self._late
        return answer

    def _as_it_was(self, call: Call, answer: Answer) -> Answer:
        said = json_of(answer)
        if said is None:
            return answer
        found: dict[str, Json] = {mapping["ResourceARN"]: mapping for mapping in said["ResourceTagMappingList"]}
        self._told |= found
        known = {arn: mapping for arn, mapping in found.items() if not self._within(self._unknown_until, call, arn)}
        gone = {
            arn: mapping
            for arn, mapping in self._told.items()
            if arn not in found and self._within(self._shown_until, call, arn) and is_meant(call, mapping)
        }
        said["ResourceTagMappingList"] = list((known | gone).values())
        return with_json(answer, said)

    def _within(self, until: Mapping[tuple[str, str], float], call: Call, arn: str) -> bool:
        region = region_of(call)
        names = (before + arn.partition(before)[2] for _, before in _KINDS.values() if before in arn)
        return any(self._now() < until.get((region, name), 0.0) for name in names)


def is_meant(call: Call, resource: Json) -> bool:
    """Whether a call's filters let a resource through."""
    tags = {tag["Key"]: tag["Value"] for tag in resource["Tags"]}
    filters: list[Mapping[str, Any]] = call.parameters.get("TagFilters", [])
    if not _is_of(resource["ResourceARN"], call.parameters.get("ResourceTypeFilters")):
        return False
    return all(
        condition["Key"] in tags and (not condition.get("Values") or tags[condition["Key"]] in condition["Values"])
        for condition in filters
    )


def _is_of(arn: str, kinds: list[str] | None) -> bool:
    """Whether an ARN belongs to a service or a resource type: "lambda", or "lambda:function". None matches all."""
    _, _, service, _, _, resource = arn.split(":", 5)
    return kinds is None or service in kinds or f"{service}:{re.split('[:/]', resource)[0]}" in kinds


def region_of(call: Call) -> str:
    found = _REGION.search(call.request.headers.get("Authorization", ""))
    return found[1] if found else ""
