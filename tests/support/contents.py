"""All that an account has, in a form in which two accounts are compared: names, what belongs to each, and tags.

What each service has stands in its tests' `cases.py`. What carries tags is asked of the tagging API besides, for all of
AWS's types, so that what is left over of a type that no resource has is seen too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.cases import all_cases
from tests.support.emulators import Emulator
from touchdown.aws.tags import APPLIED, CODE

Contents = dict[str, Any]

_NEVER_THE_SAME = ("ResponseMetadata", "RoleLastUsed", "storedBytes")


def contents(emulator: Emulator) -> Contents:
    """What an account has, without its number."""
    found = {service.name: dict(cases.contents(emulator)) for service, cases in all_cases()}
    tagged = dict(_tagged(emulator.client("resourcegroupstaggingapi")))
    return _without(emulator.account_id, {**found, "tagged": tagged})


def _tagged(client: Any) -> Iterator[tuple[str, object]]:
    for page in client.get_paginator("get_resources").paginate():
        for one in page["ResourceTagMappingList"]:
            yield one["ResourceARN"], tags_of_list(one["Tags"])


def tags_of_list(tags: list[dict[str, str]]) -> dict[str, str]:
    return tags_without_record({one["Key"]: one["Value"] for one in tags})


def tags_without_record(tags: Mapping[str, str]) -> dict[str, str]:
    """What was applied holds a version's number, which a run that is taken up again may count otherwise."""
    return {key: "" if key in (APPLIED, CODE) else value for key, value in tags.items()}


def without_what_moves(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a thing, without what is another thing each time."""
    return {name: value for name, value in answer.items() if name not in _NEVER_THE_SAME}


def _without(account_id: str, found: Any) -> Any:
    if isinstance(found, dict):
        return {_without(account_id, key): _without(account_id, value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_without(account_id, one) for one in found]
    return found.replace(account_id, "ACCOUNT") if isinstance(found, str) else found
