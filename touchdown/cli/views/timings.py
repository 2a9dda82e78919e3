"""Shows where the time of a command went, as a table: by phase, by operation, and by reason for waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from touchdown.cli.timings import Span, Timings


def as_text(timings: Timings) -> RenderableType:
    """The table. Calls overlap, so their total may be more than the time that passed."""
    return Group(*(Text(line) for line in _lines(timings)))


def _lines(timings: Timings) -> Iterator[str]:
    phases = _by(timings.phases)
    yield f"Where {_sum(timings.phases):.2f} s went:"
    yield from (f"    {_sum(spans):>8.2f} s  {name}" for name, spans in phases.items())
    if timings.calls:
        yield f"Calls     total   longest  waited for limits  of {len(timings.calls):,} calls"
    for name, spans in sorted(_by(timings.calls).items(), key=lambda entry: (-_sum(entry[1]), entry[0])):
        longest, limited = max(span.seconds for span in spans), sum(span.limited for span in spans)
        yield f"{len(spans):>5,}  {_sum(spans):>6.2f} s  {longest:>6.2f} s           {limited:>6.2f} s  {name}"
    if timings.waits:
        yield "Waits     total   longest"
    for sentence, spans in _by([Span(wait.detail, wait.began, wait.ended) for wait in timings.waits]).items():
        longest = max(span.seconds for span in spans)
        yield f"{len(spans):>5,}  {_sum(spans):>6.2f} s  {longest:>6.2f} s  {sentence}"


def _by(spans: Sequence[Span]) -> dict[str, list[Span]]:
    """Spans by name, in the order of their first span."""
    found: dict[str, list[Span]] = {}
    for span in spans:
        found.setdefault(span.name, []).append(span)
    return found


def _sum(spans: Sequence[Span]) -> float:
    return sum(span.seconds for span in spans)
