"""What Scheduler refuses in expressions, time zones and times (EVENTS.md, 48).

Weakness: a cron expression's fields are checked for their characters, not for their ranges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from touchdown.aws.scheduler.forms import in_utc

_KIND = re.compile(r"(rate|cron|at)\((.*)\)", re.DOTALL)
_FORMS = '"rate(5 minutes)", "cron(0 3 * * ? *)" or "at(2027-01-31T03:00:00)"'
_RATE = re.compile(r"([1-9][0-9]*) (minute|hour|day)(s?)")
_CRON_FIELDS = ("minutes", "hours", "day of the month", "month", "day of the week", "year")
_CRON_FIELD = re.compile(r"[0-9A-Za-z*?,/#-]+")
_AT = "%Y-%m-%dT%H:%M:%S"


def problems(expression: str, timezone: str) -> Iterator[str]:
    """What is wrong with an expression and its time zone, as whole sentences."""
    found = _KIND.fullmatch(expression)
    if found is None:
        yield f'expression= is "{expression}", AWS wants {_FORMS}.'
    else:
        check = {"rate": _of_rate, "cron": _of_cron, "at": _of_at}[found[1]]
        yield from (f'expression= is "{expression}": {problem}.' for problem in check(found[2]))
    if not _is_zone(timezone):
        yield f'timezone= is "{timezone}", which is no time zone: write it as "Europe/Berlin" or "UTC".'


def _of_rate(text: str) -> Iterator[str]:
    found = _RATE.fullmatch(text)
    if found is None:
        yield "a rate is a number and minutes, hours or days, with a single blank between them"
    elif (found[1] == "1") == bool(found[3]):
        wanted = found[2] if found[1] == "1" else f"{found[2]}s"
        yield f'write "{found[1]} {wanted}"'


def _of_cron(text: str) -> Iterator[str]:
    fields = text.split(" ")
    if len(fields) != len(_CRON_FIELDS):
        yield f"it has {len(fields)} fields, AWS wants six with a single blank between them: {', '.join(_CRON_FIELDS)}"
        return
    for name, field in zip(_CRON_FIELDS, fields, strict=True):
        if not _CRON_FIELD.fullmatch(field):
            yield f'its {name} is "{field}", which AWS does not know'
    if [fields[2], fields[4]].count("?") != 1:
        yield "one of the day of the month and the day of the week has to be ?, and the other may not"


def _of_at(text: str) -> Iterator[str]:
    try:
        datetime.strptime(text, _AT)
    except ValueError:
        yield "a time is written as 2027-01-31T03:00:00, without a zone"


def _is_zone(name: str) -> bool:
    """Whether there is such a time zone; on a machine without the names of zones, any name will do."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return not available_timezones()
    return True


def problems_of_times(start: datetime | str | None, end: datetime | str | None, expression: str) -> Iterator[str]:
    """What is wrong with when a schedule begins and ends."""
    given = {name: time for name, time in (("start", start), ("end", end)) if time is not None}
    times: list[datetime] = []
    for name, time in given.items():
        try:
            times.append(in_utc(time))
        except ValueError:
            yield f'{name}= is "{time}", write a time as 2027-01-31T03:00:00Z.'
    if given and expression.startswith("at("):
        yield f"{' and '.join(f'{name}=' for name in given)} can't be given: a schedule at a single time ignores it."
    if len(times) > 1 and times[1] <= times[0]:
        yield "end= is not after start=."
