"""Draws the run of a command as a Gantt chart, in a self-contained HTML file without scripts.

Each phase, each changed resource and each called operation has a row. Overlapping bars of a row are drawn below each
other. Pointing at a bar shows its details.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from touchdown.cli.timings import Span, Timings
from touchdown.cli.views.svg import escaped, short
from touchdown.model.masking import mask

_LEFT, _WIDTH, _RIGHT, _TOP = 330, 900, 24, 34
_BAR, _GAP = 10, 8
_LONGEST_NAME = 44
_TICKS = 10
_STYLE = """\
body { margin: 16px; background: #ffffff; color: #1f2933; font: 14px sans-serif }
text { fill: #1f2933; font: 12px sans-serif } .head { font-weight: bold } .tick { fill: #52606d }
.grid { stroke: #d5dce3 } .phase { fill: #7b8794 } .change { fill: #1a73e8 } .call { fill: #188038 }
.wait { fill: #e8710a } .limited { fill: #f2c79c }
@media (prefers-color-scheme: dark) {
body { background: #0d1117; color: #f0f3f6 } text { fill: #f0f3f6 } .tick { fill: #9aa5b1 }
.grid { stroke: #3d444d } .phase { fill: #8b98a5 } .change { fill: #6ea8fe } .call { fill: #4cc38a }
.wait { fill: #f59e42 } .limited { fill: #8a5a2b }
}"""
_KEY = (
    ("phase", "a phase"),
    ("change", "a change"),
    ("wait", "AWS said: not yet"),
    ("call", "a call"),
    ("limited", "waited before a call, to keep below AWS's rates"),
)

_Row = list[tuple[str, Span]]


def html(timings: Timings, title: str) -> str:
    """The HTML file. Of calls it holds operation, subject and result, but no parameters."""
    end = max((span.ended for span in _all(timings)), default=0.0) or 1.0
    parts: list[str] = []
    height = _TOP
    for head, rows in _sections(timings):
        parts.append(_text(8, height + 12, head, "head"))
        height += 22
        for name, row in rows.items():
            lanes = _lanes(row)
            parts += _row(name, lanes, height, end)
            height += len(lanes) * (_BAR + 1) + _GAP
        height += _GAP
    width = _LEFT + _WIDTH + _RIGHT
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    drawn = "\n".join((*_axis(end, height), *parts))
    key = " ".join(f'<svg width="12" height="12">{_rect(kind, 0, 0, 12)}</svg> {escaped(text)}' for kind, text in _KEY)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"/><title>{escaped(title)}</title>\n'
        f"<style>\n{_STYLE}\n</style></head>\n<body>\n<h1>{escaped(title)}</h1>\n<p>{end:.2f} s. {key}</p>\n"
        f"<svg {size}>\n{drawn}\n</svg>\n</body>\n</html>\n"
    )


def _all(timings: Timings) -> Iterator[Span]:
    yield from (*timings.phases, *timings.calls, *timings.changes, *timings.waits)


def _sections(timings: Timings) -> Iterator[tuple[str, dict[str, _Row]]]:
    yield "Phases", _rows([("phase", phase) for phase in timings.phases])
    if timings.changes:
        waits = [("wait", wait) for wait in timings.waits]
        yield "Changes", _rows([*(("change", change) for change in timings.changes), *waits])
    if timings.calls:
        yield "Calls", _rows([("call", call) for call in timings.calls])


def _rows(spans: Sequence[tuple[str, Span]]) -> dict[str, _Row]:
    """The bars of each name, the earliest first, with secrets masked."""
    rows: dict[str, _Row] = {}
    for kind, span in sorted(spans, key=lambda pair: pair[1].began):
        safe = attrs.evolve(span, name=mask(span.name), detail=mask(span.detail))
        rows.setdefault(safe.name, []).append((kind, safe))
    return rows


def _lanes(row: _Row) -> list[_Row]:
    """The bars of a row, on as many lines as needed so that none covers another."""
    lanes: list[_Row] = []
    for bar in row:
        free = next((lane for lane in lanes if lane[-1][1].ended <= bar[1].began), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return lanes


def _row(name: str, lanes: Sequence[_Row], top: float, end: float) -> Iterator[str]:
    yield f"<g><title>{escaped(name)}</title>{_text(20, top + _BAR, short(name, _LONGEST_NAME))}</g>"
    for number, lane in enumerate(lanes):
        for kind, span in lane:
            yield _bar(kind, span, top + number * (_BAR + 1), end)


def _bar(kind: str, span: Span, top: float, end: float) -> str:
    scale = _WIDTH / end
    left, middle = span.began * scale, (span.began + span.limited) * scale
    label = f"{span.name} {span.detail}".strip()
    limited = f", after {span.limited:.3f} s for the limit" if span.limited else ""
    title = f"<title>{escaped(f'{label}: {span.seconds:.3f} s from {span.began:.3f} s{limited}')}</title>"
    before = _rect("limited", _LEFT + left, top, middle - left) if middle - left >= 0.1 else ""
    return f"<g>{title}{before}{_rect(kind, _LEFT + middle, top, span.ended * scale - middle)}</g>"


def _rect(kind: str, left: float, top: float, width: float) -> str:
    """A bar, at least wide enough to be visible."""
    return f'<rect class="{kind}" x="{left:.2f}" y="{top:.1f}" width="{max(width, 1):.2f}" height="{_BAR}"/>'


def _axis(end: float, height: float) -> Iterator[str]:
    for number in range(_TICKS + 1):
        x = _LEFT + _WIDTH * number / _TICKS
        yield f'<line class="grid" x1="{x:.1f}" y1="{_TOP - 12}" x2="{x:.1f}" y2="{height}"/>'
        yield _text(x, _TOP - 18, f"{end * number / _TICKS:.{2 if end < 20 else 0}f} s", "tick", "middle")


def _text(x: float, y: float, text: str, style: str = "name", anchor: str = "start") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped(text)}</text>'
