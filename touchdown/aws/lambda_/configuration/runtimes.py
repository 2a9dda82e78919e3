"""The end of Lambda's runtimes: those that AWS creates no functions with any more, and the days on which others are
deprecated (AWS: "Lambda runtimes", table "Supported runtimes"; botocore's model lists all that ever were).

AWS moves these days, usually to later: so a deprecated runtime is a warning, and only what AWS has refused for years is
an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

GONE: Final = frozenset(
    """
    dotnetcore1.0 dotnetcore2.0 dotnetcore2.1 dotnetcore3.1 nodejs nodejs4.3 nodejs4.3-edge nodejs6.10
    nodejs8.10 nodejs10.x nodejs12.x python2.7 python3.6 ruby2.5
    """.split()
)

DEPRECATED: Final[Mapping[str, date]] = {
    "dotnet6": date(2024, 12, 20),
    "dotnet8": date(2026, 11, 10),
    "go1.x": date(2024, 1, 8),
    "java8": date(2024, 1, 8),
    "nodejs14.x": date(2023, 12, 4),
    "nodejs16.x": date(2024, 6, 12),
    "nodejs18.x": date(2025, 9, 1),
    "nodejs20.x": date(2026, 4, 30),
    "nodejs22.x": date(2027, 4, 30),
    "provided": date(2024, 1, 8),
    "python3.7": date(2023, 12, 4),
    "python3.8": date(2024, 10, 14),
    "python3.9": date(2025, 12, 15),
    "python3.10": date(2026, 10, 31),
    "python3.11": date(2027, 6, 30),
    "python3.12": date(2028, 10, 31),
    "python3.13": date(2029, 6, 30),
    "python3.14": date(2029, 6, 30),
    "ruby2.7": date(2023, 12, 7),
    "ruby3.2": date(2026, 3, 31),
    "ruby3.3": date(2027, 3, 31),
}
"""The day from which on AWS no longer patches a runtime; some time later it refuses new functions, and then updates."""

_NEAR: Final = timedelta(days=180)


def refused(runtime: str) -> str | None:
    """Why no function can be created with a runtime; None where that may be possible."""
    if runtime in GONE:
        return f'is "{runtime}", with which AWS creates and updates no functions any more: name a newer version'
    return None


def near_its_end(runtime: str, today: date) -> str | None:
    """A warning of a runtime that is deprecated, or will be within half a year."""
    ends = DEPRECATED.get(runtime)
    if ends is None or today < ends - _NEAR:
        return None
    if today < ends:
        return f'is "{runtime}", which AWS deprecates on {ends}: from then on it gets no security patches'
    return (
        f'is "{runtime}", which AWS has deprecated since {ends}: it gets no security patches, and AWS will refuse new '
        "functions with it, or does so by now"
    )
