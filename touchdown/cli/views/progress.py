"""Shows progress: a live table on a terminal, plain lines elsewhere.

Both listen to the engine's events, which come from many threads. Plain lines come at least every ten seconds, so that
whoever watches a log knows that the command is still running.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import attrs
from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from touchdown.aws.api import Call
from touchdown.engine.events import (
    Event,
    Failed,
    Finished,
    Noted,
    Progress,
    Reading,
    Report,
    Started,
    Stopping,
    Waiting,
    Written,
)

_SILENCE = 10.0
_FIRST_GUESS = 2.0
"""Seconds after which the remaining time can be estimated."""
_DOING = {
    "create": "creating",
    "update": "updating",
    "adopt": "adopting",
    "replace": "replacing",
    "delete": "deleting",
    "invoke": "invoking",
}
_DID = {"create": "created", "update": "updated", "adopt": "adopted", "replace": "replaced", "delete": "deleted"}


@attrs.define
class Activity:
    """An activity that is going on."""

    what: str
    began: float
    detail: str = ""


class Listener:
    """Turns the scheduler's events into activities and lines.

    `changes` is the number of changes that will be made, where it is known.
    """

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic, *, changes: int = 0) -> None:
        self.console = console
        self.activities: dict[str, Activity] = {}
        self._changes = changes
        self._over = 0
        self._began: float | None = None
        self._now = now
        self._last_line = now()
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        with self._lock:
            text = self._take(event)
        self._say(text)

    def current(self) -> list[Activity]:
        with self._lock:
            return list(self.activities.values())

    def expected(self) -> str:
        """How many changes are made, and the estimated time for the rest; empty if it can't be estimated yet."""
        with self._lock:
            elapsed = self._now() - self._began if self._began is not None else 0.0
            if not self._over or elapsed < _FIRST_GUESS or self._over >= self._changes:
                return ""
            left = _rounded(elapsed / self._over * (self._changes - self._over))
            return f"{self._over:,} of {self._changes:,} changes made, about {left} left"

    def remind(self) -> None:
        """Prints a sign of life if nothing was printed for a while."""
        now = self._now()
        current = self.current()
        if current and now - self._last_line >= _SILENCE:
            oldest = min(current, key=lambda activity: activity.began)
            more = f", and {len(current) - 1} more" if len(current) > 1 else ""
            expected = self.expected()
            self._say(
                Text(f"still {_described(oldest)} {_elapsed(oldest, now)}{more}{f'; {expected}' if expected else ''}")
            )

    def _say(self, text: Text | None) -> None:
        """Prints without holding our lock, which the live view takes while it holds the console's lock."""
        if text is not None:
            self.console.print(text)
            self._last_line = self._now()

    def _take(self, event: Event) -> Text | None:
        match event:
            case Reading():
                return self._reading(event)
            case Started():
                what = f"{_DOING.get(event.action, event.action)} {event.address}"
                self._began = self._now() if self._began is None else self._began
                self.activities[event.address] = Activity(what, self._now())
            case Waiting() | Progress():
                activity = self.activities.get(event.address)
                if activity:
                    activity.detail = event.sentence if isinstance(event, Waiting) else _bytes(event)
            case Noted():
                return Text(f"note: {event.address}: {event.sentence}", style="cyan")
            case Finished():
                self._over += 1
                self.activities.pop(event.address, None)
                return Text(
                    f"{_DID.get(event.action, event.action)} {event.address} ({event.seconds:.1f} s)", style="green"
                )
            case Failed():
                self._over += 1
                self.activities.pop(event.address, None)
                return Text(f"failed to {event.action} {event.address}", style="red")
            case Stopping():
                number = len(event.in_flight)
                changes = "1 change" if number == 1 else f"{number} changes"
                return Text(f"Stopping: waiting for {changes} in flight. Ctrl-C again ends at once.")
            case Written():
                pass
        return None

    def _reading(self, event: Reading) -> None:
        if event.done:
            self.activities.pop(event.account, None)
        else:
            self.activities[event.account] = Activity(f"reading {event.account}: {event.what}", self._now())


class _Table:
    """The table of activities, up to date whenever the screen is drawn."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._spinner = Spinner("dots")

    def __rich__(self) -> RenderableType:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column()  # cut where space is short, so that the times stay visible
        table.add_column(no_wrap=True)
        now = time.monotonic()
        current = self._listener.current()
        room = max(3, self._listener.console.height - 5)
        for activity in current[:room]:
            what = Text(_described(activity), overflow="ellipsis", no_wrap=True)
            table.add_row(self._spinner, what, _elapsed(activity, now))
        if len(current) > room:
            table.add_row("", Text(f"and {len(current) - room} more"))
        if expected := self._listener.expected():
            table.add_row("", Text(expected))
        return table


def is_live(console: Console) -> bool:
    """Whether a live view can be seen."""
    return console.is_interactive and console.file.isatty()  # with FORCE_COLOR, rich takes any file for a terminal


@contextmanager
def progress(console: Console, *, asks: bool = False, changes: int = 0) -> Generator[Report]:
    """Shows progress while the block runs; yields a report for the engine's events.

    With the number of `changes` to make, it also estimates the remaining time.

    On a terminal, a block that may ask the user something has the screen to itself.
    """
    listener = Listener(console, changes=changes)
    if is_live(console):
        if asks:
            yield listener
            return
        with Live(_Table(listener), console=console, refresh_per_second=10, transient=True):
            yield listener
        return
    over = threading.Event()
    reminder = threading.Thread(target=_remind, args=(listener, over), daemon=True)
    reminder.start()
    try:
        yield listener
    finally:
        over.set()
        reminder.join()


def debug_line(console: Console, call: Call) -> None:
    """Prints a call to AWS, for --debug."""
    subject = f" {call.subject}" if call.subject else ""
    console.print(Text(f"debug: {call.operation}{subject}  {call.seconds * 1000:.0f} ms  {call.result}", style="dim"))


def _remind(listener: Listener, over: threading.Event) -> None:
    while not over.wait(1.0):
        listener.remind()


def _described(activity: Activity) -> str:
    return f"{activity.what}: {activity.detail}" if activity.detail else activity.what


def _elapsed(activity: Activity, now: float) -> str:
    return f"({now - activity.began:.0f} s)"


def _rounded(seconds: float) -> str:
    """A duration that is only an estimate."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _bytes(event: Progress) -> str:
    return f"{event.done / 1_000_000:.1f} of {event.total / 1_000_000:.1f} MB"
