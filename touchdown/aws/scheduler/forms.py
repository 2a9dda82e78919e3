"""Forms in which Scheduler takes values."""

from __future__ import annotations

from datetime import UTC, datetime

from touchdown.model.field import Form


def in_utc(time: datetime | str) -> datetime:
    """A time that was given, or that AWS has answered; one without a zone is in UTC."""
    found = datetime.fromisoformat(time) if isinstance(time, str) else time
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def as_text(time: datetime | str) -> str:
    """The form in which times are compared."""
    return in_utc(time).strftime("%Y-%m-%dT%H:%M:%SZ")


TIME = Form(send=in_utc, read=as_text)

WINDOW = Form(
    send=lambda minutes: {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes} if minutes else {"Mode": "OFF"},
    read=lambda found: found.get("MaximumWindowInMinutes", 0),
)
"""The minutes within which a call is made; 0 for none."""
