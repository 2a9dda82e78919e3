"""`--timings`: where the time of a command went."""

from __future__ import annotations

import re
from collections import Counter
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from tests.support.declaring import CountingAws, in_process
from tests.support.project import GREETER, KEY, Project
from tests.support.wire import Wire
from touchdown import Secret
from touchdown.cli.timings import Span, Timings
from touchdown.cli.views.timings import as_text
from touchdown.cli.views.timings_chart import html

DECLARED = (
    GREETER
    + """
aws.add_lambda_function(name="hello", code=hello, environment={"DB_PASSWORD": "hush-password"})
"""
)

COUNTED = """
workspace.name = "shop"
aws = workspace.add_aws(region="eu-west-1", endpoint_url="{}", access_key_id="a", secret_access_key="b")
aws.add_role(name="worker")
"""


def operations(stderr: str) -> dict[str, int]:
    """How many calls of each operation a table counts."""
    words = [line.split() for line in stderr.splitlines()]
    return {line[-1]: int(line[0]) for line in words if len(line) == 8 and line[0].isdigit() and ":" in line[-1]}


def test_the_table_counts_the_calls_that_were_made_and_names_the_phases(project: Project) -> None:
    project.declare(DECLARED)
    outcome = in_process(project.folder, "apply", "--yes", "--debug", "--timings", "--timings-file", "run.html")
    assert outcome.code == 0, outcome.stderr
    made = Counter(line.split()[1] for line in outcome.stderr.splitlines() if line.startswith("debug: "))
    assert made["lambda:CreateFunction"] == 1
    assert operations(outcome.stderr) == made
    for phase in ("reading the file", "packages", "who we are", "observing", "comparing", "applying"):
        assert f" s  {phase}\n" in outcome.stderr
    chart = (project.folder / "run.html").read_text(encoding="utf-8")
    assert_holds_its_bars(chart, calls=made.total())
    for secret in ("hush", KEY):
        assert secret not in outcome.all + chart


def assert_holds_its_bars(chart: str, calls: int) -> None:
    """It is well-formed, asks nothing of anybody, and no bar stands outside of the picture."""
    assert not re.search(r"<script|https?:|src=|href=|url\(|@import", chart)
    picture = ElementTree.fromstring(chart).findall("body/svg")[0]
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    bars = [one.attrib for one in picture.iter("rect")]
    assert all(0 <= float(one["x"]) <= float(one["x"]) + float(one["width"]) <= width for one in bars)
    assert all(0 <= float(one["y"]) <= float(one["y"]) + float(one["height"]) <= height for one in bars)
    assert Counter(one["class"] for one in bars)["call"] == calls
    titles = [one.text or "" for one in picture.iter("title")]
    assert "eu-west-1/lambda_function.hello" in titles
    assert any(one.startswith("lambda:CreateFunction hello ok: ") for one in titles)


def test_what_is_waited_to_repeat_a_call_while_reading_is_counted_too(project: Project, wire: Wire) -> None:
    project.declare(DECLARED)
    wire.fail("lambda:GetFunction", code="TooManyRequestsException", status=429)
    outcome = in_process(project.folder, "plan", "--timings")
    assert outcome.code == 0, outcome.stderr
    assert re.search(r"\n +1 +[0-9.]+ s +[0-9.]+ s  waiting to repeat a call that was throttled", outcome.stderr)


def test_a_command_that_fails_tells_where_its_time_went_too(project: Project) -> None:
    project.declare("aws.nothing()\n")
    outcome = in_process(project.folder, "plan", "--timings")
    assert outcome.code == 1
    assert " s  reading the file\n" in outcome.stderr


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ("nowhere/run.html", "nowhere/run.html can't be written: No such file or directory."),
        ("run.txt", "run.txt has to end in .html."),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_any_call(
    tmp_path: Path, counter: CountingAws, file: str, wrong: str
) -> None:
    (tmp_path / "Touchdownfile").write_text(COUNTED.format(counter.address), encoding="utf-8")
    outcome = in_process(tmp_path, "plan", "--timings-file", file)
    assert outcome.code == 1
    assert wrong in outcome.stderr
    assert counter.connections == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("plan", "--out", "run.html", "--timings-file", "run.html"), "'--out'"),
        (("plan", "--timings-file", "link.html", "--out", "./run.html"), "'--out'"),
        (("apply", "--timings-file", "./run.html", "run.html"), "'[PLAN]'"),
    ],
    ids=["the same", "a link to it", "the plan that is applied"],
)
def test_a_chart_is_not_drawn_over_a_plan(
    tmp_path: Path, counter: CountingAws, arguments: tuple[str, ...], named: str
) -> None:
    (tmp_path / "Touchdownfile").write_text(COUNTED.format(counter.address), encoding="utf-8")
    (tmp_path / "run.html").write_text("a plan", encoding="utf-8")
    (tmp_path / "link.html").symlink_to("run.html")
    outcome = in_process(tmp_path, *arguments)
    assert outcome.code == 1
    assert f"is also named by {named}: give each a file of its own." in outcome.stderr
    assert counter.connections == 0
    assert (tmp_path / "run.html").read_text(encoding="utf-8") == "a plan"


def test_names_are_escaped_and_secrets_masked_in_a_chart() -> None:
    secret = Secret("hush-in-a-name")
    assert secret
    timings = Timings()
    timings.changes.append(Span("eu-west-1/s3_bucket.shop:object.<b>&\x01", 0, 1, "create hush-in-a-name"))
    chart = html(timings.finished(), "touchdown apply")
    titles = [one.text or "" for one in ElementTree.fromstring(chart).iter("title")]
    assert "eu-west-1/s3_bucket.shop:object.<b>&\ufffd create (secret): 1.000 s from 0.000 s" in titles
    assert "hush" not in chart


def test_a_wait_for_a_limit_stands_beside_the_time_of_its_call() -> None:
    timings = Timings()
    timings.calls.append(Span("lambda:CreateFunction", 0.0, 0.5, "hello ok", limited=0.3))
    timings.phases.append(Span("applying", 0.0, 1.0))
    console = Console(width=200, file=StringIO())
    with console.capture() as table:
        console.print(as_text(timings))
    assert "\n    1    0.20 s    0.20 s             0.30 s  lambda:CreateFunction\n" in table.get()
    (chart,) = ElementTree.fromstring(html(timings, "run")).findall("body/svg")
    bars = {one.attrib["class"]: float(one.attrib["width"]) for one in chart.iter("rect")}
    assert bars["limited"] == pytest.approx(0.3 * bars["phase"])
    assert bars["call"] == pytest.approx(0.2 * bars["phase"])
