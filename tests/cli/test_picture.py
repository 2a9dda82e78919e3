"""The graph of a workspace: what mermaid and Graphviz read back, and where things lie in the picture."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from itertools import combinations
from xml.etree import ElementTree

import pygraphviz
import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st

from touchdown.cli.views import picture
from touchdown.cli.views.picture import Diagram, Node
from touchdown.model.errors import CommandLineError

SVG = "{http://www.w3.org/2000/svg}"
ODD = 'a "b" <c> & d\\n #e;'


def node(name: str, kind: str = "lambda_function", group: str = "eu-west-1") -> Node:
    return Node(id=f"{group}/{kind}.{name}", label=name, kind=kind, group=group)


HELLO, ROLE, LOGS = node("hello"), node("hello-role", "iam_role"), node("/aws/lambda/hello", "logs_log_group")
ELSEWHERE, ALONE = node("hello", group="us-east-1"), node("alone", "s3_bucket", "us-east-1")
TWO_ACCOUNTS = Diagram(
    nodes=(HELLO, ROLE, LOGS, ELSEWHERE, ALONE),
    edges=((HELLO.id, ROLE.id), (HELLO.id, LOGS.id), (ELSEWHERE.id, ROLE.id)),
)
EMPTY = Diagram(nodes=(), edges=())

names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    kinds, groups = st.sampled_from(("lambda_function", "iam_role")), st.sampled_from(("eu-west-1", ODD))
    nodes = draw(st.lists(st.builds(node, names, kinds, groups), max_size=8, unique_by=lambda made: made.id))
    edges = [(later.id, earlier.id) for earlier, later in combinations(nodes, 2) if draw(st.booleans())]
    return Diagram(tuple(nodes), tuple(edges))


def parsed(diagram: Diagram) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg(diagram))


def rectangles(page: ElementTree.Element, style: str) -> list[tuple[float, float, float, float]]:
    found = [shape for shape in page.iter(f"{SVG}rect") if shape.get("class") == style]
    corners = [[float(shape.get(key, "")) for key in ("x", "y", "width", "height")] for shape in found]
    return [(x, y, x + width, y + height) for x, y, width, height in corners]


def test_mermaid_has_a_subgraph_for_each_account():
    assert picture.mermaid(TWO_ACCOUNTS) == (
        "flowchart LR\n"
        '  subgraph g0["eu-west-1"]\n'
        '    n0["hello<br/>lambda_function"]\n'
        '    n1["hello-role<br/>iam_role"]\n'
        '    n2["/aws/lambda/hello<br/>logs_log_group"]\n'
        "  end\n"
        '  subgraph g1["us-east-1"]\n'
        '    n3["hello<br/>lambda_function"]\n'
        '    n4["alone<br/>s3_bucket"]\n'
        "  end\n"
        "  n0 --> n1\n"
        "  n0 --> n2\n"
        "  n3 --> n1\n"
    )


def test_mermaid_writes_odd_characters_as_numbers():
    assert 'n0["a #34;b#34; #60;c#62; #38; d#92;n #35;e#59;<br/>' in picture.mermaid(Diagram((node(ODD),), ()))


@given(diagrams())
def test_no_name_leaves_the_quotes_of_mermaid(diagram: Diagram):
    lines = picture.mermaid(diagram).removesuffix("\n").split("\n")
    assert len(lines) == 1 + 2 * len(diagram.groups()) + len(diagram.nodes) + len(diagram.edges)
    assert all(re.fullmatch(r'[^"]*("[^"]*"\])?', line) for line in lines)


def test_dot_names_nodes_by_their_address():
    text = picture.dot(TWO_ACCOUNTS)
    assert '"eu-west-1/lambda_function.hello" [label="hello\\nlambda_function"]' in text
    assert '"us-east-1/lambda_function.hello" -> "eu-west-1/iam_role.hello-role"' in text


@given(diagrams())
def test_graphviz_reads_back_what_dot_says(diagram: Diagram):
    graph = pygraphviz.AGraph(string=picture.dot(diagram))
    read = {str(found).replace("\\\\", "\\"): found.attr["label"] for found in graph.nodes()}
    assert set(read) == {made.id for made in diagram.nodes}
    assert len(graph.edges()) == len(diagram.edges)
    assert [found.name for found in graph.subgraphs()] == [f"cluster_{n}" for n in range(len(diagram.groups()))]


@given(diagrams())
@settings(deadline=None)  # the first example loads Graphviz
def test_every_name_is_in_the_picture(diagram: Diagram):
    page = parsed(diagram)
    assert [title.text for title in page.iter(f"{SVG}title")] == [made.id for made in diagram.nodes]
    assert [text.text for text in page.iter(f"{SVG}text") if text.get("class") == "title"] == list(diagram.groups())


@given(diagrams())
@settings(deadline=None)
def test_boxes_lie_apart_and_inside_a_frame(diagram: Diagram):
    page = parsed(diagram)
    boxes, frames = rectangles(page, "box"), rectangles(page, "frame")
    assert len(boxes) == len(diagram.nodes)
    for (left, top, right, bottom), (left2, top2, right2, bottom2) in combinations(boxes, 2):
        assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
    for left, top, right, bottom in boxes:
        assert any(f[0] <= left and f[1] <= top and right <= f[2] and bottom <= f[3] for f in frames)


@pytest.mark.parametrize("name", ["i", "W" * 64, "函数" * 30, "a/b" * 300])
def test_text_ends_inside_its_box(name: str):
    page = parsed(Diagram((node(name),), ()))
    [(_, _, right, _)] = rectangles(page, "box")
    [text] = [found for found in page.iter(f"{SVG}text") if found.get("class") == "name"]
    letters = sum(2 if letter in "函数" else 1 for letter in text.text or "")
    assert float(text.get("x", "")) + letters * 0.602 * float(text.get("font-size", "")) < right


def test_an_arrow_points_from_the_dependent_to_what_it_needs():
    page = parsed(Diagram((HELLO, ROLE), ((HELLO.id, ROLE.id),)))
    (function, role), [edge] = rectangles(page, "box"), [e for e in page.iter(f"{SVG}path") if e.get("class") == "edge"]
    start, *_, end = [float(x) for x in re.findall(r"[MC ]([\d.]+),", edge.get("d", ""))]
    assert function[2] <= start < end <= role[0]


def test_the_picture_has_colours_for_a_dark_background():
    assert "@media (prefers-color-scheme: dark)" in picture.svg(TWO_ACCOUNTS)


def test_the_same_diagram_gives_the_same_text():
    assert picture.svg(TWO_ACCOUNTS) == picture.svg(TWO_ACCOUNTS)


def test_a_control_character_does_not_break_the_picture():
    assert [text.text for text in parsed(Diagram((node("a\x01b"),), ())).iter(f"{SVG}text")][1] == "a\ufffdb"


def test_an_empty_diagram_is_a_valid_picture_that_says_so():
    assert [text.text for text in parsed(EMPTY).iter(f"{SVG}text")] == ["nothing is declared"]
    assert picture.mermaid(EMPTY) == "flowchart LR\n"
    assert pygraphviz.AGraph(string=picture.dot(EMPTY)).nodes() == []
    assert picture.png(EMPTY).startswith(b"\x89PNG")


def test_a_png_is_twice_as_wide_as_the_svg():
    width = int.from_bytes(picture.png(TWO_ACCOUNTS)[16:20])
    assert width == 2 * int(parsed(TWO_ACCOUNTS).get("width", ""))


def test_a_machine_without_fonts_is_noticed():
    assert not picture._draws_text(partial(resvg_py.svg_to_bytes, skip_system_fonts=True))


def test_a_missing_library_is_an_error_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(CommandLineError, match=r"pip install '/path/to/the/checkout\[picture\]'"):
        picture.svg(TWO_ACCOUNTS)


def test_text_needs_none_of_the_libraries_and_a_drawing_prints_nothing():
    script = (
        "import sys; from touchdown.cli.views import picture as p\n"
        "many = p.Diagram(tuple(p.Node(str(n), str(n), 'k', 'g') for n in range(1001)), ())\n"
        "p.mermaid(many), p.dot(many)\n"
        "assert not {'pygraphviz', 'resvg_py'} & set(sys.modules)\n"
        "p.svg(many)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
