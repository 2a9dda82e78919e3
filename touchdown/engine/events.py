"""Events: what happens while the engine works, for the views that show it. The engine itself prints nothing."""

from __future__ import annotations

from collections.abc import Callable

import attrs


@attrs.frozen
class Reading:
    """An account is being read; `done` when that is over."""

    account: str
    what: str
    done: bool = False


@attrs.frozen
class Started:
    """A change is being carried out."""

    address: str
    action: str


@attrs.frozen
class Waiting:
    """AWS says "not yet": `sentence` says what is waited for, `attempt` counts from 1; the next is in `seconds`."""

    sentence: str
    attempt: int
    address: str = ""
    seconds: float = 0.0


@attrs.frozen
class Progress:
    """Bytes of an upload that have been sent."""

    done: int
    total: int
    address: str = ""


@attrs.frozen
class Noted:
    """A note on a change that is made all the same."""

    sentence: str
    address: str = ""


@attrs.frozen
class Written:
    """A writing call was answered, or may have been carried out though its answer is lost."""

    address: str = ""


@attrs.frozen
class Finished:
    """A change is made."""

    address: str
    action: str
    seconds: float


@attrs.frozen
class Failed:
    """A change failed; those that need it are not tried."""

    address: str
    action: str
    error: Exception


@attrs.frozen
class Stopping:
    """The user asked to stop: what is in flight is finished, nothing new begins."""

    in_flight: tuple[str, ...]


Event = Reading | Started | Waiting | Progress | Noted | Written | Finished | Failed | Stopping
Report = Callable[[Event], None]


def silent(event: Event) -> None:
    """For callers without a view."""


def about(address: str, report: Report) -> Report:
    """A report that adds a change's address to its waits, progress, notes and writes."""
    of_one = Waiting | Progress | Noted | Written

    def tell(event: Event) -> None:
        report(attrs.evolve(event, address=address) if isinstance(event, of_one) else event)

    return tell
