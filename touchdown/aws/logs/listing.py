"""Log groups as DescribeLogGroups lists them, without their tags: a single group, or many, by name.

AWS takes fifty names in a call. Its answer to a name that doesn't exist isn't documented; if it refuses the call, the
fifty are read one by one. Where names aren't heeded, as on emulators, all groups are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from touchdown.aws.reading import Reading
from touchdown.model.errors import AccessDenied, AccountError, Unreachable

_DESCRIBE = "logs:DescribeLogGroups"
_NAMES_A_CALL = 50
TAGGED = ("logs", "log-group:")
"""How the ARN of a group begins, for the tagging API."""

Described = Mapping[str, Any]


def by_name(reading: Reading, name: str) -> Described | None:
    """The group of a name, in one call."""
    if not reading.account.endpoint.tagging_knows(*TAGGED):  # all are listed then anyway
        return everything(reading).get(name)
    # They come sorted, so that of those which begin with a name the one of that name is the first.
    found = reading.api.call(_DESCRIBE, logGroupNamePrefix=name, limit=1)["logGroups"]
    return next((group for group in found if group["logGroupName"] == name), None)


def by_names(reading: Reading, names: Sequence[str]) -> dict[str, Described]:
    """The groups with these names that exist."""
    if not reading.account.endpoint.finds_named_log_groups:
        groups = everything(reading)
        return {name: groups[name] for name in names if name in groups}
    parts = [names[at : at + _NAMES_A_CALL] for at in range(0, len(names), _NAMES_A_CALL)]
    found = reading.each(lambda part: _fifty(reading, part), parts)
    return {name: group for part in found for name, group in part.items()}


def everything(reading: Reading) -> dict[str, Described]:
    """The names of all groups of the account."""
    return reading.once(
        "log groups", lambda: {one["logGroupName"]: one for one in reading.api.pages(_DESCRIBE, "logGroups")}
    )


def _fifty(reading: Reading, names: Sequence[str]) -> dict[str, Described]:
    try:
        answer = reading.api.call(_DESCRIBE, logGroupIdentifiers=list(names))
    except (AccessDenied, Unreachable):
        raise
    except AccountError:
        return _one_by_one(reading, names)
    found: dict[str, Described] = {group["logGroupName"]: group for group in answer["logGroups"]}
    # Groups that weren't asked for, and more pages, show a list of all: it may lack some that were asked for.
    if "nextToken" in answer or not found.keys() <= set(names):
        return _one_by_one(reading, names)
    return found


def _one_by_one(reading: Reading, names: Sequence[str]) -> dict[str, Described]:
    found = reading.each(lambda name: by_name(reading, name), names)
    return {group["logGroupName"]: group for group in found if group is not None}
