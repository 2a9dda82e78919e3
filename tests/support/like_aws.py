"""moto with the lists of AWS: as many on a page as AWS has, and no more in them than AWS tells.

moto has all functions on one page, with their state; it doesn't know log groups by their names; and it counts tags
where AWS counts resources. Here the tagging API can be late besides, as AWS's is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pytest

from tests.support.emulators import Emulator
from tests.support.wire import Call, Wire
from touchdown.aws import connection
from touchdown.aws.endpoint import AWS

_NOT_LISTED = ("State", "StateReason", "LastUpdateStatus", "LastUpdateStatusReason", "RuntimeVersionConfig")


@attrs.define
class LikeAws:
    """What the wire makes of moto's answers. Pages may be small, so that a test needs few things for many of them.

    `unknown` are ARNs that the tagging API has not seen yet; `shown` are tags that it shows, by ARN, whatever is there.
    """

    emulator: Emulator
    functions_a_page: int = 50
    resources_a_page: int = 100
    unknown: set[str] = attrs.field(factory=set[str])
    shown: dict[str, dict[str, str]] = attrs.field(factory=dict[str, dict[str, str]])

    def functions(self, call: Call) -> object:
        """ListFunctions: fifty on a page, in the order of their names, without their state."""
        found = sorted(
            self.emulator.client("lambda").list_functions()["Functions"], key=lambda one: one["FunctionName"]
        )
        at = int(call.parameters.get("Marker") or 0)
        end = at + self.functions_a_page
        page = [{key: value for key, value in one.items() if key not in _NOT_LISTED} for one in found[at:end]]
        return {"Functions": page, **({"NextMarker": str(end)} if end < len(found) else {})}

    def log_groups(self, call: Call) -> object:
        """DescribeLogGroups, by up to fifty names."""
        names = call.parameters["logGroupIdentifiers"]
        assert len(names) <= 50
        pages = self.emulator.client("logs").get_paginator("describe_log_groups").paginate()
        return {"logGroups": [one for page in pages for one in page["logGroups"] if one["logGroupName"] in names]}

    def tagged(self, call: Call) -> object:
        """GetResources: a hundred on a page, and late."""
        at = int(call.parameters.get("PaginationToken") or 0)
        end = at + self.resources_a_page
        services = call.parameters.get("ResourceTypeFilters")
        tagged = self._tagged(call.parameters["TagFilters"])
        found = [(arn, tags) for arn, tags in tagged if services is None or arn.split(":")[2] in services]
        page = [
            {"ResourceARN": arn, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
            for arn, tags in found[at:end]
        ]
        return {"ResourceTagMappingList": page, "PaginationToken": str(end) if end < len(found) else ""}

    def _tagged(self, filters: Sequence[Mapping[str, Any]]) -> list[tuple[str, dict[str, str]]]:
        client = self.emulator.client("resourcegroupstaggingapi")
        pages = client.get_paginator("get_resources").paginate(TagFilters=filters, PaginationConfig={"PageSize": 100})
        found = {
            one["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]}
            for page in pages
            for one in page["ResourceTagMappingList"]
        }
        known = {arn: tags for arn, tags in found.items() if arn not in self.unknown}
        return sorted({**known, **self.shown}.items())


def take_for_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on an emulator is taken for AWS."""
    monkeypatch.setattr(connection, "EMULATOR", AWS)


def like_aws(moto: Emulator, wire: Wire, monkeypatch: pytest.MonkeyPatch, **pages: int) -> LikeAws:
    """From now on moto is taken for AWS, and answers lists as AWS does. Nothing waits for AWS's rates."""
    made = LikeAws(moto, **pages)
    take_for_aws(monkeypatch)
    monkeypatch.setattr(connection, "Limiters", lambda *_: None)
    wire.answer("lambda:ListFunctions", made.functions)
    wire.answer("tagging:GetResources", made.tagged)
    wire.answer(
        "logs:DescribeLogGroups", made.log_groups, matching=lambda call: "logGroupIdentifiers" in call.parameters
    )
    return made
