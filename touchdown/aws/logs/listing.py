"""Log groups as DescribeLogGroups tells them, without their tags: one by its name, or many by their names.

AWS takes fifty names in a call. What it says where one of them doesn't exist isn't documented; if it should refuse, the
fifty are asked for one by one. An emulator doesn't know names: there, all groups are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from touchdown.aws.reading import Reading
from touchdown.model.errors import AccessDenied, AccountError, Unreachable

_DESCRIBE = "logs:DescribeLogGroups"
_NAMES_A_CALL = 50

Described = Mapping[str, Any]


def by_name(reading: Reading, name: str) -> Described | None:
    """The group of a name, in one call."""
    if reading.account.emulated:
        return everything(reading).get(name)
    # They come sorted, so that of those which begin with a name the one of that name is the first.
    found = reading.api.call(_DESCRIBE, logGroupNamePrefix=name, limit=1)["logGroups"]
    return next((group for group in found if group["logGroupName"] == name), None)


def by_names(reading: Reading, names: Sequence[str]) -> dict[str, Described]:
    """Those of these names that exist."""
    if reading.account.emulated:
        groups = everything(reading)
        return {name: groups[name] for name in names if name in groups}
    parts = [names[at : at + _NAMES_A_CALL] for at in range(0, len(names), _NAMES_A_CALL)]
    found = reading.each(lambda part: _fifty(reading, part), parts)
    return {name: group for part in found for name, group in part.items()}


def everything(reading: Reading) -> dict[str, Described]:
    """All of an emulator."""
    return reading.once(
        "log groups", lambda: {one["logGroupName"]: one for one in reading.api.pages(_DESCRIBE, "logGroups")}
    )


def _fifty(reading: Reading, names: Sequence[str]) -> dict[str, Described]:
    try:
        found = reading.api.call(_DESCRIBE, logGroupIdentifiers=list(names))["logGroups"]
    except (AccessDenied, Unreachable):
        raise
    except AccountError:
        found = [group for group in reading.each(lambda name: by_name(reading, name), names) if group is not None]
    return {group["logGroupName"]: group for group in found}
