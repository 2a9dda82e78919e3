"""Draws the graph of a workspace: as Mermaid, as dot, as an SVG or a PNG.

Mermaid and dot are text and need nothing else. For a picture, Graphviz (in the wheel of pygraphviz) computes the
layout, this module writes the SVG, and resvg renders a PNG from it; both libraries are in the extra `picture`.

Rules: an edge goes from a dependent to what it needs, and both ends are nodes of the diagram. The same diagram gives
the same text, whatever fonts the machine has: Graphviz is never asked to measure text. Boxes are sized for a
monospaced font instead, where every letter is as wide as the next.

Weaknesses: a PNG needs a monospaced font on this machine, and its colours are those for a light background. Nodes
without an edge stand below each other, so many of them make a tall picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any
from xml.sax.saxutils import quoteattr

import attrs

from touchdown.cli.views.svg import escaped, short
from touchdown.model.errors import CommandLineError

_NAME_SIZE, _KIND_SIZE, _LETTER = 13, 10.5, 0.61  # a letter's width is its size times this; the widest common font's
_LONGEST = 44
_BOX_HEIGHT, _BOX_PADDING, _STRIPE = 44, 14, 5
_EDGE_OF_PAGE = 16
_TITLE_SIZE, _TITLE_LEFT, _TITLE_DOWN = 12, 12, 19
_NOTHING = "nothing is declared"

_KINDS = ("#e8710a", "#1a73e8", "#188038", "#a142f4", "#d01884", "#00838f", "#b06000", "#5f6368")
_STYLE = """\
text { font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", "Noto Sans Mono", "Courier New", monospace }
.page { fill: #ffffff } .frame { fill: #f5f7fa; stroke: #c3ccd6 } .box { fill: #ffffff; stroke: #aab5c1 }
.title { fill: #52606d; stroke: #f5f7fa } .name { fill: #1f2933 } .kind { fill: #52606d }
.edge { stroke: #7b8794; fill: none; stroke-width: 1.3 } .head { fill: #7b8794 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 } .frame { fill: #151b23; stroke: #3d444d } .box { fill: #212830; stroke: #565f6a }
.title { fill: #9aa5b1; stroke: #151b23 } .name { fill: #f0f3f6 } .kind { fill: #9aa5b1 }
.edge { stroke: #8b98a5 } .head { fill: #8b98a5 }
}"""
_PLACING = "rankdir=LR ranksep=0.75 nodesep=0.22"
_PLACED_NODES = 'shape=box fixedsize=true label=""'
_LOOK = 'rankdir=LR bgcolor=transparent color="#7b8794" fontcolor="#7b8794" fontname="sans-serif"'
_LOOK_OF_NODES = (
    'shape=box style="rounded,filled" fillcolor="#f5f7fa" color="#7b8794" fontcolor="#1f2933" fontname="sans-serif"'
)


@attrs.frozen
class Node:
    """A resource: `id` is its address, `label` its name, `group` its account."""

    id: str
    label: str
    kind: str
    group: str


@attrs.frozen
class Diagram:
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]

    def groups(self) -> dict[str, list[Node]]:
        groups: dict[str, list[Node]] = {}
        for node in self.nodes:
            groups.setdefault(node.group, []).append(node)
        return groups

    def numbers(self) -> dict[str, int]:
        """A number for each node, because Mermaid's ids and ours can't hold every character of an address."""
        return {node.id: number for number, node in enumerate(self.nodes)}


def mermaid(diagram: Diagram) -> str:
    return "\n".join(("flowchart LR", *_mermaid_lines(diagram))) + "\n"


def _mermaid_lines(diagram: Diagram) -> Iterator[str]:
    numbers = diagram.numbers()
    for count, (group, nodes) in enumerate(diagram.groups().items()):
        yield f'  subgraph g{count}["{_mermaid_text(group)}"]'
        for node in nodes:
            yield f'    n{numbers[node.id]}["{_mermaid_text(node.label)}<br/>{_mermaid_text(node.kind)}"]'
        yield "  end"
    for dependent, needed in diagram.edges:
        yield f"  n{numbers[dependent]} --> n{numbers[needed]}"


def _mermaid_text(text: str) -> str:
    """Mermaid has no backslash escapes: a character is written as its number between # and ;."""
    return re.sub(r"[^\w /.:@+=,()-]", lambda found: f"#{ord(found[0])};", text)


def dot(diagram: Diagram) -> str:
    def line(node: Node) -> str:
        # The line break has to stay an escape of dot's own.
        label = _dot_text(node.label)[:-1] + r"\n" + _dot_text(node.kind)[1:]
        return f"{_dot_text(node.id)} [label={label}]"

    edges = (f"{_dot_text(dependent)} -> {_dot_text(needed)}" for dependent, needed in diagram.edges)
    return _digraph(diagram, line, edges, graph=_LOOK, node=_LOOK_OF_NODES, title=_dot_text)


def _digraph(
    diagram: Diagram,
    line: Callable[[Node], str],
    edges: Iterable[str],
    *,
    graph: str,
    node: str,
    title: Callable[[str], str],
) -> str:
    lines = ["digraph touchdown {", f"  graph [{graph}]", f"  node [{node}]", '  edge [color="#7b8794"]']
    for count, (group, nodes) in enumerate(diagram.groups().items()):
        lines += [f"  subgraph cluster_{count} {{", f"    label={title(group)} labeljust=l margin=26"]
        lines += [f"    {line(member)}" for member in nodes]
        lines.append("  }")
    lines += [f"  {edge}" for edge in edges]
    return "\n".join((*lines, "}")) + "\n"


def _dot_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def png(diagram: Diagram) -> bytes:
    """The picture at twice its size, so that it is sharp on today's screens."""
    render = _library("resvg_py").svg_to_bytes
    if not _draws_text(render):
        raise CommandLineError(
            "A PNG can't be written: this machine has no monospaced font to draw its text with.",
            hint="Write an .svg, or install a font such as DejaVu Sans Mono.",
        )
    return render(svg_string=svg(diagram), zoom=2)


def _draws_text(render: Callable[..., bytes]) -> bool:
    """Whether text is drawn at all: without a font, resvg leaves text out without an error."""
    blank, letter = _page(20, 20, ()), _page(20, 20, ('<text y="15">M</text>',))
    return render(svg_string=blank) != render(svg_string=letter)


def svg(diagram: Diagram) -> str:
    if not diagram.nodes:
        width, height = _width(_NOTHING, _NAME_SIZE) + 2 * _EDGE_OF_PAGE, _BOX_HEIGHT
        return _page(width, height, [_text("kind", _NAME_SIZE, _EDGE_OF_PAGE, height / 2 + 4, _NOTHING)])
    places = _places(diagram)
    objects: dict[str, dict[str, Any]] = {item["name"]: item for item in places["objects"]}
    frames = [(objects[f"cluster_{count}"], group) for count, group in enumerate(diagram.groups())]
    _, _, width, height = _numbers(places["bb"])
    turned = _Turned(height)
    parts = [_frame(turned, frame) for frame, _ in frames]
    parts += [_edge(turned, edge["pos"]) for edge in places.get("edges", ())]
    parts += [_title(turned, frame, group) for frame, group in frames]
    parts += _boxes(turned, diagram, objects)
    return _page(width + 2 * _EDGE_OF_PAGE, height + 2 * _EDGE_OF_PAGE, parts)


def _places(diagram: Diagram) -> dict[str, Any]:
    """Graphviz's layout, in points, with the origin at the bottom."""
    import json

    numbers = diagram.numbers()

    def line(node: Node) -> str:
        return f"n{numbers[node.id]} [width={_box_width(node) / 72:.4f} height={_BOX_HEIGHT / 72:.4f}]"

    edges = (f"n{numbers[dependent]}:e -> n{numbers[needed]}:w" for dependent, needed in diagram.edges)
    graph = _digraph(diagram, line, edges, graph=_PLACING, node=_PLACED_NODES, title=lambda _: '""')
    placed = _library("pygraphviz").AGraph(string=graph)
    placed.layout(prog="dot")
    return json.loads(placed.draw(format="json0"))


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise CommandLineError(
            "A picture can't be drawn: a library for it is missing.",
            why=f"{error}.",
            hint="Install the extra from your checkout, as in: pip install '/path/to/the/checkout[picture]'. "
            "Without -o no library is needed.",
        ) from error


@attrs.frozen
class _Turned:
    """Converts Graphviz's coordinates, with the origin at the bottom, to SVG's, with the origin at the top."""

    height: float

    def point(self, text: str) -> tuple[float, float]:
        x, y = _numbers(text)
        return x + _EDGE_OF_PAGE, self.height - y + _EDGE_OF_PAGE


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _corners(turned: _Turned, frame: dict[str, Any]) -> tuple[float, float, float, float]:
    left, bottom, right, top = _numbers(frame["bb"])
    x, y = turned.point(f"{left},{top}")
    return x, y, right - left, top - bottom


def _frame(turned: _Turned, frame: dict[str, Any]) -> str:
    x, y, width, height = _corners(turned, frame)
    return f'<rect class="frame" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="10"/>'


def _title(turned: _Turned, frame: dict[str, Any], group: str) -> str:
    """Drawn after the edges, with an outline in the frame's colour, because an edge of another frame may pass here."""
    x, y, _, _ = _corners(turned, frame)
    rim = 'font-weight="bold" stroke-width="5" paint-order="stroke"'
    return _text("title", _TITLE_SIZE, x + _TITLE_LEFT, y + _TITLE_DOWN, group, rim)


def _edge(turned: _Turned, pos: str) -> str:
    """Draws an edge: `pos` is "e,X,Y" for the tip of the arrow, then the points of a Bézier curve."""
    tip, start, *curve = pos.split(" ")
    end_x, end_y = turned.point(tip.removeprefix("e,"))
    (x, y), points = turned.point(start), [turned.point(point) for point in curve]
    path = f"M{x:.1f},{y:.1f}C" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    base_x, base_y = points[-1]
    side_x, side_y = (base_y - end_y) * 0.4, (end_x - base_x) * 0.4
    head = f"M{end_x:.1f},{end_y:.1f}L{base_x + side_x:.1f},{base_y + side_y:.1f}"
    head += f"L{base_x - side_x:.1f},{base_y - side_y:.1f}Z"
    return f'<path class="edge" d="{path}"/><path class="head" d="{head}"/>'


def _boxes(turned: _Turned, diagram: Diagram, objects: dict[str, dict[str, Any]]) -> Iterator[str]:
    kinds = sorted({node.kind for node in diagram.nodes})
    for number, node in enumerate(diagram.nodes):
        x, y = turned.point(objects[f"n{number}"]["pos"])
        colour = _KINDS[kinds.index(node.kind) % len(_KINDS)]
        yield _box(node, colour, x - _box_width(node) / 2, y - _BOX_HEIGHT / 2)


def _box(node: Node, colour: str, x: float, y: float) -> str:
    size = f'width="{_box_width(node):.1f}" height="{_BOX_HEIGHT}" rx="6"'
    stripe = f'<rect x="{x + 5:.1f}" y="{y + 8:.1f}" width="{_STRIPE}" height="{_BOX_HEIGHT - 16}" rx="2"'
    left = x + _BOX_PADDING + _STRIPE
    return (
        f'<g><title>{escaped(node.id)}</title><rect class="box" x="{x:.1f}" y="{y:.1f}" {size}/>'
        + f'{stripe} fill="{colour}"/>'
        + _text("name", _NAME_SIZE, left, y + 20, short(node.label, _LONGEST))
        + _text("kind", _KIND_SIZE, left, y + 34, node.kind)
        + "</g>"
    )


def _page(width: float, height: float, parts: Iterable[str]) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    top = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', f"<style>{_STYLE}</style>"
    return "\n".join((*top, '<rect class="page" width="100%" height="100%"/>', *parts, "</svg>")) + "\n"


def _text(style: str, size: float, x: float, y: float, text: str, more: str = "") -> str:
    start = f'<text class={quoteattr(style)} x="{x:.1f}" y="{y:.1f}" font-size="{size}" {more}'
    return f"{start.rstrip()}>{escaped(text)}</text>"


def _box_width(node: Node) -> float:
    text = max(_width(short(node.label, _LONGEST), _NAME_SIZE), _width(node.kind, _KIND_SIZE))
    return max(text + 2 * _BOX_PADDING + _STRIPE, 3 * _BOX_HEIGHT)


def _width(text: str, size: float) -> float:
    letters = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return letters * size * _LETTER
