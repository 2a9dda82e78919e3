"""Adds log groups to the tagging API, for emulators that don't list them there, as MiniStack.

Their tags are those that were written through the simulator.
"""

from __future__ import annotations

import re

from benchmarks.simulator.chain import Forward, Json, json_of, with_json
from benchmarks.simulator.tagging import is_meant, region_of
from tests.support.answers import Answer
from tests.support.calls import Call

_ACCOUNT = re.compile(rb"<Account>(\d{12})</Account>")


class LogGroups:
    """The tags of the log groups that were created here, by region and name."""

    def __init__(self) -> None:
        self._account = ""
        self._tags: dict[tuple[str, str], dict[str, str]] = {}

    async def answer(self, call: Call, forward: Forward) -> Answer:
        answer = await forward(call.request.body)
        if answer.status >= 300:
            return answer
        if call.name == "sts:GetCallerIdentity" and (found := _ACCOUNT.search(answer.body)):
            self._account = found[1].decode()
        elif call.operation.service == "logs":
            self._note(call)
        elif call.name == "tagging:GetResources":
            return self._with_log_groups(call, answer)
        return answer

    def _note(self, call: Call) -> None:
        parameters, region = call.parameters, region_of(call)
        name = parameters.get("logGroupName") or str(parameters.get("resourceArn", "")).partition(":log-group:")[2]
        tags = self._tags.get((region, name), {})
        match call.operation.name:
            case "CreateLogGroup":
                self._tags[region, name] = parameters.get("tags", {})
            case "TagResource":
                self._tags[region, name] = {**tags, **parameters["tags"]}
            case "UntagResource":
                self._tags[region, name] = {key: tags[key] for key in tags if key not in parameters["tagKeys"]}
            case "DeleteLogGroup":
                self._tags.pop((region, name), None)
            case _:
                pass

    def _with_log_groups(self, call: Call, answer: Answer) -> Answer:
        said = json_of(answer)
        if said is None or not self._account:
            return answer
        told: list[Json] = said["ResourceTagMappingList"]
        known = {mapping["ResourceARN"] for mapping in told}
        groups = [group for group in self._told_as(region_of(call)) if group["ResourceARN"] not in known]
        said["ResourceTagMappingList"] = told + [group for group in groups if is_meant(call, group)]
        return with_json(answer, said)

    def _told_as(self, region: str) -> list[Json]:
        """The log groups of a region, in the form of GetResources."""
        return [
            {
                "ResourceARN": f"arn:aws:logs:{region}:{self._account}:log-group:{name}",
                "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
            }
            for (where, name), tags in self._tags.items()
            if where == region and tags
        ]
